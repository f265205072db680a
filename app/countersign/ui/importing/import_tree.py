"""What an import brings in, as rows: the tree, what is left out, the secrets that were found."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.ui.collections.request_tree import METHOD_ROLE, RequestDelegate
from countersign.ui.theme import Theme


class ImportTree(QTreeView):
    """Show the tree of an import, opened as far as it is small."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(RequestDelegate(theme, self))
        self.setAccessibleName("What comes in")
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setProperty("kind", "sidebar")

    def show_imported(self, imported: Imported) -> None:
        """Show what would come in."""
        self._items.clear()
        for item in imported.root.items:
            self._items.appendRow(_row(item))
        if count_items(imported.root) < 100:
            self.expandAll()


def count_items(folder: ImportedFolder) -> int:
    """Return how many requests, WebSockets and channels a folder holds."""
    return sum(1 for _ in _all(folder))


def summary(imported: Imported) -> str:
    """Say in one line what comes in."""
    parts = [_count(count_items(imported.root), "request"), imported.format]
    if imported.environments:
        parts.insert(1, _count(len(imported.environments), "environment"))
    if imported.secrets:
        parts.append(_count(len(imported.secrets), "secret") + " found")
    return " · ".join(parts)


def _all(folder: ImportedFolder) -> Iterator[ImportedItem]:
    for item in folder.items:
        if isinstance(item, ImportedFolder):
            yield from _all(item)
        else:
            yield item


def _row(item: ImportedItem | ImportedFolder) -> QStandardItem:
    if isinstance(item, ImportedFolder):
        row = QStandardItem(item.name)
        for child in item.items:
            row.appendRow(_row(child))
        return row
    row = QStandardItem(item.draft.name)
    row.setData(item.draft.method, METHOD_ROLE)
    row.setData(f"{item.draft.method} {item.draft.name}", Qt.ItemDataRole.AccessibleTextRole)
    row.setToolTip(getattr(item.draft, "url", ""))
    return row


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"

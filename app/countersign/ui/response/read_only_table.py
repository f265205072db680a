"""A table to read and copy from: headers, cookies, certificates, events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from countersign.ui.theme import Theme

Row = tuple[str, ...]
_Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 28


class RowsModel(QAbstractTableModel):
    """Hold rows of texts under fixed column titles."""

    def __init__(self, columns: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return all rows."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text; the tool tip is the same text in full."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        return self._rows[index.row()][index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        return None


class ReadOnlyTable(QTableView):
    """Show rows; Ctrl+C copies the selected ones as tab-separated text."""

    def __init__(
        self, theme: Theme, accessible_name: str, columns: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = RowsModel(columns, self)
        self.setModel(self.rows)
        self.setAccessibleName(accessible_name)
        self.setFont(theme.code_font())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.resizeSection(0, 200)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)
        # As an argument of the constructor, PySide 6.11 drops the context, and all of the window would lose Ctrl+C.
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)

    def copy(self) -> None:
        """Put the selected rows on the clipboard."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if chosen:
            QGuiApplication.clipboard().setText("\n".join("\t".join(self.rows.rows[row]) for row in chosen))

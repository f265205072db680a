"""The editor's table: typed cells, Tab from cell to cell, Delete to remove, paste of several lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QWidget,
)

from countersign.ui.request.cell_delegate import CellDelegate, Suggest
from countersign.ui.request.row_model import CHECK_COLUMN, RowKind, RowModel, RowT
from countersign.ui.request.scoped_field import ScopedField
from countersign.ui.theme import Theme
from countersign.variables.scopes import Scope

ROW_HEIGHT = 28
_CHECK_WIDTH = 30


class RowTable(QTableView, ScopedField, Generic[RowT]):
    """Show and edit rows; `edited` follows every change that a person made.

    `read_lines` turns pasted lines into rows and `write_lines` copies rows as lines; `suggest(row, column)` offers
    completions for a cell.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        kind: RowKind[RowT],
        *,
        read_lines: Callable[[str], Sequence[RowT]] | None = None,
        write_lines: Callable[[Sequence[RowT]], str] | None = None,
        suggest: Suggest | None = None,
    ) -> None:
        super().__init__()
        self._read_lines = read_lines
        self._write_lines = write_lines
        self._model = RowModel(kind, self)
        self.setModel(self._model)
        self._delegate = CellDelegate(theme, suggest, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self._dress()
        self._model.edited.connect(self.edited)
        for changed in (self._model.modelReset, self._model.rowsInserted, self._model.rowsRemoved):
            changed.connect(self.updateGeometry)
        theme.changed.connect(self.viewport().update)
        self.clicked.connect(self._edit_clicked)

    @property
    def rows(self) -> tuple[RowT, ...]:
        """Return the rows, without the empty one at the end."""
        return self._model.rows

    def set_scope(self, scope: Scope) -> None:
        """Look the variables of cells up in another scope."""
        self._delegate.set_scope(scope)
        self.viewport().update()

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows, without `edited`; a cell under the cursor keeps its place."""
        here = self.currentIndex()
        self._model.set_rows(rows)
        if here.isValid() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(min(here.row(), self._model.rowCount() - 1), here.column()))

    def add_rows(self, rows: Sequence[RowT]) -> None:
        """Put rows behind the last one."""
        self._model.insert_rows(len(self._model.rows), rows)

    def remove_selected(self) -> None:
        """Take the selected rows out and keep the cursor where it was."""
        here = self.currentIndex()
        self._model.remove_rows([index.row() for index in self.selectedIndexes()] or [here.row()])
        self.setCurrentIndex(self._model.index(min(here.row(), self._model.rowCount() - 1), here.column()))

    def commit_open_cell(self) -> None:
        """Take over what is being typed in a cell, which stays open."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)

    def sizeHint(self) -> QSize:
        """Ask for the height of all rows."""
        rows = self._model.rowCount() * ROW_HEIGHT
        return QSize(360, self.horizontalHeader().sizeHint().height() + rows + 2)

    def minimumSizeHint(self) -> QSize:
        """Ask for a row or two at least."""
        return QSize(160, min(self.sizeHint().height(), 3 * ROW_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with Delete, edit with Enter, copy and paste rows; leave the rest to the table."""
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001, N802 - Qt calls it so
        """Move by cells, and leave the table behind the last one and before the first."""
        target = self._neighbour(1 if next else -1)
        if target.isValid() and self.state() is not QAbstractItemView.State.EditingState:
            self.setCurrentIndex(target)
            return True
        return super().focusNextPrevChild(next)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        """Go on in the next cell after Tab, and leave the table behind the last one."""
        step = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: 1,
            QAbstractItemDelegate.EndEditHint.EditPreviousItem: -1,
        }.get(hint, 0)
        if step == 0:
            super().closeEditor(editor, hint)
            return
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        target = self._neighbour(step)
        while target.isValid() and not target.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(target)
            target = self._neighbour(step)
        if target.isValid():
            self.setCurrentIndex(target)
            self.edit(target)
        else:
            super().focusNextPrevChild(step > 0)

    def _edit_clicked(self, index: QModelIndex) -> None:
        plain = QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        if plain and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _neighbour(self, step: int) -> QModelIndex:
        model, here = self._model, self.currentIndex()
        columns = model.columnCount()
        cell = here.row() * columns + here.column() if here.isValid() else (-1 if step > 0 else 0)
        while 0 <= (cell := cell + step) < model.rowCount() * columns:
            index = model.index(cell // columns, cell % columns)
            if index.flags() & Qt.ItemFlag.ItemIsEnabled:
                return index
        return QModelIndex()

    def _paste(self, text: str) -> None:
        here = self.currentIndex()
        lines = [line for line in text.splitlines() if line.strip()]
        if self._read_lines is not None and self._model.can_grow and self._is_rows(lines, here):
            at = min(max(here.row(), 0), len(self._model.rows))
            self._model.insert_rows(at, self._read_lines(text))
        elif here.isValid() and lines:
            self._model.setData(here, " ".join(line.strip() for line in lines))

    def _is_rows(self, lines: Sequence[str], here: QModelIndex) -> bool:
        if len(lines) > 1:
            return True
        on_empty_row = here.isValid() and self._model.row_at(here.row()) is None and here.column() == CHECK_COLUMN + 1
        return on_empty_row and any(mark in "".join(lines) for mark in ("=", ": "))

    def _copy(self) -> None:
        if self._write_lines is None:
            return
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        rows = [row for row in map(self._model.row_at, chosen) if row is not None]
        QGuiApplication.clipboard().setText(self._write_lines(rows))

    def _open_menu(self, position: QPoint) -> None:
        row = self._model.row_at(self.indexAt(position).row()) if self.indexAt(position).isValid() else None
        if row is None or not self._model.can_grow:
            return
        menu = QMenu(self)
        menu.addAction(_action(menu, "Remove row", "Del", self.remove_selected))
        menu.addAction(_action(menu, "Copy row", "Ctrl+C", self._copy))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(position))

    def _dress(self) -> None:
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._dress_headers()

    def _dress_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(_CHECK_WIDTH)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CHECK_COLUMN, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(CHECK_COLUMN, _CHECK_WIDTH)
        for section in range(CHECK_COLUMN + 1, self._model.columnCount()):
            if width := self._model.column(section).width:
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(section, width)


def _action(menu: QMenu, text: str, keys: str, run: Callable[[], Any]) -> QAction:
    action = QAction(text, menu)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutVisibleInContextMenu(True)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(run)
    return action

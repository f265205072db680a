"""The list of exchanges: by mouse and by key, with a menu."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from countersign.model.history import HistoryRow
from countersign.ui.history.history_rows import ROW_ROLE, HistoryRows
from countersign.ui.history.row_delegate import RowDelegate
from countersign.ui.theme import Theme

_DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_RETURN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HistoryList(QListView):
    """Show exchanges. `opened` carries the id that Return or a double click chose, `delete_asked` a tuple of ids.

    `compare_asked` carries a tuple of two ids, or of the one that another is to be compared with.
    """

    opened = Signal(int)
    compare_asked = Signal(object)
    delete_asked = Signal(object)
    clear_asked = Signal()

    def __init__(self, theme: Theme, rows: HistoryRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setModel(rows)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setAccessibleName("History")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.viewport().update)

    def chosen(self) -> tuple[HistoryRow, ...]:
        """Return the selected exchanges, newest first."""
        indexes = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return tuple(index.data(ROW_ROLE) for index in indexes)

    def menu(self) -> QMenu:
        """Return the menu of what is selected."""
        chosen = self.chosen()
        ids = tuple(row.id for row in chosen)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        opening = menu.addAction("Open as a tab", lambda: self.opened.emit(ids[0]))
        opening.setShortcut(QKeySequence(Qt.Key.Key_Return))
        opening.setEnabled(len(ids) == 1)
        label = "Compare the two responses" if len(ids) == 2 else "Compare the response with…"
        comparing = menu.addAction(label, lambda: self.compare_asked.emit(ids))
        comparing.setEnabled(len(ids) in {1, 2})
        menu.addSeparator()
        deleting = menu.addAction("Delete", lambda: self.delete_asked.emit(ids))
        deleting.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        deleting.setEnabled(bool(ids))
        menu.addAction("Clear the history…", self.clear_asked.emit).setEnabled(bool(self._rows.rows))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu at the pointer, or at the current row for a key."""
        is_key = event.reason() is not QContextMenuEvent.Reason.Mouse
        below = self.visualRect(self.currentIndex()).bottomLeft()
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(below) if is_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, compare, delete; the rest moves as in any list."""
        ids = tuple(row.id for row in self.chosen())
        if event.key() in _RETURN_KEYS and len(ids) == 2:
            self.compare_asked.emit(ids)
        elif event.key() in _RETURN_KEYS:
            self._open(self.currentIndex())
        elif event.key() in _DELETE_KEYS and ids:
            self.delete_asked.emit(ids)
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if isinstance(row, HistoryRow):
            self.opened.emit(row.id)

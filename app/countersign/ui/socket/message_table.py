"""The table of saved messages: Enter takes one, F2 renames, Delete deletes, Alt with the arrows moves."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QMenu, QSizePolicy, QTableView

from countersign.ui.request.row_table import ROW_HEIGHT
from countersign.ui.socket.message_model import TITLE_COLUMN, MessageModel

_KIND_WIDTH = 72
_SIZE_WIDTH = 92


class MessageTable(QTableView):
    """Show messages one to a row; signals carry the row."""

    chosen = Signal(int)
    delete_requested = Signal(int)
    move_requested = Signal(int, int)  # from row, to row
    undo_requested = Signal()
    current_changed = Signal()

    def __init__(self, model: MessageModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Saved messages")
        self._dress()
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self.updateGeometry)
            changed.connect(self.current_changed)
        self.selectionModel().currentRowChanged.connect(self.current_changed)
        self.customContextMenuRequested.connect(self._open_menu)

    @property
    def row(self) -> int:
        """Return the row with the cursor, -1 for none."""
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Put the cursor into a row, the last one for a row behind it."""
        last = self.model().rowCount() - 1
        self.setCurrentIndex(self.model().index(min(row, last), TITLE_COLUMN))

    def choose(self) -> None:
        """Take the message under the cursor."""
        self._tell(self.chosen)

    def rename(self) -> None:
        """Open the title of the message under the cursor."""
        if self.row >= 0:
            self.setFocus()
            self.edit(self.model().index(self.row, TITLE_COLUMN))

    def delete(self) -> None:
        """Ask for the message under the cursor to be deleted."""
        self._tell(self.delete_requested)

    def shift(self, step: int) -> None:
        """Ask for the message under the cursor to be moved by so many rows."""
        if self.row >= 0 and 0 <= self.row + step < self.model().rowCount():
            self.move_requested.emit(self.row, self.row + step)

    def finish_editing(self) -> None:
        """Take over the title that is being typed."""
        editor = self.indexWidget(self.currentIndex())
        if isinstance(editor, QLineEdit) and self.state() is QAbstractItemView.State.EditingState:
            self.commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take, delete, move and undo by keys; leave the rest to the table."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif plain == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.shift(steps[Qt.Key(event.key())])
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        elif plain == Qt.KeyboardModifier.NoModifier and event.key() == Qt.Key.Key_Delete:
            self.delete()
        elif plain == Qt.KeyboardModifier.NoModifier and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for the height of all rows."""
        rows = max(1, self.model().rowCount()) * ROW_HEIGHT
        return QSize(360, self.horizontalHeader().sizeHint().height() + rows + 2)

    def minimumSizeHint(self) -> QSize:
        """Ask for a row or two at least."""
        return QSize(200, min(self.sizeHint().height(), 3 * ROW_HEIGHT))

    def _tell(self, signal: SignalInstance) -> None:
        if self.row >= 0:
            signal.emit(self.row)

    def _open_menu(self, position: QPoint) -> None:
        if not self.indexAt(position).isValid():
            return
        menu = QMenu(self)
        menu.addAction("Use message", self.choose)
        menu.addAction("Rename", self.rename)
        menu.addAction("Move up", lambda: self.shift(-1))
        menu.addAction("Move down", lambda: self.shift(1))
        menu.addSeparator()
        menu.addAction("Delete", self.delete)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(position))

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(TITLE_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, _KIND_WIDTH)
        self.setColumnWidth(2, _SIZE_WIDTH)

"""The Messages tab: messages that were saved to be sent again."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from countersign.model.socket import SavedMessage
from countersign.ui.icons import keep_icon
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.socket.message_model import MessageModel, shown_title
from countersign.ui.socket.message_table import MessageTable
from countersign.ui.socket.undo_line import UndoLine
from countersign.ui.theme import Theme

_HOW = "Enter puts a message into the composer, F2 renames it, Alt with the arrow keys moves it."
_NONE = "There are no saved messages. Write one below the console and press Save."


class MessagesPanel(QWidget):
    """List messages; `message_chosen` carries the one to put into the composer."""

    edited = Signal()
    message_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._model = MessageModel(self)
        self.table = MessageTable(self._model)
        self._deleted: list[tuple[int, SavedMessage]] = []
        self._undo = UndoLine(theme)
        self._note = note_label("", "faint")
        self._use = _quiet("Use", "Use message")
        self._rename = _quiet("Rename", "Rename message")
        self._delete = _quiet("Delete", "Delete message")
        self._up = self._arrow("chevron-up", "Move message up", "Alt+Up")
        self._down = self._arrow("chevron-down", "Move message down", "Alt+Down")
        self._lay_out()
        self._connect()
        self._show_parts()

    def set_messages(self, messages: tuple[SavedMessage, ...]) -> None:
        """Show other messages, without `edited`; what was deleted before cannot come back among them."""
        if messages == self._model.messages:
            return
        with QSignalBlocker(self):
            self._model.set_messages(messages)
        self._forget_deleted()
        self._show_parts()

    def messages(self) -> tuple[SavedMessage, ...]:
        """Return the messages in their order."""
        return self._model.messages

    def keep(self, message: SavedMessage) -> None:
        """Add a message, in the place of the one of the same title where there is one."""
        titles = [one.title for one in self._model.messages]
        row = titles.index(message.title) if message.title and message.title in titles else len(titles)
        if row < len(titles):
            self._model.replace(row, message)
        else:
            self._model.insert(row, message)
        self.table.go_to(row)
        self.edited.emit()

    def finish_editing(self) -> None:
        """Take over the title that is being typed."""
        self.table.finish_editing()

    def undo(self) -> None:
        """Bring the message back that was deleted last."""
        if not self._deleted:
            return
        row, message = self._deleted.pop()
        row = min(row, len(self._model.messages))
        self._model.insert(row, message)
        self.table.go_to(row)
        self.table.setFocus()
        self._say_deleted()
        self.edited.emit()

    def _remove(self, row: int) -> None:
        self._deleted.append((row, self._model.take(row)))
        if self._model.messages:
            self.table.go_to(row)
        self._say_deleted()
        self.edited.emit()

    def _move(self, row: int, other: int) -> None:
        self._model.insert(other, self._model.take(row))
        self.table.go_to(other)
        self.edited.emit()

    def _forget_deleted(self) -> None:
        self._deleted.clear()
        self._say_deleted()

    def _say_deleted(self) -> None:
        self._undo.say(f"Deleted “{shown_title(self._deleted[-1][1])}”." if self._deleted else "")

    def _show_parts(self) -> None:
        row, count = self.table.row, len(self._model.messages)
        self.table.setVisible(count > 0)
        self._note.setText(_HOW if count else _NONE)
        for button in (self._use, self._rename, self._delete):
            button.setEnabled(row >= 0)
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < count - 1)

    def _connect(self) -> None:
        table = self.table
        self._model.edited.connect(self.edited)
        table.chosen.connect(lambda row: self.message_chosen.emit(self._model.messages[row]))
        table.delete_requested.connect(self._remove)
        table.move_requested.connect(self._move)
        table.undo_requested.connect(self.undo)
        table.current_changed.connect(self._show_parts)
        self._undo.undo_requested.connect(self.undo)
        self._undo.dismissed.connect(self._forget_deleted)
        self._use.clicked.connect(table.choose)
        self._rename.clicked.connect(table.rename)
        self._delete.clicked.connect(table.delete)
        self._up.clicked.connect(lambda: table.shift(-1))
        self._down.clicked.connect(lambda: table.shift(1))

    def _lay_out(self) -> None:
        heading = QLabel("Saved messages")
        heading.setProperty("kind", "heading")
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(heading, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self._use, self._rename, self._delete, self._up, self._down):
            head.addWidget(button)
        list_part = QWidget()
        column = QVBoxLayout(list_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.table)
        panel_column(self, list_part, self._undo, self._note)

    def _arrow(self, icon: str, name: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({keys})")
        keep_icon(button, self._theme, icon)
        return button


def _quiet(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("kind", "quiet")
    button.setAccessibleName(name)
    return button

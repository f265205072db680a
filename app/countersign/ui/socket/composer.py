"""The foot of a WebSocket's console: a message, and the buttons that send, ping, save and close."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from countersign.formats.socket_reader import looks_like_json
from countersign.model.errors import Failure
from countersign.model.frames import Frame
from countersign.model.socket import MessageKind, SavedMessage
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.socket.binary_text import base64_of_bytes
from countersign.ui.socket.close_form import CloseForm
from countersign.ui.socket.composer_text import BinaryForm, ComposerText
from countersign.ui.socket.message_model import KIND_WORDS
from countersign.ui.socket.save_form import SaveForm
from countersign.ui.theme import Theme
from countersign.ui.widgets.elided_label import ElidedLabel
from countersign.ui.widgets.segmented import SegmentedControl
from countersign.variables.scopes import Scope

_WITH_LAYOUT = ("json", "xml")


class SocketComposer(QWidget):
    """Edit a `SavedMessage`; `send_requested` and `save_requested` carry it, `close_requested` code and reason.

    The text stays when it is sent. `edited` follows every change that a person made.
    """

    edited = Signal()
    send_requested = Signal(object)
    save_requested = Signal(object)
    ping_requested = Signal()
    close_requested = Signal(int, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = ""
        self._sendable = True
        self._why = ""
        self._kind = SegmentedControl(tuple(KIND_WORDS.items()))
        self._kind.setAccessibleName("Message kind")
        self._form = SegmentedControl((("hex", "Hex"), ("base64", "Base64")))
        self._form.setAccessibleName("Binary form")
        self._text = ComposerText(theme)
        self._format = _button("Format", "Format message", "quiet")
        self._save = _button("Save", "Save", "quiet")
        self._ping = _button("Ping", "Ping", "")
        self._close = _button("Close…", "Close with code", "")
        self._send = _button("Send message", "Send message", "primary")
        self._words = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._words.setProperty("kind", "muted")
        self._close_form = CloseForm(theme)
        self._save_form = SaveForm(theme)
        self._lay_out()
        self._connect()
        self.set_message(SavedMessage())
        self.set_sendable(False, "Connect to send.")

    @property
    def has_focus(self) -> bool:
        """Tell whether the cursor is in the message or on one of the buttons."""
        focused = self.focusWidget()
        return focused is not None and focused.hasFocus()

    def set_message(self, message: SavedMessage) -> None:
        """Show a message, without `edited`."""
        self._title = message.title
        with QSignalBlocker(self):
            self._text.set_data(message.kind, message.data)
            self._show_kind(message.kind)
        self._save_form.hide()
        self._close_form.hide()
        self.show_failure(None)

    def use_message(self, message: SavedMessage) -> None:
        """Put a message into the fields, as an edit; undo brings the former text back."""
        self._title = message.title
        self._text.replace_data(message.kind, message.data)
        self._show_kind(message.kind)
        self.show_failure(None)
        self._text.editor.setFocus()

    def use_frame(self, frame: Frame) -> None:
        """Put a frame of the console into the fields, to be sent again."""
        if frame.kind == "binary":
            self.use_message(SavedMessage("", "binary", base64_of_bytes(frame.data)))
        else:
            kind: MessageKind = "json" if looks_like_json(frame.data) else "text"
            self.use_message(SavedMessage("", kind, frame.data.decode("utf-8", "replace")))

    def message(self) -> SavedMessage:
        """Freeze the fields."""
        return SavedMessage(self._title, self._chosen_kind(), self._text.data())

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._text.editor.set_scope(scope)

    def set_sendable(self, sendable: bool, why: str = "") -> None:  # noqa: FBT001 - a state of two values, set by name
        """Allow or forbid to send, ping and close; `why` says in a few words what has to happen first."""
        self._sendable, self._why = sendable, "" if sendable else why
        for button in (self._send, self._ping, self._close):
            button.setEnabled(sendable)
            button.setAccessibleDescription(self._why)
        self._send.setToolTip("Ctrl+Enter" if sendable else why)
        if not sendable:
            self._close_form.hide()
        self._say("")

    def send(self) -> None:
        """Ask for the message to be sent, where it can be; say what is wrong with bytes that are none."""
        if not self._sendable:
            return
        self.show_failure(None)
        if self._text.check() or self._chosen_kind() != "binary":
            self.send_requested.emit(self.message())
        else:
            self._text.editor.setFocus()

    def show_failure(self, failure: Failure | None) -> None:
        """Say why the message was not sent, until it is edited; None takes it away."""
        found = find_field(self, "Message")
        assert found is not None
        box, field = found
        box.clear_problem()
        if failure is not None:
            box.show_problem(field, failure)

    def clear_problems(self) -> None:
        """Take every sentence at a field away."""
        for box in self.findChildren(FieldBox):
            box.clear_problem()

    def focus_message(self) -> None:
        """Put the cursor into the message."""
        self._text.editor.setFocus()

    def _chosen_kind(self) -> MessageKind:
        return cast("MessageKind", self._kind.current())

    def _show_kind(self, kind: MessageKind) -> None:
        self._form.set_current(self._text.form)
        self._kind.set_current(kind)
        self._show_parts()

    def _switch_kind(self) -> None:
        self._text.set_kind(self._chosen_kind())
        self._show_parts()
        self.edited.emit()

    def _switch_form(self) -> None:
        if self._form.current() != self._text.form:
            self._text.set_form(cast("BinaryForm", self._form.current()))
            self.edited.emit()

    def _show_parts(self) -> None:
        kind = self._chosen_kind()
        self._form.setVisible(kind == "binary")
        self._format.setVisible(kind in _WITH_LAYOUT)

    def _follow_text(self) -> None:
        self._say("")
        self.edited.emit()

    def _open_save(self) -> None:
        self._close_form.hide()
        self._save_form.set_title(self._title)
        self._save_form.open()

    def _open_close(self) -> None:
        self._save_form.hide()
        self._close_form.open()

    def _keep(self, title: str) -> None:
        self._title = title
        self._say("Saved under Messages.")
        self._text.editor.setFocus()
        self.save_requested.emit(self.message())

    def _say(self, words: str) -> None:
        """Show words, or what has to happen before anything can be sent."""
        self._words.setText(words or self._why)

    def _connect(self) -> None:
        self._text.edited.connect(self._follow_text)
        self._text.send_requested.connect(self.send)
        self._kind.selected.connect(self._switch_kind)
        self._form.selected.connect(self._switch_form)
        self._format.clicked.connect(self._text.format)
        self._save.clicked.connect(self._open_save)
        self._ping.clicked.connect(self.ping_requested)
        self._close.clicked.connect(self._open_close)
        self._send.clicked.connect(self.send)
        self._save_form.save_requested.connect(self._keep)
        self._save_form.left.connect(self._save.setFocus)
        self._close_form.close_requested.connect(self.close_requested)
        self._close_form.left.connect(self._close.setFocus)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (self._kind, self._form):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self._format)
        head.addWidget(self._save)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._ping)
        foot.addWidget(self._close)
        foot.addWidget(self._words, 1)
        foot.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(PANEL_MARGIN, 10, PANEL_MARGIN, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addWidget(self._save_form)
        column.addWidget(self._close_form)
        column.addLayout(foot)


def _button(words: str, name: str, kind: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(name)
    button.setProperty("kind", kind)
    return button

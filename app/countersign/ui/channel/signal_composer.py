"""The foot of the console: one signaling message, and Send."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.kvs.message_codec import LONGEST_PAYLOAD
from countersign.model.channel import Role, SignalDraft, SignalType
from countersign.model.errors import Failure
from countersign.ui.channel.payload_edit import PayloadEdit
from countersign.ui.channel.template_menu import TemplateMenu
from countersign.ui.channel.variable_choice import VariableChoice
from countersign.ui.channel.variable_edit import VariableEdit
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import note_label
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.choice_box import ChoiceBox
from countersign.variables.scopes import Scope

_TYPES: dict[SignalType, str] = {
    "SDP_OFFER": "SDP_OFFER",
    "SDP_ANSWER": "SDP_ANSWER",
    "ICE_CANDIDATE": "ICE_CANDIDATE",
    "RAW": "Raw",
}
_EXAMPLES: dict[SignalType, str] = {
    "SDP_OFFER": '{ "type": "offer" … }',
    "SDP_ANSWER": '{ "type": "answer" … }',
    "ICE_CANDIDATE": '{ "candidate": "candidate:…" … }',
    "RAW": "the whole frame, as it is sent",
}
_CLOSE = 0.8  # of the limit, from where on the size warns


class SignalComposer(QWidget):
    """Edit a `SignalDraft`; `send_requested` carries it. The text stays until the owner calls `clear_after_send`.

    `save_requested` and `delete_requested` carry a message of the channel to keep or to forget.
    """

    edited = Signal()
    send_requested = Signal(object)
    save_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = SignalDraft()
        self._saved: tuple[SignalDraft, ...] = ()
        self._why = ""
        self._sendable = True
        self._type = ChoiceBox("Message type")
        for key, label in _TYPES.items():
            self._type.addItem(label, key)
        self._recipient = VariableChoice(theme, "Recipient client ID", "To: MASTER", theme.ui_font())
        self._correlation = VariableEdit(theme, "Correlation ID", "Correlation ID, none")
        self._payload = PayloadEdit(theme, "Message payload")
        self._template = TemplateMenu()
        self._send = QPushButton("Send")
        self._send.setAccessibleName("Send message")
        self._send.setProperty("kind", "primary")
        self._keep = QCheckBox("Keep text")
        self._keep.setAccessibleName("Keep text after sending")
        self._size = QLabel()
        self._size.setAccessibleName("Payload size")
        self._note = note_label()
        self._note.setAccessibleName("Message notes")
        self._lay_out(theme)
        self._connect()
        self.set_draft(self._draft)
        self.set_sendable(False, "Connect to send.")

    def set_draft(self, draft: SignalDraft) -> None:
        """Show a message, without `edited`."""
        self._draft = draft
        with QSignalBlocker(self):
            self._type.setCurrentIndex(self._type.findData(draft.type))
            self._recipient.show_text(draft.recipient)
            self._correlation.show_text(draft.correlation_id)
            self._payload.set_text(draft.payload)
        self._forget_notes()
        self._show_parts()

    def draft(self) -> SignalDraft:
        """Freeze the fields."""
        return replace(
            self._draft,
            type=cast("SignalType", self._type.currentData()),
            recipient=self._recipient.text(),
            correlation_id=self._correlation.text(),
            payload=self._payload.text(),
        )

    def set_role(self, role: Role) -> None:
        """Ask a master for a viewer, and a viewer for nobody."""
        self._recipient.set_placeholder("To: MASTER" if role == "VIEWER" else "To: viewer ID")

    def set_peers(self, peers: tuple[str, ...]) -> None:
        """Offer the client IDs that were seen."""
        if peers != self._recipient.choices():
            self._recipient.set_choices(tuple((peer, "") for peer in peers))

    def set_messages(self, messages: tuple[SignalDraft, ...]) -> None:
        """Offer other saved messages."""
        self._saved = messages
        self._template.set_saved(messages)

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._recipient.set_scope(scope)
        self._correlation.set_scope(scope)

    def set_sendable(self, sendable: bool, why: str = "") -> None:  # noqa: FBT001 - a state of two values, set by name
        """Allow or forbid sending; `why` says in a few words what has to happen first."""
        self._sendable, self._why = sendable, "" if sendable else why
        self._send.setEnabled(sendable)
        self._send.setToolTip("Ctrl+Enter" if sendable else why)
        self._send.setAccessibleDescription(self._why)
        self._show_size()

    def send(self) -> None:
        """Ask for the message to be sent, where it can be."""
        if self._sendable:
            self._forget_notes()
            self.send_requested.emit(self.draft())

    def show_failure(self, failure: Failure) -> None:
        """Say why the message was not sent: at the field that the failure names, or below; the text stays."""
        self._forget_notes()
        found = find_field(self, failure.field) if failure.field else None
        if found is None:
            self._say(str(failure), "error")
        else:
            box, field = found
            box.show_problem(field, failure)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Say what is odd about the message that was sent."""
        self._say("\n".join(notes), "warn")

    def clear_after_send(self) -> None:
        """Empty the payload, unless the person keeps the text."""
        if not self._keep.isChecked() and self._payload.text():
            self._payload.replace_text("")

    def focus_payload(self) -> None:
        """Put the cursor into the payload."""
        self._payload.setFocus()

    def _lay_out(self, theme: Theme) -> None:
        self._type.setFixedWidth(148)
        self._recipient.setFixedWidth(150)
        top = Qt.AlignmentFlag.AlignTop
        row = QWidget()
        first = QHBoxLayout(row)
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(8)
        first.addWidget(self._type, 0, top)
        first.addWidget(self._recipient, 0, top)
        first.addWidget(FieldBox(theme, self._payload), 1, top)
        first.addWidget(self._template, 0, top)
        first.addWidget(self._send, 0, top)
        self._correlation.setFixedWidth(306)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(FieldBox(theme, self._correlation), 0, top)
        second.addWidget(self._size)
        second.addStretch(1)
        second.addWidget(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addWidget(FieldBox(theme, row))  # says what is wrong with a narrow field in the whole width
        column.addLayout(second)
        column.addWidget(self._note)

    def _connect(self) -> None:
        self._type.currentIndexChanged.connect(self._tell)
        self._recipient.edited.connect(self._tell)
        self._correlation.textChanged.connect(self._tell)
        self._payload.textChanged.connect(self._tell)
        self._payload.send_requested.connect(self.send)
        self._send.clicked.connect(self.send)
        self._template.chosen.connect(self._take)
        self._template.save_requested.connect(self._save)
        self._template.delete_requested.connect(self.delete_requested)

    def _take(self, message: SignalDraft) -> None:
        """Put a template into the fields; undo brings the former text back."""
        self._type.setCurrentIndex(self._type.findData(message.type))
        if message.recipient:
            self._recipient.show_text(message.recipient)
        if message.correlation_id:
            self._correlation.show_text(message.correlation_id)
        self._payload.replace_text(message.payload)
        self._payload.setFocus()

    def _save(self) -> None:
        """Ask to keep the message under its type and the first number that is free."""
        titles = {message.title for message in self._saved}
        words = _TYPES[self.draft().type]
        names = (f"{words} {number}" for number in range(1, len(titles) + 2))
        self.save_requested.emit(replace(self.draft(), title=next(name for name in names if name not in titles)))

    def _tell(self) -> None:
        if self.signalsBlocked():
            return
        self._forget_notes()
        self._show_parts()
        self.edited.emit()

    def _show_parts(self) -> None:
        kind = cast("SignalType", self._type.currentData())
        self._recipient.setEnabled(kind != "RAW")
        self._correlation.setEnabled(kind != "RAW")
        self._payload.setPlaceholderText(_EXAMPLES[kind])
        self._show_size()

    def _show_size(self) -> None:
        length = len(self._payload.text().encode("utf-8", "surrogatepass"))
        if self._type.currentData() == "RAW":
            words, kind = f"{_kilobytes(length)}, sent as it is", "muted"
        else:
            share = base64_length(length) / LONGEST_PAYLOAD
            kind = "error" if share > 1 else "warn" if share > _CLOSE else "muted"
            words = f"{_kilobytes(base64_length(length))} of 10 KB as Base64"
        set_kind(self._size, kind)
        self._size.setText(" · ".join(part for part in (words, self._why) if part))

    def _forget_notes(self) -> None:
        for box in self.findChildren(FieldBox):
            box.clear_problem()
        self._say("", "muted")

    def _say(self, words: str, kind: str) -> None:
        set_kind(self._note, kind)
        self._note.setText(words)
        self._note.setVisible(bool(words))


def base64_length(size: int) -> int:
    """Return how many characters so many bytes have as Base64 (RFC 4648, section 4)."""
    return (size + 2) // 3 * 4


def _kilobytes(size: int) -> str:
    return f"{size} B" if size < 1000 else f"{size / 1024:.1f} KB"

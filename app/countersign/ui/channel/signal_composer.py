"""The foot of the console: one signaling message, and Send."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from countersign.model.channel import Role, SignalDraft, SignalType
from countersign.model.errors import Failure
from countersign.ui.channel.payload_edit import PayloadEdit
from countersign.ui.channel.size_words import size_words
from countersign.ui.channel.template_menu import TemplateMenu
from countersign.ui.channel.variable_choice import VariableChoice
from countersign.ui.channel.variable_edit import VariableEdit
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme, set_kind
from countersign.ui.token.plain_tip import plain_tip
from countersign.ui.widgets.choice_box import ChoiceBox
from countersign.ui.widgets.elided_label import ElidedLabel
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
_EDGE = 14
_GAP = 8
_WIDE = 704  # from here on a short payload stands beside the rest
_NARROW = 640  # below it the buttons stand under the payload
_NARROWEST = 310
_HEIGHT = 30  # of a control
_TYPE_WIDTH = 142
_ADDRESS_WIDTH = 306
_SHORTEST_PEER = 4  # characters
_ONE_LINE = 24  # characters, from which on a payload gets a line of its own
_ANY_WIDTH = 16_777_215  # Qt's QWIDGETSIZE_MAX

_Shape = Literal["line", "tall", "narrow"]
_Line = tuple[tuple[QWidget, int], ...]


class SignalComposer(QWidget):
    """Edit a `SignalDraft`; `send_requested` carries it. The text stays until the owner calls `clear_after_send`.

    Without a text it is one line, three in a narrow console; what is rarely changed hides behind the three dots.
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
        self._correlation_box = FieldBox(theme, self._correlation)
        self._payload = PayloadEdit(theme, "Message payload")
        self._payload_box = FieldBox(theme, self._payload)
        self._more = QToolButton()
        self._more.setText("…")
        self._more.setAccessibleName("More of this message")
        self._more.setCheckable(True)
        self._template = TemplateMenu()
        self._send = QPushButton("Send")
        self._send.setAccessibleName("Send message")
        self._send.setProperty("kind", "primary")
        self._keep = QCheckBox("Keep text")
        self._keep.setAccessibleName("Keep text after sending")
        self._size = ElidedLabel()
        self._size.setAccessibleName("Payload size")
        self._note = note_label()
        self._note.setAccessibleName("Message notes")
        self._shape: _Shape | None = None
        self._is_long = False
        self._type.setFixedWidth(_TYPE_WIDTH)
        self._recipient.setMinimumContentsLength(_SHORTEST_PEER)
        self._address_box = FieldBox(theme, in_a_row(self._type, self._recipient, stretch=1))
        self._lines = tuple(QHBoxLayout() for _ in range(4))
        self._lay_out()
        self._fit()
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
            self._is_long = False
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
        """Allow or forbid sending; `why` says in a sentence what has to happen first, to a person who tries."""
        if self._why and self._note.text() == self._why:
            self._say("", "muted")
        self._sendable, self._why = sendable, "" if sendable else why
        self._send.setEnabled(sendable)
        self._send.setToolTip("Ctrl+Enter" if sendable else why)
        self._send.setAccessibleDescription(self._why)

    def send(self) -> None:
        """Ask for the message to be sent; where it cannot be, say why."""
        self._forget_notes()
        if self._sendable:
            self.send_requested.emit(self.draft())
        else:
            self._say(self._why, "warn")

    def show_failure(self, failure: Failure) -> None:
        """Say why the message was not sent: at the field that the failure names, or below; the text stays."""
        self._forget_notes()
        found = find_field(self, failure.field) if failure.field else None
        if found is None:
            self._say(str(failure), "error")
        else:
            box, field = found
            if box is self._correlation_box:
                self._more.setChecked(True)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the lines that fit the width, once the layout that resized this is done."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def minimumSizeHint(self) -> QSize:
        """Return what the narrow lines need: a wide composer must not keep its console from getting narrow."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        self._size.setFixedHeight(_HEIGHT)
        self._size.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 10, _EDGE, 10)
        column.setSpacing(_GAP)
        for line in self._lines:
            line.setSpacing(_GAP)
            column.addLayout(line)
        column.addWidget(self._note)

    def _fit(self) -> None:
        """Choose the lines that fit the width and the text; a long text keeps its line until it is gone."""
        text = self._payload.text()
        self._is_long = bool(text) and (self._is_long or len(text) > _ONE_LINE or "\n" in text)
        if self.width() < _NARROW:
            self._arrange("narrow")
        else:
            self._arrange("tall" if self._is_long or self.width() < _WIDE else "line")

    def _arrange(self, shape: _Shape) -> None:
        if shape == self._shape:
            return
        self._shape = shape
        for line in self._lines:
            while line.count():
                line.takeAt(0)
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        for line, parts in zip(self._lines, self._parts(shape), strict=False):
            for widget, stretch in parts:
                line.addWidget(widget, stretch, middle if widget is self._keep else top)
        for box, is_fixed in ((self._address_box, shape != "narrow"), (self._correlation_box, shape == "line")):
            box.setMinimumWidth(_ADDRESS_WIDTH if is_fixed else 0)
            box.setMaximumWidth(_ADDRESS_WIDTH if is_fixed else _ANY_WIDTH)
        self._show_rare()

    def _parts(self, shape: _Shape) -> tuple[_Line, ...]:
        """Return what stands in each line of a shape, with its stretch."""
        address, payload, more, size = self._address_box, self._payload_box, self._more, self._size
        acting: _Line = ((self._template, 0), (self._send, 0))
        rare: _Line = ((self._correlation_box, 1), (self._keep, 0))
        if shape == "narrow":
            return ((address, 1), (more, 0)), ((payload, 1),), rare, ((size, 1), *acting)
        if shape == "tall":
            return ((address, 0), (size, 1), (more, 0), *acting), ((payload, 1),), rare
        return (
            ((address, 0), (payload, 1), (more, 0), *acting),
            ((self._correlation_box, 0), (size, 1), (self._keep, 0)),
        )

    def _connect(self) -> None:
        self._type.currentIndexChanged.connect(self._tell)
        self._recipient.edited.connect(self._tell)
        self._correlation.textChanged.connect(self._tell)
        self._payload.textChanged.connect(self._tell)
        self._payload.send_requested.connect(self.send)
        self._send.clicked.connect(self.send)
        self._more.toggled.connect(self._show_rare)
        self._keep.toggled.connect(self._show_rare)
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
        self._fit()
        self._show_size()

    def _show_size(self) -> None:
        words, kind = size_words(cast("SignalType", self._type.currentData()), self._payload.text())
        set_kind(self._size, kind)
        self._size.setText(words)
        self._show_rare()

    def _show_rare(self) -> None:
        """Show what is behind the dots while they are pressed, and the size where there is room or it matters."""
        is_open = self._more.isChecked()
        self._correlation_box.setVisible(is_open)
        self._keep.setVisible(is_open)
        self._size.setVisible(is_open or self._shape != "line" or self._size.property("kind") != "muted")
        correlation = self._correlation.text()
        set_here = [f"correlation ID {correlation}"] if correlation else []
        set_here += ["text is kept"] if self._keep.isChecked() else []
        words = ", ".join(set_here)
        set_kind(self._more, "more-set" if set_here else "quiet")
        self._more.setToolTip(plain_tip(f"Set here: {words}" if words else "Correlation ID, keep text"))
        self._more.setAccessibleDescription(words)

    def _forget_notes(self) -> None:
        for box in self.findChildren(FieldBox):
            box.clear_problem()
        self._say("", "muted")

    def _say(self, words: str, kind: str) -> None:
        set_kind(self._note, kind)
        self._note.setText(words)
        self._note.setVisible(bool(words))

"""The text of the composer: one editor for every kind of message."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from countersign.model.socket import MessageKind
from countersign.ui.request.body.checked_text import CheckedText
from countersign.ui.socket.binary_text import (
    base64_of_bytes,
    base64_problem,
    bytes_of_base64,
    bytes_of_hex,
    hex_of_bytes,
    hex_problem,
)
from countersign.ui.theme import Theme

BinaryForm = Literal["hex", "base64"]
_FEWEST_LINES, _MOST_LINES = 3, 10
_FRAME = 24  # pixels above and below the text
_LONGEST_HEX = 64 * 1024  # bytes; more of them are shown as Base64, on fewer lines


class ComposerText(CheckedText):
    """Edit what a `SavedMessage` holds; binary data as hex, or as Base64 where it holds variables or is long.

    `send_requested` follows Ctrl+Enter.
    """

    send_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Message", "text", {"hex": hex_problem, "base64": base64_problem})
        self._kind: MessageKind = "text"
        self._form: BinaryForm = "hex"
        self.editor.setPlaceholderText("Message")
        self.editor.blockCountChanged.connect(self._fit)
        self._fit()

    @property
    def form(self) -> BinaryForm:
        """Return how binary data is written."""
        return self._form

    def set_kind(self, kind: MessageKind) -> None:
        """Read the text as another kind; the text stays as it is written."""
        self._kind = kind
        self.set_language(self._form if kind == "binary" else kind)

    def set_form(self, form: BinaryForm) -> None:
        """Write binary data in another form, where the text is data; as one step that can be undone."""
        written = self.text()
        self._form = form
        if self._kind != "binary":
            return
        data = bytes_of_base64(written) if form == "hex" else bytes_of_hex(written)
        if data:
            self.editor.replace_text(hex_of_bytes(data) if form == "hex" else base64_of_bytes(data))
        self.set_language(form)

    def data(self) -> str:
        """Return what a saved message holds; of bytes that are not finished, what is written so far."""
        written = self.text()
        data = bytes_of_hex(written) if self._kind == "binary" and self._form == "hex" else None
        return written if data is None else base64_of_bytes(data)

    def set_data(self, kind: MessageKind, data: str) -> None:
        """Show another message, without `edited`."""
        text = self._shown(kind, data)
        self.set_kind(kind)
        self.set_text(text)
        self._fit()

    def replace_data(self, kind: MessageKind, data: str) -> None:
        """Show another message, as an edit that can be undone."""
        text = self._shown(kind, data)
        self.set_kind(kind)
        self.editor.replace_text(text)
        self.check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Ctrl+Enter, which the editor leaves alone."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)

    def _shown(self, kind: MessageKind, data: str) -> str:
        """Return data as it is written, in the form that can hold it."""
        if kind != "binary":
            return data
        content = bytes_of_base64(data)
        if content is None or len(content) > _LONGEST_HEX:
            self._form = "base64"
        return hex_of_bytes(content) if content is not None and self._form == "hex" else data

    def _fit(self) -> None:
        """Be as high as the text, within bounds."""
        lines = min(_MOST_LINES, max(_FEWEST_LINES, self.editor.blockCount()))
        self.editor.setFixedHeight(lines * self.editor.fontMetrics().lineSpacing() + _FRAME)

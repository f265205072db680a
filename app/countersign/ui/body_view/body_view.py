"""The pane that shows a body: pretty, raw, in hex, or as an image; with search and a way to save it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from countersign.formats.highlight import language_of
from countersign.formats.pretty import NotFormatted
from countersign.model.body import StoredBody
from countersign.ui.body_view.document import BodyBytes, looks_binary
from countersign.ui.body_view.hex_view import HexView
from countersign.ui.body_view.image_view import ImageView
from countersign.ui.body_view.pretty import PrettyLayout
from countersign.ui.body_view.search_bar import SearchBar
from countersign.ui.body_view.text_document import TextDocument
from countersign.ui.body_view.text_view import TextView
from countersign.ui.theme import Theme
from countersign.ui.widgets.banner import Banner
from countersign.ui.widgets.segmented import SegmentedControl

Mode = Literal["pretty", "raw", "hex", "image"]
_MODES = (("pretty", "Pretty"), ("raw", "Raw"), ("hex", "Hex"), ("image", "Image"))
_LAID_OUT = frozenset({"json", "xml"})
_SAMPLE = 4096


class BodyView(QWidget):
    """Show a stored body. `save_requested` follows the Save button."""

    save_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = StoredBody()
        self._content_type = ""
        self._pretty: TextDocument | None = None
        self._source: BodyBytes | None = None
        self._opened: list[BodyBytes] = []
        self.destroyed.connect(partial(_close, self._opened))
        self._text = TextView(theme)
        self._hex = HexView(theme)
        self._image = ImageView()
        self._modes = SegmentedControl(_MODES)
        self._modes.setAccessibleName("Body view")
        self._search = SearchBar(theme, self._text)
        self._save = QPushButton("Save")
        self._save.clicked.connect(self.save_requested)
        self._ended_early = Banner("warn")
        self._notice = QLabel()
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._notice.setProperty("kind", "faint")
        self._notice.setWordWrap(True)
        self._layout = PrettyLayout(self)
        self._layout.laid_out.connect(self._show_pretty)
        self._layout.refused.connect(self._show_unformatted)
        self._modes.selected.connect(self._show_mode)
        self._text.copy_refused.connect(self._say)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.open_search)
        self._arrange()
        self.show_nothing()

    def show_body(self, body: StoredBody, content_type: str) -> None:
        """Show a body from its beginning, in the mode that suits it."""
        self._forget()
        self._body, self._content_type = body, content_type
        if body.ended_early:
            self._ended_early.show_message("warn", "The body ended early", body.ended_early)
        self._ended_early.setVisible(bool(body.ended_early))
        self._save.setEnabled(body.size > 0)
        image = _is_image(content_type)
        self._modes.set_option_visible("image", visible=image)
        mode = self._suitable_mode(image=image)
        if self._modes.current() == mode:
            self._show_mode(mode)
        else:
            self._modes.set_current(mode)

    def show_nothing(self) -> None:
        """Show an empty pane."""
        self.show_body(StoredBody(), "")

    def mode(self) -> str:
        """Return how the body is shown: pretty, raw, hex or image."""
        return self._modes.current()

    def set_mode(self, mode: Mode) -> None:
        """Show the body in another way."""
        self._modes.set_current(mode)

    def open_search(self) -> None:
        """Put the focus into the search field."""
        if self._stack.currentWidget() is not self._text:
            self._modes.set_current("pretty")
        self._search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.field.selectAll()

    def visible_text(self) -> str:
        """Return the rows in sight."""
        return self._text.visible_text()

    def notice(self) -> str:
        """Return what is said above the body."""
        return self._notice.text()

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        for page in (self._text, self._hex, self._image):
            self._stack.addWidget(page)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        bar.addWidget(self._modes)
        bar.addWidget(self._search, 1)
        bar.addWidget(self._save)
        said = QVBoxLayout()
        said.setContentsMargins(12, 0, 12, 0)
        said.setSpacing(8)
        said.addWidget(self._ended_early)
        said.addWidget(self._notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(said)
        column.addWidget(self._stack, 1)

    def _suitable_mode(self, *, image: bool) -> Mode:
        if image:
            return "image"
        with suppress(OSError):  # said by the mode that cannot read either
            if looks_binary(self._open().read(0, _SAMPLE)):
                return "hex"
        return "raw" if self._modes.current() == "raw" else "pretty"

    def _show_mode(self, mode: str) -> None:
        self._say("")
        self._search.setEnabled(mode in ("pretty", "raw"))
        try:
            if mode == "image":
                self._image.show_image(self._body)
                self._stack.setCurrentWidget(self._image)
            elif mode == "hex":
                self._hex.show_bytes(self._open())
                self._stack.setCurrentWidget(self._hex)
            else:
                self._show_text(is_pretty=mode == "pretty")
        except OSError as error:
            self._text.show_document(TextDocument.of_bytes(b""))
            self._stack.setCurrentWidget(self._text)
            self._say(f"The body can no longer be read from its file: {error.strerror}. Send the request again.")

    def _show_text(self, *, is_pretty: bool) -> None:
        self._stack.setCurrentWidget(self._text)
        language = language_of(self._content_type)
        if is_pretty and self._pretty is not None:
            self._show_document(self._pretty)
        elif is_pretty and language in _LAID_OUT and self._body.size:
            if not self._layout.is_running:
                self._layout.start(self._body, language)
            if self._layout.is_running:
                self._show_document(TextDocument(self._open(), self._content_type, language))
                self._say("Laying out the body.")
        else:
            self._show_document(TextDocument(self._open(), self._content_type, language))

    def _show_document(self, document: TextDocument) -> None:
        self._text.show_document(document)
        self._search.restart()

    def _show_pretty(self, source: bytes | Path) -> None:
        laid_out = BodyBytes(source)
        self._opened.append(laid_out)
        self._pretty = TextDocument(laid_out, self._content_type, language_of(self._content_type))
        if self.mode() == "pretty":
            self._say("")
            self._show_document(self._pretty)

    def _show_unformatted(self, refusal: NotFormatted) -> None:
        language = language_of(self._content_type)
        self._pretty = TextDocument(self._open(), self._content_type, language)
        if self.mode() == "pretty":
            self._show_document(self._pretty)
            self._say(f"Shown as received. {refusal.reason} Byte {refusal.offset:,}.")

    def _open(self) -> BodyBytes:
        if self._source is None:
            self._source = BodyBytes.of(self._body)
            self._opened.append(self._source)
        return self._source

    def _forget(self) -> None:
        self._layout.stop()
        self._pretty, self._source = None, None
        self._text.show_document(TextDocument.of_bytes(b""))
        self._hex.show_bytes(BodyBytes(b""))
        _close(self._opened)

    def _say(self, words: str) -> None:
        self._notice.setText(words)
        self._notice.setVisible(bool(words))


def _close(opened: list[BodyBytes]) -> None:
    for body in opened:
        body.close()
    opened.clear()


def _is_image(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith("image/") and media_type != "image/svg+xml"

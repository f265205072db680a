"""One page of a message: labelled lines, a text in colour, or bytes in hex."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.frames import DetailLine, DetailPage
from countersign.ui.body_view.document import BodyBytes
from countersign.ui.body_view.hex_view import HexView
from countersign.ui.body_view.mirror import TextMirror
from countersign.ui.body_view.text_document import TextDocument
from countersign.ui.body_view.text_view import TextView
from countersign.ui.console.detail_text import DetailText
from countersign.ui.theme import Theme

_NAME = "Message detail"


class PageView(QWidget):
    """Show one page at a time. The part that holds the most is named `Message detail`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = DetailText(theme, self)
        self.text = TextView(theme, self)
        self.hex = HexView(theme, self)
        self._shown_lines: tuple[DetailLine, ...] = ()
        self._main: QWidget = self.lines
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        for part in (self.lines, self.text, self.hex):
            column.addWidget(part)

    def show_page(self, page: DetailPage, context: Sequence[DetailLine], data: bytes) -> None:
        """Show a page, below what is known from other messages; `data` is for a page in hex without a text."""
        is_hex = page.language == "hex" and not page.text
        if is_hex:
            self.hex.show_bytes(BodyBytes(data))
            self._main = self.hex
        elif page.text:
            source = page.text.encode("utf-8", "replace")
            self.text.show_document(TextDocument.of_bytes(source, page.language))
            self._main = self.text
        else:
            self._main = self.lines
        self.text.setVisible(self._main is self.text)
        self.hex.setVisible(self._main is self.hex)
        self._shown_lines = ()
        self.show_lines((*context, *page.lines))
        self._name_parts()

    def show_lines(self, lines: tuple[DetailLine, ...]) -> None:
        """Replace the labelled lines, where they differ."""
        if lines != self._shown_lines or not lines:
            self._shown_lines = lines
            self.lines.show_detail(lines)
            self._fit_lines()

    def take_focus(self) -> None:
        """Put the focus into what is read."""
        self._main.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown_text(self) -> str:
        """Return what can be read, lines first."""
        parts = [self.lines.toPlainText()] if self._shown_lines else []
        if self._main is self.text:
            parts.append(self.text.visible_text())
        if self._main is self.hex:
            parts.extend(self.hex.row_text(number) for number in range(self.hex.row_count))
        return "\n".join(parts)

    def _fit_lines(self) -> None:
        is_main = self._main is self.lines
        self.lines.setVisible(is_main or bool(self._shown_lines))
        if is_main:
            self.lines.take_room()
        else:
            self.lines.fit_height()

    def _name_parts(self) -> None:
        """Name what is read, so that assistive technology finds it under one name whatever the page holds."""
        self.lines.setAccessibleName(_NAME if self._main is self.lines else "Message context")
        self.hex.setAccessibleName(_NAME if self._main is self.hex else "")
        mirror = self.text.findChild(TextMirror)
        if isinstance(mirror, TextMirror):
            mirror.setAccessibleName(_NAME if self._main is self.text else "")
        self.text.setAccessibleName("Message text")

"""A framed line of text in which variables look like chips, with a hint while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel

from countersign.ui.request.url_edit import UrlEdit
from countersign.ui.theme import Theme

_RADIUS = 6.0
_BESIDE = 28  # pixels that neither the value nor the chip takes


class VariableEdit(UrlEdit):
    """Edit a text with variables. It paints its own frame, below the chips, which a frame of the style would hide."""

    def __init__(self, theme: Theme, name: str, placeholder: str = "", font: QFont | None = None) -> None:
        super().__init__(theme)
        self._usual_placeholder = placeholder
        self._hint = ""
        self.setProperty("kind", "variable")
        self.setFont(font or theme.code_font())
        self.setAccessibleName(name)
        self._chip = QLabel(self)
        self._chip.setProperty("kind", "chip")
        self._chip.setTextFormat(Qt.TextFormat.PlainText)
        self._chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._show_hint)
        theme.changed.connect(self._show_hint)
        self.set_hint("", "")

    def set_hint(self, value: str, source: str) -> None:
        """Show the value that an empty field stands for, and a chip that says where it comes from; "" for none."""
        self._hint = value
        self._chip.setText(source)
        self.setPlaceholderText(value or self._usual_placeholder)
        self._show_hint()

    def set_placeholder(self, placeholder: str) -> None:
        """Say something else in the empty field."""
        self._usual_placeholder = placeholder
        self.setPlaceholderText(self._hint or placeholder)

    def source(self) -> str:
        """Return what the chip says, "" without one."""
        return "" if self._chip.isHidden() else self._chip.text()

    def show_text(self, text: str) -> None:
        """Show another text from its start, unless it is there already."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chip in its place."""
        super().resizeEvent(event)
        self._place_chip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint field and frame, then chips and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(self._theme.colour("field" if self.isEnabled() else "window")))
        painter.setPen(QColor(self._theme.colour(self._frame_token())))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.end()
        super().paintEvent(event)

    def _frame_token(self) -> str:
        if self.property("invalid") == "true":
            return "error"
        return "accent" if self.hasFocus() else "control_border"

    def _show_hint(self) -> None:
        shown = bool(self._hint) and not self.text()
        colour = self._theme.colour("text" if shown else "faint_text")
        self.setStyleSheet(f"QLineEdit {{ placeholder-text-color: {colour}; }}")
        self.setAccessibleDescription(f"{self._hint}, {self._chip.text()}" if shown else "")
        self._place_chip()

    def _place_chip(self) -> None:
        """Keep the chip at the right end, where the value leaves it room."""
        size = self._chip.sizeHint()
        shown = bool(self._hint) and not self.text()
        value = self.fontMetrics().horizontalAdvance(self._hint)
        self._chip.setVisible(shown and value + size.width() + _BESIDE <= self.width())
        self._chip.setGeometry(self.width() - size.width() - 8, (self.height() - size.height()) // 2, *size.toTuple())

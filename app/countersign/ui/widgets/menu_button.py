"""A button of the top bar that says what is chosen and opens a menu to choose another."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from countersign.ui.theme import BORDER_ROLE, MUTED_ROLE

_HEIGHT = 28
_PADDING = 10
_GAP = 8
_DOT = 7
_ARROW = 8
_RADIUS = 6.0


class MenuButton(QPushButton):
    """Show an optional dot, a muted caption, the value and a muted note: "Environment staging ▾"."""

    def __init__(self, caption: str = "", value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._value = value
        self._note = ""
        self._dot = ""
        self._strong = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._spell()

    def value(self) -> str:
        """Return what is chosen."""
        return self._value

    def set_value(self, value: str, note: str = "") -> None:
        """Show another value, and a note after it."""
        self._value, self._note = value, note
        self._spell()

    def set_caption(self, caption: str) -> None:
        """Show another caption before the value."""
        self._caption = caption
        self._spell()

    def set_dot(self, colour: str) -> None:
        """Show a round mark of a colour (`#rrggbb`) first; "" takes it away."""
        self._dot = colour
        self._spell()

    def set_strong(self, *, strong: bool) -> None:
        """Write the value bolder."""
        self._strong = strong
        self._spell()

    def sizeHint(self) -> QSize:
        width = sum(QFontMetrics(font).horizontalAdvance(text) + 1 + _GAP for text, font, _role in self._parts())
        dot = _DOT + _GAP if self._dot else 0
        return QSize(2 * _PADDING + dot + width + _ARROW, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 96), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        left = _PADDING
        if self._dot:
            painter.setBrush(QColor(self._dot))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(left + _DOT / 2, self.height() / 2), _DOT / 2, _DOT / 2)
            left += _DOT + _GAP
        self._paint_texts(painter, left)
        self._paint_arrow(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = self.palette()
        painter.setBrush(colours.light() if self.underMouse() or self.isDown() else colours.button())
        painter.setPen(colours.color(colours.ColorRole.Accent if self.hasFocus() else BORDER_ROLE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _paint_texts(self, painter: QPainter, left: int) -> None:
        right = self.width() - _PADDING - _ARROW - _GAP
        for text, font, role in self._parts():
            metrics = QFontMetrics(font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, right - left))
            painter.setFont(font)
            painter.setPen(self.palette().color(role))
            painter.drawText(QRect(left, 0, right - left + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            left += metrics.horizontalAdvance(text) + _GAP

    def _paint_arrow(self, painter: QPainter) -> None:
        middle = QPointF(self.width() - _PADDING - _ARROW / 2, self.height() / 2 + 0.5)
        pen = QPen(self.palette().color(MUTED_ROLE), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        offsets = ((-3.5, -1.75), (0, 1.75), (3.5, -1.75))
        painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in offsets]))

    def _parts(self) -> Iterator[tuple[str, QFont, QPalette.ColorRole]]:
        plain, bold = QFont(self.font()), QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        if self._caption:
            yield self._caption, plain, MUTED_ROLE
        if self._value:
            yield self._value, bold if self._strong else plain, QPalette.ColorRole.ButtonText
        if self._note:
            yield f"· {self._note}", plain, MUTED_ROLE

    def _spell(self) -> None:
        """Keep the whole text where a screen reader and a tool tip find it."""
        words = " ".join(part for part in (self._caption, self._value, self._note) if part)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

"""Chips that choose methods and statuses; several of a kind are alternatives."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from countersign.model.history import FAILED, StatusClass
from countersign.ui.palette import readable
from countersign.ui.theme import Theme

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "WS", "KVS")
_STATUSES: tuple[tuple[StatusClass, str], ...] = (
    ("2xx", "ok"),
    ("3xx", "warn"),
    ("4xx", "error"),
    ("5xx", "error"),
    (FAILED, "error"),
)
_SHORT = {"DELETE": "DEL"}
_COLUMNS = 4
_HEIGHT = 24
_PADDING = 6


class FilterChips(QWidget):
    """Offer the chips; `changed` follows every choice."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._methods = {name: Chip(theme, name, "", self) for name in _METHODS}
        self._statuses = {name: Chip(theme, name, token, self) for name, token in _STATUSES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        chips = (*self._methods.values(), *self._statuses.values())
        for place, chip in enumerate(chips):
            grid.addWidget(chip, place // _COLUMNS, place % _COLUMNS)
            chip.toggled.connect(self.changed)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the chosen methods."""
        return tuple(name for name, chip in self._methods.items() if chip.isChecked())

    @property
    def statuses(self) -> tuple[StatusClass, ...]:
        """Return the chosen classes of status."""
        return tuple(name for name, chip in self._statuses.items() if chip.isChecked())

    @property
    def count(self) -> int:
        """Count the chosen chips."""
        return len(self.methods) + len(self.statuses)

    def reset(self) -> None:
        """Choose nothing."""
        chosen: Sequence[Chip] = [chip for chip in self.findChildren(Chip) if chip.isChecked()]
        for chip in chosen:
            chip.setChecked(False)


class Chip(QPushButton):
    """Show one word in its colour; checked, on the ground of what is selected."""

    def __init__(self, theme: Theme, word: str, token: str, parent: QWidget) -> None:
        super().__init__(_SHORT.get(word, word), parent)
        self._theme = theme
        self._word = word
        self._token = token
        self.setCheckable(True)
        self.setAccessibleName(f"Only {word}")
        self.setToolTip(f"Only {word}")

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self._face()).horizontalAdvance(self.text()) + 2 * _PADDING, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self._theme.palette
        ground = palette.selection if self.isChecked() else palette.hover if self.underMouse() else palette.field
        outlined = self.hasFocus() or self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(palette.accent if outlined else palette.control_border))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        colour = self._theme.colour(self._token) if self._token else self._theme.method_colour(self._word)
        painter.setPen(QColor(readable(colour, ground, palette.text)))
        painter.setFont(self._face())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _face(self) -> QFont:
        font = self._theme.code_font()
        font.setPixelSize(11)
        return font

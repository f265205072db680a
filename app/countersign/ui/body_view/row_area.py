"""A scroll area that paints rows of equal height and only those that can be seen."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from countersign.ui.theme import Theme

_LINE_SPACING = 1.18
_WIDTH_SAMPLE = 100
PADDING = 12


class RowArea(QAbstractScrollArea):
    """Scroll by whole rows; subclasses say how many there are and paint one at a time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colours: dict[str, QColor] = {}
        self._measure()
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self._follow_theme)

    @property
    def row_count(self) -> int:
        """Return how many rows there are by now."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, number: int, top: int) -> None:
        """Paint one row whose upper edge is at `top`."""
        raise NotImplementedError

    def content_width(self) -> int:
        """Return the width of everything in pixels, as far as it is known."""
        raise NotImplementedError

    @property
    def first_row(self) -> int:
        """Return the number of the topmost row."""
        return self.verticalScrollBar().value()

    @property
    def whole_rows(self) -> int:
        """Return how many rows fit."""
        return max(1, (self.viewport().height() - PADDING // 2) // self.row_height)

    def show_row(self, number: int) -> None:
        """Scroll as little as needed to bring a row into sight."""
        bar = self.verticalScrollBar()
        if number < bar.value():
            bar.setValue(number)
        elif number >= bar.value() + self.whole_rows:
            bar.setValue(number - self.whole_rows + 1)

    def update_ranges(self) -> None:
        """Fit the scroll bars to the rows and the width."""
        self.verticalScrollBar().setRange(0, max(0, self.row_count - self.whole_rows))
        self.verticalScrollBar().setPageStep(self.whole_rows)
        self.horizontalScrollBar().setRange(0, max(0, self.content_width() - self.viewport().width()))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.horizontalScrollBar().setSingleStep(round(self.cell * 4))

    def colour(self, token: str) -> QColor:
        """Return a palette colour."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self._theme.colour(token))
        return found

    def top_of(self, number: int) -> int:
        """Return the upper edge of a row in the viewport."""
        return PADDING // 2 + (number - self.first_row) * self.row_height

    def row_under(self, y: float) -> int:
        """Return the row at a height in the viewport, within the rows there are."""
        number = self.first_row + int((y - PADDING // 2) // self.row_height)
        return max(0, min(self.row_count - 1, number))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.colour("window"))
        painter.setFont(self._font)
        last = min(self.row_count, self.first_row + self.whole_rows + 2)
        for number in range(self.first_row, last):
            self.paint_row(painter, number, self.top_of(number))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update_ranges()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._measure()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 3 * self.row_height)

    def _measure(self) -> None:
        self._font = self._theme.code_font()
        self.metrics = QFontMetricsF(self._font)
        self.cell = self.metrics.horizontalAdvance("0" * _WIDTH_SAMPLE) / _WIDTH_SAMPLE
        self.row_height = ceil(self.metrics.height() * _LINE_SPACING)
        self.baseline = round((self.row_height + self.metrics.ascent() - self.metrics.descent()) / 2)

    def _follow_theme(self) -> None:
        self._colours.clear()
        self.viewport().update()

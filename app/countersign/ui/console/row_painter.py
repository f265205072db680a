"""Paints one row of the console straight: no style, no option, no widget between the text and the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPolygonF

from countersign.model.frames import Tone
from countersign.ui.console.frame_row import FrameRow
from countersign.ui.palette import readable
from countersign.ui.theme import Theme

ROW_HEIGHT = 28
EDGE = 14  # left of the first column and right of the last
PADDING = 10
_ELLIPSIS = "…"
_KEPT_TEXTS = 2048
_KEPT_COLOURS = 64
_TRIANGLE = 5.5  # half of its base
_TRIANGLE_HEIGHT = 9.0
_DOT = 4.5
_DIRECTIONS = {"sent": "put", "received": "ok", "event": "faint"}
_TONES: dict[Tone, str] = {"ok": "ok", "warn": "warn", "error": "error", "accent": "patch", "muted": "faint"}

Hand = Literal["code", "bold", "label"]
Span = tuple[int, int]  # left edge and width, in pixels


class _Font(NamedTuple):
    font: QFont
    metrics: QFontMetricsF
    baseline: int


class RowPainter:
    """Hold fonts, measures and colours, and paint rows with them."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        bold = theme.code_font()
        bold.setWeight(QFont.Weight.DemiBold)
        fonts: dict[Hand, QFont] = {"code": theme.code_font(), "bold": bold, "label": theme.ui_font()}
        self._fonts = {hand: _measured(font) for hand, font in fonts.items()}
        self._cell = self._fonts["code"].metrics.horizontalAdvance("0" * 100) / 100
        self._fitted = lru_cache(maxsize=_KEPT_TEXTS)(self._fit)
        self.colour = lru_cache(maxsize=_KEPT_COLOURS)(self._colour)

    def forget_colours(self) -> None:
        """Ask the theme for every colour anew."""
        self.colour.cache_clear()

    def width_of(self, text: str, hand: Hand) -> int:
        """Return the width of a column that holds a text."""
        return round(self._fonts[hand].metrics.horizontalAdvance(text)) + 2 * PADDING

    def paint(self, painter: QPainter, row: FrameRow, box: QRect, columns: Sequence[Span], state: str) -> None:
        """Paint a row; the state is "", "selected" or, with the focus, "current"."""
        if state:
            painter.fillRect(box, self.colour("selection"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self.colour("border"))
        self._paint_direction(painter, row, columns[1], box.top(), is_selected=bool(state))
        for text, hand, token, (left, room) in self._cells(row, columns):
            if not text or room <= self._cell:
                continue
            font = self._fonts[hand]
            painter.setFont(font.font)
            painter.setPen(self.colour(token, on_selection=bool(state)))
            painter.drawText(QPointF(left, box.top() + font.baseline), self._fitted(text, hand, room))
        if state == "current":
            painter.setPen(self.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _cells(self, row: FrameRow, columns: Sequence[Span]) -> Iterator[tuple[str, Hand, str, Span]]:
        time, payload = _inset(columns[0], EDGE, 0), _inset(columns[-1], PADDING, EDGE)
        kind, peer, size = (_inset(column, PADDING, 0) for column in columns[2:-1])
        main = "muted" if row.tone == "muted" else "text"
        yield self._fitted_time(row.time, time[1]), "code", "faint_text", time
        yield row.type, "bold", main, kind
        yield row.peer, "label", main, peer
        yield row.size, "label", "muted", size
        if row.marks:
            mark = f"{row.marks} · " if row.summary else row.marks
            yield mark, "code", "warn", payload
            taken = round(self._fonts["code"].metrics.horizontalAdvance(mark))
            payload = _inset(payload, taken, 0)
        yield row.summary, "code", "muted", payload

    def _fitted_time(self, time: str, room: int) -> str:
        """Leave the fraction of a second out where the whole does not fit."""
        return time if len(time) * self._cell <= room else time.partition(".")[0]

    def _paint_direction(
        self, painter: QPainter, row: FrameRow, column: Span, top: int, *, is_selected: bool
    ) -> None:
        token = _TONES.get(row.tone, _DIRECTIONS[row.direction])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour(token, on_selection=is_selected))
        centre = QPointF(column[0] + column[1] / 2, top + (ROW_HEIGHT - 1) / 2)
        if row.direction == "event":
            painter.drawEllipse(centre, _DOT, _DOT)
        else:
            painter.drawPolygon(_triangle(centre, -1 if row.direction == "received" else 1))

    def _fit(self, text: str, hand: Hand, room: int) -> str:
        if hand != "label" and text.isascii():
            most = int(room / self._cell)
            return text if len(text) <= most else text[: most - 1] + _ELLIPSIS
        return self._fonts[hand].metrics.elidedText(text[:room], Qt.TextElideMode.ElideRight, room)

    def _colour(self, token: str, *, on_selection: bool = False) -> QColor:
        colour = self._theme.colour(token)
        palette = self._theme.palette
        return QColor(readable(colour, palette.selection, palette.text) if on_selection else colour)


def _inset(span: Span, left: int, right: int) -> Span:
    return span[0] + left, span[1] - left - right


def _measured(font: QFont) -> _Font:
    metrics = QFontMetricsF(font)
    return _Font(font, metrics, round((ROW_HEIGHT - 1 + metrics.ascent() - metrics.descent()) / 2))


def _triangle(centre: QPointF, way: int) -> QPolygonF:
    """Return a triangle that points up (way 1) or down (-1)."""
    x, y, half = centre.x(), centre.y(), _TRIANGLE_HEIGHT / 2 * way
    return QPolygonF([QPointF(x - _TRIANGLE, y + half), QPointF(x + _TRIANGLE, y + half), QPointF(x, y - half)])

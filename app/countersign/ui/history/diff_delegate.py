"""Paints one side of a line of a comparison: number, mark, text, and where it differs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from countersign.formats.line_alignment import Span
from countersign.formats.response_diff import DiffRow
from countersign.ui.history.diff_rows import LEFT, LINE_ROLE, Heading
from countersign.ui.palette import blend, readable
from countersign.ui.theme import Theme

LINE_HEIGHT = 20
_NUMBER_CELLS = 6
_EDGE = 8
_BEFORE = 12  # characters shown before a difference that would lie out of sight
_ELLIPSIS = "…"
_MARKS = {("changed", True): "-", ("changed", False): "+", ("removed", True): "-", ("added", False): "+"}


class DiffDelegate(QStyledItemDelegate):
    """Paint lines and headings."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._code = theme.code_font()
        metrics = QFontMetricsF(self._code)
        self._cell = metrics.horizontalAdvance("0")
        self._baseline = round((LINE_HEIGHT + metrics.ascent() - metrics.descent()) / 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one side of a line."""
        line = index.data(LINE_ROLE)
        area = QRect(option.rect)
        painter.save()
        painter.setClipRect(area)
        if isinstance(line, Heading):
            self._paint_heading(painter, area, line if index.column() == LEFT else None)
        else:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_line(painter, area, line, is_left=index.column() == LEFT, selected=selected)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, heading: Heading | None) -> None:
        palette = self._theme.palette
        painter.fillRect(area, QColor(palette.surface))
        if heading is None:
            return
        font = self._theme.ui_font()
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(palette.faint_text))
        count = heading.differences
        words = f"{count:,} differ" if count > 1 else "1 differs" if count else "the same"
        painter.drawText(
            area.adjusted(_EDGE, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{heading.title.upper()} · {words}"
        )

    def _paint_line(self, painter: QPainter, area: QRect, line: DiffRow, *, is_left: bool, selected: bool) -> None:
        palette = self._theme.palette
        text = line.left if is_left else line.right
        number = line.left_number if is_left else line.right_number
        mark = _MARKS.get((line.change, is_left), "")
        strong = palette.diff_removed if is_left else palette.diff_added
        ground = palette.window
        if text is None:
            ground = palette.surface
        elif mark:
            ground = blend(palette.window, strong, 0.5 if line.change == "changed" else 1.0)
        painter.fillRect(area, QColor(ground))
        painter.setFont(self._code)
        base = area.top() + self._baseline
        if number:
            painter.setPen(QColor(readable(palette.faint_text, ground, palette.text)))
            digits = str(number)
            painter.drawText(QPointF(area.left() + (_NUMBER_CELLS - len(digits)) * self._cell, base), digits)
        if mark:
            painter.setPen(QColor(readable(palette.error if is_left else palette.ok, ground, palette.text)))
            painter.drawText(QPointF(area.left() + (_NUMBER_CELLS + 0.5) * self._cell, base), mark)
        if text is not None:
            room = area.adjusted(round((_NUMBER_CELLS + 2) * self._cell), 0, -_EDGE, 0)
            span = line.left_span if is_left else line.right_span
            self._paint_text(painter, room, text, span, QColor(strong))
        if selected:
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _paint_text(self, painter: QPainter, room: QRect, text: str, span: Span, strong: QColor) -> None:
        """Paint what fits of a text, from its start, or from a little before the difference."""
        shown, start = fitted(text, span, int(room.width() / self._cell))
        base = room.top() + self._baseline
        metrics = QFontMetricsF(self._code)
        before, inside = shown[: max(0, span[0] - start)], shown[max(0, span[0] - start) : max(0, span[1] - start)]
        left = room.left() + metrics.horizontalAdvance(before)
        if inside:
            width = metrics.horizontalAdvance(inside)
            painter.fillRect(QRectF(left, room.top() + 1, width, room.height() - 2), strong)
        painter.setPen(QColor(self._theme.palette.text))
        painter.drawText(QPointF(room.left(), base), shown)


def fitted(text: str, span: Span, cells: int) -> tuple[str, int]:
    """Return as much of a text as fits into so many cells, and the place at which it starts."""
    text = text.replace("\t", " ")
    if len(text) <= cells or cells < 2:
        return text[: max(0, cells)], 0
    start = 0
    if span[1] > span[0] and span[0] >= cells - 1:
        start = max(0, min(span[0] - min(_BEFORE, cells // 3), len(text) - cells))
    shown = text[start : start + cells]
    if start:
        shown = _ELLIPSIS + shown[1:]
    if start + cells < len(text):
        shown = shown[:-1] + _ELLIPSIS
    return shown, start

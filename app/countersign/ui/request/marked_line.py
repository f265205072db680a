"""One line of a table's cell in which variables stand out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from countersign.ui.request.chip_text import Chip
from countersign.ui.request.variable_marks import variable_format
from countersign.ui.theme import Theme


def paint_marked(painter: QPainter, cell: QStyleOptionViewItem, marked: Sequence[Chip], theme: Theme) -> None:
    """Paint a cell as its style does, with the marked pieces of its text coloured; `cell` is used up."""
    text, style = cell.text, cell.widget.style()
    box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget)
    margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, cell, cell.widget) + 1
    box.adjust(margin, 0, -margin, 0)
    cell.text = ""
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
    shown = QFontMetrics(cell.font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    layout = QTextLayout(shown, cell.font)
    layout.setTextOption(_one_line())
    layout.setFormats([_range(chip, theme) for chip in marked if chip.start < len(shown)])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    painter.save()
    painter.setClipRect(box)
    painter.setPen(cell.palette.color(QPalette.ColorRole.Text))
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2))
    painter.restore()


def _range(chip: Chip, theme: Theme) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length = chip.start, chip.end - chip.start
    found.format = variable_format(theme, missing=chip.missing)
    return found


def _one_line() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option

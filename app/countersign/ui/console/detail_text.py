"""Lines of a message, each with its label in the margin and coloured by its tone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QPainter,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from countersign.model.frames import DetailLine, Tone
from countersign.ui.inspector import LabelledText
from countersign.ui.palette import readable
from countersign.ui.theme import Theme

_LEFT = 10
_GAP = 12
_NARROWEST = 64
_MOST_LINES = 8
_FRAME = 10  # the padding that the stylesheet gives a text, and a pixel above and below
_ANY_HEIGHT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class DetailText(LabelledText):
    """Show labelled lines to select and copy."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", parent)
        self._colours = theme
        self._fits = False
        self._highlighter = _ToneHighlighter(theme, self.document())
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def show_detail(self, lines: Sequence[DetailLine]) -> None:
        """Show these lines; a text of several lines goes on below its label."""
        single = [piece for line in lines for piece in _pieces(line)]
        self._highlighter.tones = [line.tone for line in single]
        self.show_lines([(line.label, line.text) for line in single])
        self._highlighter.rehighlight()

    def fit_height(self) -> None:
        """Be as high as the lines, up to eight of them, also after they wrap otherwise."""
        self._fits = True
        self._fit()

    def take_room(self) -> None:
        """Be as high as there is room."""
        self._fits = False
        self.setMinimumHeight(0)
        self.setMaximumHeight(_ANY_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines of the new width, once the layout that resized this is done."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def margin_width(self) -> int:
        """Return the width of the labels, in pixels."""
        widest = max((self.fontMetrics().horizontalAdvance(label) for label in self._labels), default=0)
        return _LEFT + max(widest, _NARROWEST) + _GAP

    def _fit(self) -> None:
        if not self._fits:
            return
        lines = min(max(1, round(self.document().size().height())), _MOST_LINES)  # its height is in lines
        around = round(2 * self.document().documentMargin()) + _FRAME
        height = lines * self.fontMetrics().lineSpacing() + around
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def paint_margin(self, painter: QPainter, area: QRect) -> None:
        """Paint the label of every visible line."""
        painter.setPen(QColor(self._colours.palette.faint_text))
        block = self.firstVisibleBlock()
        while block.isValid() and block.blockNumber() < len(self._labels):
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > area.bottom():
                return
            box = QRect(_LEFT, top, self.margin_width(), self.fontMetrics().height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self._labels[block.blockNumber()])
            block = block.next()


class _ToneHighlighter(QSyntaxHighlighter):
    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self.tones: list[Tone] = []
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        tone = self.tones[number] if number < len(self.tones) else ""
        if tone:
            palette = self._theme.palette
            look = QTextCharFormat()
            look.setForeground(QColor(readable(self._theme.colour(tone), palette.window, palette.text)))
            self.setFormat(0, len(text), look)


def _pieces(line: DetailLine) -> list[DetailLine]:
    first, *rest = line.text.splitlines() or [""]
    return [DetailLine(line.label, first, line.tone), *(DetailLine("", text, line.tone) for text in rest)]

"""Lines of a token, coloured as JSON, with their labels in the margin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QToolTip, QWidget

from countersign.formats.highlight import spans
from countersign.ui.inspector import LabelledText
from countersign.ui.theme import Theme
from countersign.ui.token.claim_lines import ClaimLine, aligned
from countersign.ui.token.plain_tip import plain_tip

_LEFT = 10
_GAP = 12


class ClaimsText(LabelledText):
    """Show claim lines to select and copy; the whole line, its note included, is text, for screen readers too."""

    def __init__(self, theme: Theme, accessible_name: str, parent: QWidget) -> None:
        super().__init__(theme, accessible_name, parent)
        self._colours = theme
        self._lines: tuple[ClaimLine, ...] = ()
        self._shown: tuple[ClaimLine, ...] = ()
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._highlighter = _NoteHighlighter(theme, self.document())

    def show_claims(self, lines: Sequence[ClaimLine]) -> None:
        """Show other lines; what is selected stays selected while the text is the same."""
        self._lines = tuple(lines)
        self._lay_out_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the notes to where they fit."""
        super().resizeEvent(event)
        self._lay_out_lines()

    def margin_width(self) -> int:
        """Return the width of the labels, in pixels."""
        widest = max((self.fontMetrics().horizontalAdvance(label) for label in self._labels), default=0)
        return widest + _LEFT + _GAP

    def paint_margin(self, painter: QPainter, area: QRect) -> None:
        """Paint the label of every visible line."""
        painter.setPen(QColor(self._colours.palette.faint_text))
        block = self.firstVisibleBlock()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > area.bottom():
                return
            if block.blockNumber() < len(self._labels):
                box = QRect(_LEFT, top, self.margin_width(), self.fontMetrics().height())
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self._labels[block.blockNumber()])
            block = block.next()

    def _lay_out_lines(self) -> None:
        labels = max((self.fontMetrics().horizontalAdvance(line.label) for line in self._lines), default=0)
        room = self.viewport().width() + self.margin_width() - labels - _LEFT - _GAP
        room -= round(2 * self.document().documentMargin())
        shown = aligned(self._lines, int(room / QFontMetricsF(self.font()).horizontalAdvance("0")))
        if shown == self._shown:
            return
        self._shown = self._highlighter.lines = shown
        self.show_lines([(line.label, line.text) for line in shown])
        self._highlighter.rehighlight()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say on hover what stands behind a note."""
        if isinstance(event, QHelpEvent):
            number = self.cursorForPosition(event.pos()).blockNumber()
            hint = self._shown[number].hint if number < len(self._shown) else ""
            QToolTip.showText(event.globalPos(), plain_tip(hint), self.viewport())
            return True
        return super().viewportEvent(event)


class _NoteHighlighter(QSyntaxHighlighter):
    """Colour the code of a line as JSON, and its note by its look."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self.lines: tuple[ClaimLine, ...] = ()
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        if number >= len(self.lines):
            return
        line = self.lines[number]
        for start, length, kind in spans(line.code, "json"):
            self._colour(start, length, self._theme.syntax_colour(kind))
        self._colour(len(text) - len(line.note), len(line.note), self._theme.colour(line.look))

    def _colour(self, start: int, length: int, colour: str) -> None:
        look = QTextCharFormat()
        look.setForeground(QColor(colour))
        self.setFormat(start, length, look)

"""A URL as text to read: its start, then a line for each parameter."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from countersign.ui.theme import Theme

HIDDEN = "hidden"
UrlPart = tuple[str, str, bool]
_TALLEST = 360
_GAP = 2  # characters between the longest name and the values


class UrlPartsText(QTextEdit):
    """Show parts in two columns.

    A hidden value is not in the document until it is revealed. Until then each part keeps to one line, and an
    ellipsis is painted over the end of one that does not fit: the text is whole for the clipboard and screen readers.
    """

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._base = ""
        self._parts: tuple[UrlPart, ...] = ()
        self._note = ""
        self._revealed = False
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setProperty("kind", "code")
        self.setFont(theme.code_font())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.document().setDocumentMargin(6)
        theme.changed.connect(self._write)

    @property
    def is_revealed(self) -> bool:
        """Tell whether hidden values can be read on the screen."""
        return self._revealed

    def show_parts(self, base: str, parts: tuple[UrlPart, ...]) -> None:
        """Show another URL, its secrets hidden."""
        self._base, self._parts, self._note, self._revealed = base, parts, "", False
        self._write()

    def show_note(self, note: str) -> None:
        """Show a sentence in place of a URL."""
        self._base, self._parts, self._note, self._revealed = "", (), note, False
        self._write()

    def set_revealed(self, *, revealed: bool) -> None:
        """Show or hide the values that are secret."""
        if revealed != self._revealed:
            self._revealed = revealed
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the wrapped text, once the layout that resized this is done."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and an ellipsis at the end of each line that goes on behind the edge."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.colour("muted")))
        right = self.viewport().width() - round(self.document().documentMargin())
        block = self.document().begin()
        while block.isValid():
            box = self.document().documentLayout().blockBoundingRect(block)
            line = block.layout().lineAt(0)
            end = box.left() + line.x() + line.naturalTextWidth() - self.horizontalScrollBar().value()
            if block.blockFormat().nonBreakableLines() and end > right:
                self._paint_ellipsis(painter, right, round(box.top()) - self.verticalScrollBar().value())
            block = block.next()

    def _paint_ellipsis(self, painter: QPainter, right: int, top: int) -> None:
        width = math.ceil(QFontMetricsF(self.font()).horizontalAdvance("…"))
        place = QRect(right - width, top, width, self._line())
        ground = place.adjusted(0, 0, self.viewport().width(), 0)
        painter.fillRect(ground, QColor(self._theme.colour("field")))
        painter.drawText(place, 0, "…")

    def _line(self) -> int:
        return math.ceil(QFontMetricsF(self.font()).lineSpacing())

    def _write(self) -> None:
        self.clear()
        cursor = self.textCursor()
        if self._note:
            cursor.insertText(self._note, self._format("faint_text"))
        else:
            cursor.insertText(self._base, self._format("ws"))
        for name, value, hidden in self._parts:
            cursor.insertBlock(self._hanging())
            cursor.insertText(name, self._format("key"))
            is_masked = hidden and not self._revealed
            words, token = (HIDDEN, "muted") if is_masked else (value, "text")
            cursor.insertText(" " * (self._column() - len(name)) + words, self._format(token))
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self._fit()

    def _hanging(self) -> QTextBlockFormat:
        """Return the format of a line whose value wraps below itself."""
        advance = QFontMetricsF(self.font()).horizontalAdvance("0")
        left = advance * self._column()
        block = QTextBlockFormat()
        block.setLeftMargin(advance + left)
        block.setTextIndent(-left)
        block.setNonBreakableLines(not self._revealed)
        return block

    def _column(self) -> int:
        return max(len(name) for name, _, _ in self._parts) + _GAP

    def _format(self, token: str) -> QTextCharFormat:
        text_format = QTextCharFormat()
        text_format.setForeground(QColor(self._theme.colour(token)))
        return text_format

    def _fit(self) -> None:
        frame = self.height() - self.viewport().height()
        height = min(_TALLEST, round(self.document().size().height()) + max(frame, 2))
        if height != self.minimumHeight():
            self.setFixedHeight(height)

"""A body as text: numbered, coloured rows painted from its bytes, with selection, copy and matches."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from countersign.ui.body_view.caret_keys import target_of
from countersign.ui.body_view.mirror import TextMirror
from countersign.ui.body_view.row_area import PADDING, RowArea
from countersign.ui.body_view.row_text import RowText
from countersign.ui.body_view.search import Search
from countersign.ui.body_view.selection import Selection
from countersign.ui.body_view.text_document import TextDocument
from countersign.ui.theme import Theme

LARGEST_COPY = 50_000_000
_FIRST_SLICE = 0.001
_SLICE = 0.008
_WORD = re.compile(r"\w+")


class TextView(RowArea):
    """Show a text document. `copy_refused` carries a sentence when the selection is too large to copy."""

    copy_refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Body text")
        self._document = TextDocument.of_bytes(b"")
        self._selection = Selection()
        self._search: Search | None = None
        self._match = -1
        self._widest = 0.0
        self._mirror = TextMirror(self.viewport())
        self._mirror.setFocusProxy(self)
        self._indexing = QTimer(self, interval=0)
        self._indexing.timeout.connect(self._index_further)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().valueChanged.connect(self._tell_reader)

    @property
    def document(self) -> TextDocument:
        """Return what is shown."""
        return self._document

    @property
    def row_count(self) -> int:
        """Return how many rows are known by now."""
        return self._document.index.row_count

    def show_document(self, document: TextDocument) -> None:
        """Show a text from its beginning; its rows are counted on while the window lives on."""
        self._document = document
        self._selection = Selection(document.coding.skip, document.coding.skip)
        self._search, self._match, self._widest = None, -1, 0.0
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        if not document.index.advance(_FIRST_SLICE):
            self._indexing.start()
        self.update_ranges()
        self.viewport().update()
        self._tell_reader()

    def show_search(self, search: Search | None) -> None:
        """Mark the matches of a search; None marks nothing."""
        self._search, self._match = search, -1
        self.viewport().update()

    def go_to_match(self, place: int) -> None:
        """Select a match by its place and bring it into sight."""
        if self._search is None:
            return
        self._match = place
        start = self._search.matches[place]
        self.select(start, start + len(self._search.needle))

    @property
    def selection(self) -> Selection:
        """Return what is marked, in bytes."""
        return self._selection

    def select(self, start: int, end: int) -> None:
        """Mark a range of bytes and bring it into sight, counting rows up to there first."""
        while self._document.index.indexed_bytes < end and not self._document.index.is_complete:
            self._document.index.advance(_SLICE)
        self.update_ranges()
        self._selection = Selection(start, end)
        self._show_offset(start)
        self.viewport().update()

    def selected_text(self) -> str:
        """Return the characters that are marked."""
        return self._document.decode(self._selection.start, self._selection.end)

    def visible_text(self) -> str:
        """Return the rows in sight, as they are drawn."""
        last = min(self.row_count, self.first_row + self.whole_rows)
        return "\n".join(self._document.row(number)[1].shown for number in range(self.first_row, last))

    def copy(self) -> None:
        """Put the marked text on the clipboard, up to 50 MB."""
        if self._selection.end - self._selection.start > LARGEST_COPY:
            self.copy_refused.emit("The selection is larger than 50 MB. Save the body to a file instead.")
        elif self._selection.start < self._selection.end:
            QGuiApplication.clipboard().setText(self.selected_text())

    def select_all(self) -> None:
        """Mark the whole body without moving the view."""
        self._selection = Selection(self._document.coding.skip, self._document.body.size)
        self.viewport().update()

    def content_width(self) -> int:
        """Return the width of the widest row painted so far."""
        return round(self._gutter() + self._widest + PADDING)

    def paint_row(self, painter: QPainter, number: int, top: int) -> None:
        """Paint one row: marks, line number, coloured text, caret."""
        row, text = self._document.row(number)
        left = self._gutter() - self.horizontalScrollBar().value()
        self._widest = max(self._widest, text.x_of(len(text.text), self.cell, self.metrics))
        self._paint_marks(painter, row.start, row.end, text, QPointF(left, top))
        base = QPointF(left, top + self.baseline)
        if text.is_plain:
            self._paint_plain(painter, number, base)
        else:
            self._paint_uneven(painter, number, base)
        if self.hasFocus() and row.start <= self._selection.caret < max(row.end, row.start + 1):
            x = left + text.x_of(text.column_of(self._selection.caret - row.start), self.cell, self.metrics)
            painter.fillRect(QRectF(x, top + 1, 1, self.row_height - 2), self.colour("accent"))
        self._paint_number(painter, row.line, top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif not self._move_caret(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._selection = self._selection.moved(self._offset_under(event.position()), extend=extend)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._selection = self._selection.moved(self._offset_under(event.position()), extend=True)
            self._show_offset(self._selection.caret)
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark the word under the pointer."""
        number, column = self._document.position_of(self._offset_under(event.position()))
        for word in _WORD.finditer(self._document.row(number)[1].text if self.row_count else ""):
            if word.start() <= column <= word.end():
                at = self._document.offset_at
                self._selection = Selection(at(number, word.start()), at(number, word.end()))
                self.viewport().update()
                return

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no reader's copy of what is not shown."""
        super().hideEvent(event)
        self._mirror.clear()

    def _move_caret(self, event: QKeyEvent) -> bool:
        if not self.row_count:
            return False
        offset = target_of(event.key(), event.modifiers(), self._document, self._selection.caret, self.whole_rows)
        if offset is None:
            return False
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._selection = self._selection.moved(offset, extend=extend)
        self._show_offset(offset)
        self.viewport().update()
        return True

    def _show_offset(self, offset: int) -> None:
        """Scroll to a byte, counting on it that its row is indexed."""
        number, column = self._document.position_of(offset)
        self.show_row(number)
        if not self.row_count:
            return
        text = self._document.row(number)[1]
        self._widest = max(self._widest, text.x_of(len(text.text), self.cell, self.metrics))
        self.update_ranges()
        x = text.x_of(column, self.cell, self.metrics)
        bar = self.horizontalScrollBar()
        room = self.viewport().width() - self._gutter() - 2 * PADDING
        if x < bar.value():
            bar.setValue(round(x))
        elif x > bar.value() + room:
            bar.setValue(round(x - room))

    def _offset_under(self, point: QPointF) -> int:
        if not self.row_count:
            return self._document.coding.skip
        number = self.row_under(point.y())
        x = point.x() - self._gutter() + self.horizontalScrollBar().value()
        column = self._document.row(number)[1].column_at(x, self.cell, self.metrics)
        return self._document.offset_at(number, column)

    def _paint_marks(self, painter: QPainter, start: int, end: int, text: RowText, corner: QPointF) -> None:
        chosen = self._selection
        if self._search is not None:
            for offset in self._search.within(start, end):
                self._mark(
                    painter, text, corner, (offset - start, offset - start + len(self._search.needle)), "match"
                )
        if chosen.start < chosen.end and chosen.start < end and chosen.end > start:
            self._mark(painter, text, corner, (chosen.start - start, chosen.end - start), "selection")

    def _mark(self, painter: QPainter, text: RowText, corner: QPointF, span: tuple[int, int], token: str) -> None:
        left, right = (text.x_of(text.column_of(max(0, end)), self.cell, self.metrics) for end in span)
        box = QRectF(corner.x() + left, corner.y(), max(right - left, self.cell / 2), self.row_height)
        painter.fillRect(box, self.colour(token))

    def _paint_plain(self, painter: QPainter, number: int, base: QPointF) -> None:
        """Draw a row of equally wide characters, one layer per colour, only the columns in sight."""
        first = max(0, int(-base.x() / self.cell) - 1)
        last = int((self.viewport().width() - base.x()) / self.cell) + 2
        start = QPointF(base.x() + first * self.cell, base.y())
        for kind, layer in self._document.layers(number, last):
            if piece := layer[first:last]:
                painter.setPen(self._syntax_colour(kind))
                painter.drawText(start, piece)

    def _paint_uneven(self, painter: QPainter, number: int, base: QPointF) -> None:
        """Draw a row whose characters differ in width: run by run, each where the text before it ends."""
        text = self._document.row(number)[1]
        drawn = 0
        for start, length, kind in self._document.colours(number, len(text.text)):
            self._draw(painter, text.shown, (drawn, text.place(start)), base, self.colour("text"))
            drawn = text.place(start + length)
            self._draw(painter, text.shown, (text.place(start), drawn), base, self._syntax_colour(kind))
        self._draw(painter, text.shown, (drawn, len(text.shown)), base, self.colour("text"))
        for column in text.undecoded():
            place = text.place(column)
            self._draw(painter, text.shown, (place, place + 1), base, self.colour("error"))

    def _draw(self, painter: QPainter, shown: str, span: tuple[int, int], base: QPointF, colour: QColor) -> None:
        piece = shown[span[0] : span[1]]
        if piece and not piece.isspace():
            painter.setPen(colour)
            painter.drawText(QPointF(base.x() + self.metrics.horizontalAdvance(shown[: span[0]]), base.y()), piece)

    def _paint_number(self, painter: QPainter, line: int, top: int) -> None:
        width = self._gutter()
        painter.fillRect(QRectF(0, top, width - PADDING / 2, self.row_height), self.colour("window"))
        if line:
            painter.setPen(self.colour("faint_text"))
            digits = str(line)
            painter.drawText(QPointF(width - PADDING - len(digits) * self.cell, top + self.baseline), digits)

    def _gutter(self) -> int:
        digits = max(2, len(str(self._document.index.line_count)))
        return round(PADDING + digits * self.cell + PADDING)

    def _syntax_colour(self, kind: str) -> QColor:
        return self.colour("muted" if kind == "punctuation" else kind if kind != "plain" else "text")

    def _index_further(self) -> None:
        gutter = self._gutter()
        had_room = self.row_count < self.first_row + self.whole_rows + 1
        if self._document.index.advance(_SLICE):
            self._indexing.stop()
        self.update_ranges()
        if had_room or gutter != self._gutter():
            self.viewport().update()

    def _tell_reader(self) -> None:
        """Let a screen reader have the text from the first row in sight on."""
        self._mirror.follow(self._document, self.first_row)

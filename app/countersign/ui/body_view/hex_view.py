"""A body as bytes: offset, sixteen bytes in hex, and the same as ASCII."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from countersign.ui.body_view.document import BodyBytes
from countersign.ui.body_view.row_area import PADDING, RowArea
from countersign.ui.theme import Theme

PER_ROW = 16
_GAP = 2
_HEX_WIDTH = PER_ROW * 3
_PRINTABLE = bytes(code if 32 <= code < 127 else ord(".") for code in range(256))


class HexView(RowArea):
    """Show any bytes; a row is found by arithmetic, so size costs nothing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._body = BodyBytes(b"")
        self.setAccessibleName("Response body in hex")

    @property
    def row_count(self) -> int:
        """Return the number of rows."""
        return -(-self._body.size // PER_ROW)

    def show_bytes(self, body: BodyBytes) -> None:
        """Show a body from its first byte."""
        self._body = body
        self.verticalScrollBar().setValue(0)
        self.update_ranges()
        self.setAccessibleDescription(self.row_text(0))
        self.viewport().update()

    def row_text(self, number: int) -> str:
        """Return a row as it is read: offset, hex, ASCII."""
        return "  ".join(self._columns(number))

    def content_width(self) -> int:
        """Return the width of a row."""
        columns = len(self._offset(0)) + _GAP + _HEX_WIDTH + _GAP + PER_ROW
        return round(columns * self.cell) + 2 * PADDING

    def paint_row(self, painter: QPainter, number: int, top: int) -> None:
        """Paint the three columns of a row."""
        x = PADDING - self.horizontalScrollBar().value()
        y = top + self.baseline
        offset, pairs, ascii_text = self._columns(number)
        painter.setPen(self.colour("faint_text"))
        painter.drawText(QPointF(x, y), offset)
        x_hex = x + (len(offset) + _GAP) * self.cell
        painter.setPen(self.colour("text"))
        painter.drawText(QPointF(x_hex, y), pairs)
        painter.setPen(self.colour("string"))
        painter.drawText(QPointF(x_hex + (_HEX_WIDTH + _GAP) * self.cell, y), ascii_text)

    def _columns(self, number: int) -> tuple[str, str, str]:
        start = number * PER_ROW
        data = self._body.read(start, start + PER_ROW)
        half = PER_ROW // 2
        pairs = f"{data[:half].hex(' ')}  {data[half:].hex(' ')}"
        return self._offset(start), pairs.ljust(_HEX_WIDTH), data.translate(_PRINTABLE).decode("ascii")

    def _offset(self, start: int) -> str:
        return f"{start:0{8 if self._body.size < 1 << 32 else 12}x}"

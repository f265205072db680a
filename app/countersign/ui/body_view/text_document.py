"""A body as rows of text: its bytes, their encoding, their rows and the colours of each."""

from __future__ import annotations

from countersign.formats.highlight import Span, spans
from countersign.ui.body_view.document import BodyBytes, readable
from countersign.ui.body_view.line_index import LineIndex, Row
from countersign.ui.body_view.row_text import RowText

_KEPT_ROWS = 400
_COLOURED_STEP = 128


class TextDocument:
    """Give rows and positions of a text whose bytes stay where they are."""

    def __init__(self, body: BodyBytes, content_type: str, language: str) -> None:
        self.body, self.coding = readable(body, content_type)
        self.language = language
        self.index = LineIndex(self.body, self.coding.skip, is_utf8=self.coding.is_utf8)
        self._kept: dict[int, tuple[Row, RowText]] = {}
        self._coloured: dict[int, tuple[int, list[Span]]] = {}
        self._layers: dict[int, tuple[list[Span], list[tuple[str, str]]]] = {}

    @classmethod
    def of_bytes(cls, data: bytes, language: str = "text") -> TextDocument:
        """Return a document of UTF-8 bytes."""
        return cls(BodyBytes(data), "text/plain; charset=utf-8", language)

    def row(self, number: int) -> tuple[Row, RowText]:
        """Return where a row lies, and its characters."""
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= _KEPT_ROWS:
                self._kept.clear()
                self._coloured.clear()
                self._layers.clear()
            row = self.index.row(number)
            found = (row, RowText(self.body.read(row.start, row.end).rstrip(b"\r\n"), self.coding.name))
            if self._is_settled(number):
                self._kept[number] = found
        return found

    def colours(self, number: int, columns: int) -> list[Span]:
        """Return the coloured runs of a row, at least up to a column; what is out of sight costs nothing."""
        reach = -(-columns // _COLOURED_STEP) * _COLOURED_STEP
        found = self._coloured.get(number)
        if found is None or found[0] < reach:
            found = (reach, spans(self.row(number)[1].text[:reach], self.language))
            if number in self._kept:
                self._coloured[number] = found
        return found[1]

    def layers(self, number: int, columns: int) -> list[tuple[str, str]]:
        """Return a plain row once per kind of colour, blank where another kind stands: few texts to draw."""
        coloured = self.colours(number, columns)
        kept = self._layers.get(number)
        if kept is None or kept[0] is not coloured:
            kept = self._layers[number] = (coloured, _layered(self.row(number)[1].shown, coloured))
        return kept[1]

    def decode(self, start: int, end: int) -> str:
        """Return the characters of a range of bytes; undecodable ones become U+FFFD."""
        return self.body.read(start, end).decode(self.coding.name, "replace")

    def text_from(self, number: int, characters: int) -> str:
        """Return about this many characters from the start of a row on."""
        if number >= self.index.row_count:
            return ""
        start = self.index.row(number).start
        return self.decode(start, min(self.body.size, start + characters))

    def offset_at(self, number: int, column: int) -> int:
        """Return the byte offset of a column in a row."""
        row, text = self.row(number)
        return row.start + text.bytes_before(min(column, len(text.text)))

    def position_of(self, offset: int) -> tuple[int, int]:
        """Return row and column of a byte offset."""
        number = self.index.row_at(offset)
        if not self.index.row_count:
            return 0, 0
        row, text = self.row(number)
        return number, text.column_of(offset - row.start)

    def _is_settled(self, number: int) -> bool:
        return self.index.is_complete or number < self.index.row_count - 1


def _layered(shown: str, coloured: list[Span]) -> list[tuple[str, str]]:
    layers: dict[str, str] = {}
    drawn = 0
    for start, length, kind in [*coloured, Span(len(shown), 0, "plain")]:
        if start > drawn and not (gap := shown[drawn:start]).isspace():
            layers["plain"] = layers.get("plain", "").ljust(drawn) + gap
        drawn = start + length
        if length:
            layers[kind] = layers.get(kind, "").ljust(start) + shown[start:drawn]
    return list(layers.items())

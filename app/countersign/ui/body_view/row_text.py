"""One row as characters: what is drawn, and which byte stands under which pixel."""

from __future__ import annotations

from typing import Protocol

_TAB = 4
_REPLACEMENT = "\ufffd"
_CONTROL_PICTURES = {code: 0x2400 + code for code in range(32) if code != 9} | {0x7F: 0x2421}
_DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F], _REPLACEMENT)
_LINE_MARKS = dict.fromkeys([*range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF], _REPLACEMENT)
_UNDECODED = dict.fromkeys(range(0xDC80, 0xDD00), _REPLACEMENT)
_SHOWN = _CONTROL_PICTURES | _DIRECTION_MARKS | _LINE_MARKS | _UNDECODED


class Metrics(Protocol):
    """Measure a text in pixels."""

    def horizontalAdvance(self, text: str) -> float:  # noqa: N802 - QFontMetricsF
        """Return how far the pen moves."""


class RowText:
    """Hold a row's characters (`text`, one column each) and what is drawn for them (`shown`).

    Bytes that the encoding does not know become lone surrogates in `text`, so that columns and bytes map to each
    other, and U+FFFD in `shown`. Tabs are drawn as spaces to the next multiple of four.
    """

    __slots__ = ("_encoding", "_places", "_raw", "is_plain", "shown", "text")

    def __init__(self, raw: bytes, encoding: str) -> None:
        self._raw = raw
        self._encoding = encoding
        self.text = raw.decode(encoding, "surrogateescape")
        self.is_plain = raw.isascii() and self.text.isprintable()
        self._places: list[int] | None = None
        self.shown = self.text
        if not self.is_plain:
            self.shown = self.text.translate(_SHOWN)
            if "\t" in self.shown:
                self._expand_tabs()

    def place(self, column: int) -> int:
        """Return the index in `shown` of a column."""
        return column if self._places is None else self._places[column]

    def x_of(self, column: int, cell: float, metrics: Metrics) -> float:
        """Return the left edge of a column in pixels; `cell` is the width of one ASCII character."""
        if self.is_plain:
            return column * cell
        return metrics.horizontalAdvance(self.shown[: self.place(column)])

    def column_at(self, x: float, cell: float, metrics: Metrics) -> int:
        """Return the column whose left edge lies nearest to a pixel."""
        if self.is_plain:
            return max(0, min(len(self.text), round(x / cell)))
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            centre = (self.x_of(middle, cell, metrics) + self.x_of(middle + 1, cell, metrics)) / 2
            low, high = (middle + 1, high) if centre < x else (low, middle)
        return low

    def bytes_before(self, column: int) -> int:
        """Return how many bytes lie before a column."""
        if self._raw.isascii():
            return column
        return len(self.text[:column].encode(self._encoding, "surrogateescape"))

    def column_of(self, offset: int) -> int:
        """Return the column that holds a byte of the row."""
        if self._raw.isascii():
            return max(0, min(len(self.text), offset))
        return len(self._raw[: max(0, offset)].decode(self._encoding, "surrogateescape"))

    def undecoded(self) -> list[int]:
        """Return the columns of bytes that are not characters in this encoding."""
        if self.is_plain or self._raw.isascii():
            return []
        return [column for column, character in enumerate(self.text) if "\udc80" <= character <= "\udcff"]

    def _expand_tabs(self) -> None:
        drawn: list[str] = []
        places = [0]
        width = 0
        for character in self.shown:
            piece = " " * (_TAB - width % _TAB) if character == "\t" else character
            drawn.append(piece)
            width += len(piece)
            places.append(width)
        self._places = places
        self.shown = "".join(drawn)

"""Where the rows of a text begin, found block by block, so that the first screen never waits for the last line.

A row is a line, or a piece of a line longer than `LONGEST_ROW` bytes. Only one entry per block of 32 KB is kept
(100 MB take 80 KB); the rows inside a block are found again when they are shown. Time grows with the bytes.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from typing import NamedTuple

from countersign.ui.body_view.document import BodyBytes

LONGEST_ROW = 1024
_LINE_END = 2
_BLOCK = 32_768
_KEPT_BLOCKS = 8


class Row(NamedTuple):
    """Hold where a row lies (bytes, line end included) and its line's number; 0 where it continues a line."""

    start: int
    end: int
    line: int


class _Block(NamedTuple):
    starts: list[int]
    lines: list[int]
    end: int


class LineIndex:
    """Count and find the rows of a text."""

    def __init__(self, body: BodyBytes, start: int = 0, *, is_utf8: bool = True) -> None:
        self._body = body
        self._is_utf8 = is_utf8
        self._starts = array("Q")
        self._rows_before = array("Q")
        self._lines_before = array("Q")
        self._next = start
        self._blocks: OrderedDict[int, _Block] = OrderedDict()
        self.row_count = 0
        self.line_count = 0

    @property
    def is_complete(self) -> bool:
        """Tell whether every byte has been seen."""
        return self._next >= self._body.size

    @property
    def indexed_bytes(self) -> int:
        """Return how far the rows are known."""
        return self._next

    def advance(self, seconds: float) -> bool:
        """Index further blocks, at least one, for about this time; return whether all is done."""
        until = time.perf_counter() + seconds
        while not self.is_complete:
            self._add_block()
            if time.perf_counter() >= until:
                break
        return self.is_complete

    def row(self, number: int) -> Row:
        """Return a row by its number from 0; raise IndexError for one that is not indexed."""
        if not 0 <= number < self.row_count:
            raise IndexError(number)
        index = bisect_right(self._rows_before, number) - 1
        block = self._block(index)
        place = number - self._rows_before[index]
        last = place + 1 == len(block.starts)
        return Row(block.starts[place], block.end if last else block.starts[place + 1], block.lines[place])

    def row_at(self, offset: int) -> int:
        """Return the number of the row that holds a byte; the last indexed one for bytes beyond."""
        if not self.row_count:
            return 0
        index = max(0, bisect_right(self._starts, offset) - 1)
        place = max(0, bisect_right(self._block(index).starts, offset) - 1)
        return int(self._rows_before[index]) + place

    def _add_block(self) -> None:
        start = self._next
        block = self._body.read(start, start + _BLOCK)
        if not block:
            self._next = self._body.size
            return
        if start + len(block) < self._body.size:
            block = self._whole_rows(block)
        self._starts.append(start)
        self._rows_before.append(self.row_count)
        self._lines_before.append(self.line_count)
        self.row_count += self._count_rows(block)
        self.line_count += block.count(b"\n")
        self._next = start + len(block)
        if self.is_complete and not block.endswith(b"\n"):
            self.line_count += 1

    def _whole_rows(self, block: bytes) -> bytes:
        """Return the block up to its last line end, or up to its last whole row within an endless line."""
        end = block.rfind(b"\n") + 1
        return block[:end] if end else block[: cut_rows(block, is_utf8=self._is_utf8)[-1]]

    def _count_rows(self, block: bytes) -> int:
        longest = max(map(len, block.split(b"\n")))
        if longest < LONGEST_ROW + _LINE_END:
            return block.count(b"\n") + (not block.endswith(b"\n"))
        return len(cut_rows(block, is_utf8=self._is_utf8))

    def _block(self, index: int) -> _Block:
        found = self._blocks.get(index)
        if found is None:
            found = self._blocks[index] = self._read_block(index)
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(index)
        return found

    def _read_block(self, index: int) -> _Block:
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self._next
        data = self._body.read(start, end)
        places = cut_rows(data, is_utf8=self._is_utf8)
        before = b"\n" if start == self._starts[0] else self._body.read(start - 1, start)
        lines = []
        number = int(self._lines_before[index])
        for place in places:
            begins = (data[place - 1 : place] if place else before) == b"\n"
            number += begins
            lines.append(number if begins else 0)
        if places and lines[0] == 0:
            lines = [line and line + 1 for line in lines]
        return _Block([start + place for place in places], lines, end)


def cut_rows(block: bytes, *, is_utf8: bool) -> list[int]:
    """Return where rows begin in a block that begins with one; long lines are cut between characters."""
    starts = []
    position = 0
    size = len(block)
    while position < size:
        end = block.find(b"\n", position) + 1 or size
        starts.append(position)
        while end - position > LONGEST_ROW + _LINE_END:
            position = _character_start(block, position + LONGEST_ROW) if is_utf8 else position + LONGEST_ROW
            starts.append(position)
        position = end
    return starts


def _character_start(block: bytes, position: int) -> int:
    """Return the position, or where the UTF-8 character that spans it begins."""
    for back in range(4):
        if block[position - back] & 0xC0 != 0x80:
            return position - back
    return position

"""Which frames of a log stand in the table, found out in slices."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from time import perf_counter

from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame, FrameReader
from countersign.ui.console.frame_query import FrameQuery
from countersign.ui.console.frame_row import FrameRow, frame_row

_KEPT_ROWS = 1024
_STRIDE = 32  # frames between two looks at the clock
_LARGE = 10_000  # bytes, from which on a single frame takes time
_SOON = 5000  # frames that are looked at within the blink of an eye


class ShownFrames:
    """Hold the numbers of the frames that a query finds between a first frame and the end that was read up to.

    Without a query nothing is read: the numbers are a range.
    """

    def __init__(self, log: FrameLog, reader: FrameReader) -> None:
        self._log = log
        self._reader = reader
        self._query = FrameQuery()
        self._first = 0
        self._next = 0  # everything before it is decided
        self._end = 0
        self._found: array[int] | None = None
        self.row = lru_cache(maxsize=_KEPT_ROWS)(self._row)

    def __len__(self) -> int:
        return self._next - self._first if self._found is None else len(self._found)

    @property
    def log(self) -> FrameLog:
        """Return where the frames come from."""
        return self._log

    @property
    def reader(self) -> FrameReader:
        """Return what puts them into words."""
        return self._reader

    @property
    def first(self) -> int:
        """Return the number of the first frame that is looked at."""
        return self._first

    @property
    def is_filtered(self) -> bool:
        """Tell whether some frames may be left out."""
        return self._found is not None

    @property
    def is_behind(self) -> bool:
        """Tell whether so much is left to be looked at that a person has to wait."""
        return self._end - self._next > _SOON

    @property
    def progress(self) -> float:
        """Return how much has been looked at, 0 to 1."""
        span = self._end - self._first
        return (self._next - self._first) / span if span > 0 else 1.0

    def numbers(self) -> Sequence[int]:
        """Return the numbers of the frames, in rows' order."""
        return range(self._first, self._next) if self._found is None else self._found

    def number(self, row: int) -> int:
        """Return the number of the frame in a row."""
        return self._first + row if self._found is None else self._found[row]

    def row_of(self, number: int) -> int | None:
        """Return the row of a frame, None for one that is not shown."""
        numbers = self.numbers()
        row = bisect_left(numbers, number)
        return row if row < len(numbers) and numbers[row] == number else None

    def start_at(self, first: int) -> None:
        """Leave out the frames before this one."""
        self._first = first
        self._restart()

    def narrow(self, query: FrameQuery) -> None:
        """Show what a query finds; it is looked for anew."""
        self._query = query
        self._restart()

    def read(self, end: int, seconds: float) -> bool:
        """Look at frames up to an end for about so long; tell whether all of them are decided."""
        self._end = max(end, self._next)
        if self._found is None:
            self._next = self._end
            return True
        deadline = perf_counter() + seconds
        for number in range(self._next, self._end):
            if self._matches(number):
                self._found.append(number)
            self._next = number + 1
            is_time_to_look = number % _STRIDE == 0 or self._log.size(number) > _LARGE
            if is_time_to_look and perf_counter() >= deadline:
                break
        return self._next >= self._end

    def _matches(self, number: int) -> bool:
        wanted = self._query.direction
        if wanted is not None and self._log.direction(number) != wanted:
            return False
        if not self._query.terms:
            return True
        frame = self._log.frame(number)
        return self._query.match(frame, self._reader.face(frame))

    def frame(self, row: int) -> Frame:
        """Return the frame in a row."""
        return self._log.frame(self.number(row))

    def _row(self, number: int) -> FrameRow:
        frame = self._log.frame(number)
        return frame_row(frame, self._reader.face(frame))

    def _restart(self) -> None:
        self._next = self._end = self._first
        self._found = None if self._query.is_empty else array("Q")

"""Finding a text in the bytes of a body, slice by slice, so that the window never waits."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left

from countersign.ui.body_view.document import BodyBytes

MOST_MATCHES = 1_000_000
_CHUNK = 262_144
_BETWEEN_CLOCKS = 1024


class Search:
    """Collect the offsets of a text. Capitals in the text make the search mind the case; only ASCII folds."""

    def __init__(self, body: BodyBytes, text: str, encoding: str, start: int = 0) -> None:
        self._body = body
        self._fold = text == text.lower()
        self.needle = text.encode(encoding, "ignore")
        self.matches = array("Q")
        self._next = start if self.needle else body.size

    @property
    def is_complete(self) -> bool:
        """Tell whether the body has been searched to its end, or enough was found."""
        return self._next >= self._body.size or len(self.matches) >= MOST_MATCHES

    def advance(self, seconds: float) -> bool:
        """Search on for about this time; return whether all is done. Time grows with bytes and with matches."""
        until = time.perf_counter() + seconds
        while not self.is_complete:
            self._search_chunk(until)
            if time.perf_counter() >= until:
                break
        return self.is_complete

    def following(self, offset: int) -> int | None:
        """Return the place in `matches` of the first match at or after an offset, wrapping around."""
        if not self.matches:
            return None
        return bisect_left(self.matches, offset) % len(self.matches)

    def preceding(self, offset: int) -> int | None:
        """Return the place in `matches` of the last match before an offset, wrapping around."""
        if not self.matches:
            return None
        return (bisect_left(self.matches, offset) - 1) % len(self.matches)

    def within(self, start: int, end: int) -> list[int]:
        """Return the offsets of matches that touch a range."""
        first = bisect_left(self.matches, max(0, start - len(self.needle) + 1))
        return self.matches[first : bisect_left(self.matches, end)].tolist()

    def _search_chunk(self, until: float) -> None:
        start = self._next
        overlap = len(self.needle) - 1
        chunk = self._body.read(start, start + _CHUNK + overlap)
        if self._fold:
            chunk = chunk.lower()
        position = chunk.find(self.needle)
        while position >= 0:
            self.matches.append(start + position)
            self._next = start + position + len(self.needle)
            many = len(self.matches) % _BETWEEN_CLOCKS == 0
            if many and (len(self.matches) >= MOST_MATCHES or time.perf_counter() >= until):
                return
            position = chunk.find(self.needle, position + len(self.needle))
        self._next = max(self._next, start + max(1, len(chunk) - overlap))
        if start + len(chunk) >= self._body.size:
            self._next = self._body.size

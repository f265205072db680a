"""The frames of one console, a million of them in as little memory as their bytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import get_args

from countersign.model.frames import Direction, Frame, FrameKind

_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_KINDS: tuple[FrameKind, ...] = get_args(FrameKind)
_CODES = {
    (direction, kind): place * len(_KINDS) + inner
    for place, direction in enumerate(_DIRECTIONS)
    for inner, kind in enumerate(_KINDS)
}
_MEANINGS = {code: pair for pair, code in _CODES.items()}
_CHUNK = 1 << 20  # bytes that are kept in one piece


class FrameLog:
    """Keep frames in columns: one thread appends, any thread reads what is counted already.

    `seen` is how many frames the reader has taken notice of; a connection that is far ahead of it waits.
    """

    def __init__(self) -> None:
        self._times = array("d")
        self._codes = array("B")
        self._chunks: list[bytearray] = [bytearray()]
        self._places = array("Q")  # number of the chunk
        self._starts = array("Q")
        self._sizes = array("Q")
        self._notes: dict[int, str] = {}
        self._bytes = 0
        self._totals = dict.fromkeys(_DIRECTIONS, 0)
        self.seen = 0

    @property
    def count(self) -> int:
        """Return how many frames there are."""
        return len(self._sizes)  # the column that is written last

    @property
    def byte_count(self) -> int:
        """Return the bytes of all payloads."""
        return self._bytes

    def total(self, direction: Direction) -> int:
        """Return how many frames of one direction there are."""
        return self._totals[direction]

    @property
    def unseen(self) -> int:
        """Return how many frames the reader has not taken notice of."""
        return len(self._sizes) - self.seen

    def append(self, at: float, direction: Direction, kind: FrameKind, data: bytes, note: str = "") -> int:
        """Add a frame; return its number."""
        chunk = self._chunks[-1]
        if len(chunk) + len(data) > _CHUNK and chunk:
            chunk = bytearray()
            self._chunks.append(chunk)
        number = len(self._sizes)
        if note:
            self._notes[number] = note
        self._times.append(at)
        self._codes.append(_CODES[direction, kind])
        self._places.append(len(self._chunks) - 1)
        self._starts.append(len(chunk))
        chunk += data
        self._bytes += len(data)
        self._totals[direction] += 1
        self._sizes.append(len(data))
        return number

    def frame(self, number: int) -> Frame:
        """Return one frame; raise IndexError for a number that does not exist."""
        size, start = self._sizes[number], self._starts[number]
        direction, kind = _MEANINGS[self._codes[number]]
        data = bytes(self._chunks[self._places[number]][start : start + size])
        return Frame(number, self._times[number], direction, kind, data, self._notes.get(number, ""))

    def size(self, number: int) -> int:
        """Return the bytes of one payload."""
        return self._sizes[number]

    def direction(self, number: int) -> Direction:
        """Return the direction of one frame, without reading it."""
        return _MEANINGS[self._codes[number]][0]

    def frames(self, numbers: Iterable[int]) -> Iterable[Frame]:
        """Yield frames by number."""
        return map(self.frame, numbers)

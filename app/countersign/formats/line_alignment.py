"""Two texts line beside line: what stayed, what went, what came, in time that grows with their length.

Lines that occur once on either side hold the texts together; what lies between is small enough for an exact
comparison, or else stands side by side as it comes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "changed", "removed", "added"]
Span = tuple[int, int]
"""Start and end of a range, the end not in it."""

_MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Block:
    """Hold a run of lines: `left` and `right` are ranges of line numbers from 0. `is_exact` is False where lines
    stand side by side only because there were too many to compare.
    """

    is_same: bool
    left: Span
    right: Span
    is_exact: bool = True


def aligned(left: Sequence[str], right: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks of two texts, in order, all lines covered, no two neighbours both the same or both not."""
    head = _common_head(left, right)
    tail = _common_head(left[head:][::-1], right[head:][::-1])
    inner_left, inner_right = (head, len(left) - tail), (head, len(right) - tail)
    blocks = [Block(is_same=True, left=(0, head), right=(0, head))]
    blocks += _between(left, right, inner_left, inner_right)
    blocks.append(Block(is_same=True, left=(inner_left[1], len(left)), right=(inner_right[1], len(right))))
    return tuple(_joined(blocks))


def _between(left: Sequence[str], right: Sequence[str], over_left: Span, over_right: Span) -> Iterator[Block]:
    at_left, at_right = over_left[0], over_right[0]
    for place_left, place_right in _anchors(left, right, over_left, over_right):
        yield from _compared(left, right, (at_left, place_left), (at_right, place_right))
        yield Block(is_same=True, left=(place_left, place_left + 1), right=(place_right, place_right + 1))
        at_left, at_right = place_left + 1, place_right + 1
    yield from _compared(left, right, (at_left, over_left[1]), (at_right, over_right[1]))


def _anchors(
    left: Sequence[str], right: Sequence[str], over_left: Span, over_right: Span
) -> tuple[tuple[int, int], ...]:
    """Return pairs of places of lines that occur once on either side, as many as keep their order."""
    places_right = _single_places(right, over_right)
    pairs = [(at, places_right[line]) for line, at in _single_places(left, over_left).items() if line in places_right]
    return _longest_rising(sorted(pairs))


def _single_places(lines: Sequence[str], over: Span) -> dict[str, int]:
    counts = Counter(lines[over[0] : over[1]])
    return {lines[at]: at for at in range(*over) if counts[lines[at]] == 1}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the longest part of the pairs in which the second number rises (patience sorting)."""
    ends: list[int] = []
    last_at: list[int] = []
    before: list[int] = []
    for at, (_, value) in enumerate(pairs):
        pile = bisect_left(ends, value)
        before.append(last_at[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [value]
        last_at[pile : pile + 1] = [at]
    chosen: list[tuple[int, int]] = []
    at = last_at[-1] if last_at else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return tuple(reversed(chosen))


def _compared(left: Sequence[str], right: Sequence[str], over_left: Span, over_right: Span) -> Iterator[Block]:
    lines_left, lines_right = left[over_left[0] : over_left[1]], right[over_right[0] : over_right[1]]
    if not lines_left and not lines_right:
        return
    if len(lines_left) * len(lines_right) > _MOST_PAIRS:
        yield Block(is_same=False, left=over_left, right=over_right, is_exact=False)
        return
    matcher = SequenceMatcher(None, lines_left, lines_right, autojunk=False)
    for tag, from_left, to_left, from_right, to_right in matcher.get_opcodes():
        yield Block(
            is_same=tag == "equal",
            left=(over_left[0] + from_left, over_left[0] + to_left),
            right=(over_right[0] + from_right, over_right[0] + to_right),
        )


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    held: Block | None = None
    for block in blocks:
        if block.left[0] == block.left[1] and block.right[0] == block.right[1]:
            continue
        if held is not None and held.is_same == block.is_same:
            held = Block(
                is_same=held.is_same,
                left=(held.left[0], block.left[1]),
                right=(held.right[0], block.right[1]),
                is_exact=held.is_exact and block.is_exact,
            )
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _common_head(left: Sequence[str], right: Sequence[str]) -> int:
    length = min(len(left), len(right))
    return next((at for at in range(length) if left[at] != right[at]), length)

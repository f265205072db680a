"""How wide the console's columns are. What is left belongs to the payload, so the others give way to it."""

from __future__ import annotations

from collections.abc import Mapping

TIME, DIRECTION, TYPE, PEER, SIZE = range(5)
LEAST_PAYLOAD = 110
_USUAL = {TIME: 114, DIRECTION: 32, TYPE: 132, PEER: 80, SIZE: 72}
_WIDEST = {TYPE: 220, PEER: 180}
_NARROW_DIRECTION = 24
_LEAST_TYPE = 84
_LEAST_PEER = 56


def column_widths(
    room: int, needed: Mapping[int, int], short_time: int, chosen: Mapping[int, int]
) -> tuple[int, int, int, int, int]:
    """Return the widths of all columns but the payload's, 0 for one that is left out.

    `needed` is what types and peers take to be read whole, `short_time` what a time takes without its fraction;
    `chosen` are the widths that a person gave. All in pixels.
    """
    grown = {column: max(_USUAL[column], min(needed[column], most)) for column, most in _WIDEST.items()}
    wide = {**_USUAL, **grown, **chosen}
    if room - sum(wide.values()) < LEAST_PAYLOAD:
        return _narrow(room, needed, {TIME: short_time, DIRECTION: _NARROW_DIRECTION, **chosen})
    return wide[TIME], wide[DIRECTION], wide[TYPE], wide[PEER], wide[SIZE]


def _narrow(room: int, needed: Mapping[int, int], fixed: Mapping[int, int]) -> tuple[int, int, int, int, int]:
    """Leave the size out, then the peer, before a type becomes hard to read."""
    rest = room - fixed[TIME] - fixed[DIRECTION] - LEAST_PAYLOAD
    kind = fixed.get(TYPE, max(_LEAST_TYPE, min(needed[TYPE], rest)))
    peer = fixed.get(PEER, min(needed[PEER], rest - kind))
    return fixed[TIME], fixed[DIRECTION], kind, peer if peer >= _LEAST_PEER else 0, 0

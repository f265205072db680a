"""How long to wait before the next attempt to connect."""

from __future__ import annotations

import random

_FIRST = 0.5  # seconds
CAP = 60.0  # seconds
STEADY = 10.0  # seconds that a connection must have lived for the waits to start anew


class Backoff:
    """Double the wait after each short-lived connection, up to a minute, and take a random half off.

    The random part keeps a fleet of clients from coming back all at once ("Exponential backoff and jitter", AWS
    Architecture Blog).
    """

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.Random()  # noqa: S311 - spreads attempts, hides nothing
        self._attempts = 0

    def next_wait(self, lived: float) -> float:
        """Return the seconds to wait after a connection that lived so many seconds, 0 for one that never was."""
        if lived >= STEADY:
            self._attempts = 0
        ceiling = min(CAP, _FIRST * 2.0**self._attempts)
        self._attempts = min(self._attempts + 1, 16)
        return ceiling * self._chance.uniform(0.5, 1.0)

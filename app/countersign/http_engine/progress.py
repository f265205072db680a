"""Tell how far an exchange is, but not more often than an eye can follow."""

from __future__ import annotations

import time
from collections.abc import Callable

from countersign.model.exchange import Progress, ServerSentEvent

INTERVAL = 0.05  # seconds between two reports that say nothing new but a number


class ProgressReporter:
    """Count, and report to one observer."""

    def __init__(self, observe: Callable[[Progress], None]) -> None:
        self._observe = observe
        self._last = 0.0
        self._phase = ""
        self._sent = 0
        self._received = 0
        self._expected: int | None = None
        self._status: int | None = None

    def enter(self, phase: str) -> None:
        """Report that a span begins."""
        self._phase = phase
        self._report()

    def head(self, status: int, expected: int | None) -> None:
        """Report the response's status and the size that its body should have on the wire."""
        self._status, self._expected = status, expected
        self._report()

    def sent(self, size: int) -> None:
        """Count bytes of the request's body."""
        self._sent += size
        self._report_sometimes()

    def received(self, size: int) -> None:
        """Count bytes of the response's body, as they come off the wire."""
        self._received += size
        self._report_sometimes()

    def events(self, events: tuple[ServerSentEvent, ...]) -> None:
        """Report server-sent events at once."""
        if events:
            self._report(events)

    def _report_sometimes(self) -> None:
        if time.monotonic() - self._last >= INTERVAL:
            self._report()

    def _report(self, events: tuple[ServerSentEvent, ...] = ()) -> None:
        self._last = time.monotonic()
        self._observe(Progress(self._phase, self._sent, self._received, self._expected, self._status, events))

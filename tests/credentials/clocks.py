"""Clocks that stand still until a test moves them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tell the time of the wall and of the monotonic clock, each moved on its own."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.seconds = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        """Return the monotonic clock's reading in seconds."""
        return self.seconds

    def pass_by(self, **time: float) -> None:
        """Let time pass on both clocks."""
        self.set_forward(**time)
        self.seconds += timedelta(**time).total_seconds()

    def set_forward(self, **time: float) -> None:
        """Set the wall clock alone, as a person does or a machine that slept."""
        self.now += timedelta(**time)

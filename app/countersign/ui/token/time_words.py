"""Dates and spans of time as a reader says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def span(delta: timedelta) -> str:
    """Return a length of time: "40 s", "52 min", "3 h 5 min", "12 days"; the sign is left out."""
    seconds = int(abs(delta.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60} min"
    return f"{seconds // 86400:,} days"


def time_left(end: datetime, now: datetime) -> str:
    """Return "52 min left", or "expired 3 min ago"."""
    return f"{span(end - now)} left" if end > now else f"expired {span(now - end)} ago"


def moment(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return a date in a zone (None is the computer's) and how far away it is: "22 Nov 03:14:02, in 52 min"."""
    there = at.astimezone(zone)
    year = "" if there.year == now.astimezone(zone).year else f" {there.year}"
    distance = f"in {span(at - now)}" if at > now else f"{span(now - at)} ago"
    return f"{there.day} {_MONTHS[there.month - 1]}{year} {there:%H:%M:%S}, {distance}"


def zoned(at: datetime, zone: tzinfo | None = None) -> str:
    """Return a date with its zone's name and in UTC, for a tool tip."""
    there, utc = at.astimezone(zone), at.astimezone(UTC)
    return f"{there:%Y-%m-%d %H:%M:%S} {there.tzname()}, {utc:%Y-%m-%d %H:%M:%S} UTC"

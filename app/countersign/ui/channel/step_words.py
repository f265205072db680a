"""The steps of joining a channel in words."""

from __future__ import annotations


def spoken_time(milliseconds: float) -> str:
    """Return a time as people read it: 0.4 ms, 86 ms, 1.24 s."""
    if milliseconds < 9.95:
        return f"{milliseconds:.1f} ms"
    return f"{milliseconds:.0f} ms" if milliseconds < 999.5 else f"{milliseconds / 1000:.2f} s"

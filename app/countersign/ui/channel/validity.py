"""How long something signed is still taken."""

from __future__ import annotations


def validity_words(seconds: float) -> str:
    """Return "valid 4:12 more", or "expired" when no time is left."""
    whole = int(seconds)
    return f"valid {whole // 60}:{whole % 60:02} more" if seconds > 0 else "expired"

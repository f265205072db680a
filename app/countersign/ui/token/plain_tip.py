"""Tool tips with words from outside, which Qt would take for rich text where they look like it."""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """Return a text for a tool tip that shows every sign of it as it stands."""
    return f"<qt>{escape(text)}</qt>" if text else ""

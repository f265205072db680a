"""Somebody else's words, as they may be shown."""

from __future__ import annotations

from countersign.model.redaction import Redactor

_LONGEST = 300  # characters


def plain_line(text: object, redactor: Redactor) -> str:
    """Return a server's words on one line, of bounded length, without secrets; "" for what is no text."""
    if not isinstance(text, str):
        return ""
    scrubbed = redactor.scrub(text)
    line = " ".join("".join(one if one.isprintable() else " " for one in scrubbed).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"

"""How a variable is written: two braces, a name, two braces; and how to look past it."""

from __future__ import annotations

import re
from functools import cache

# Possessive, so that a long line behind two braces that never close costs its length and not the square of it.
VARIABLE = re.compile(r"\{\{(?P<name>[^\S\r\n]*+[^{}\s][^{}\r\n]*+)\}\}")


def variable_name(match: re.Match[str]) -> str:
    """Return the name between the braces, without the spaces around it, nor those behind a question mark."""
    name = match["name"].strip()
    return f"?{name[1:].strip()}" if name.startswith("?") else name


def prompt_question(name: str) -> str:
    """Return what `{{?Name}}` asks a person before the send, "" for a variable that asks nothing."""
    return name[1:] if name.startswith("?") else ""


def find_outside(text: str, characters: str, start: int = 0) -> int:
    """Return where one of the characters first stands outside a variable, -1 where none does."""
    for match in _or_one_of(characters).finditer(text, start):
        if match["hit"] is not None:
            return match.start()
    return -1


@cache
def _or_one_of(characters: str) -> re.Pattern[str]:
    return re.compile(rf"{VARIABLE.pattern}|(?P<hit>[{re.escape(characters)}])")


def split_outside(text: str, separator: str, limit: int = -1) -> list[str]:
    """Split a text at a character, but not inside a variable; at most `limit` times."""
    pieces, start = [], 0
    while limit != 0 and (at := find_outside(text, separator, start)) >= 0:
        pieces.append(text[start:at])
        start, limit = at + 1, limit - 1
    return [*pieces, text[start:]]

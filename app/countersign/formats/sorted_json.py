"""JSON laid out with the members of every object in order of their names, for comparing.

Numbers and repeated names stay as they were written; what cannot be read as JSON is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_INDENT = "  "
Members = list[tuple[str, Any]]


class _Written(str):
    """A number as it was written."""

    __slots__ = ()


class _Object:
    """The members of an object, in order of their names."""

    __slots__ = ("members",)

    def __init__(self, members: Members) -> None:
        self.members = sorted(members, key=lambda member: member[0])


def sorted_json(text: str) -> str | None:
    """Return JSON (RFC 8259) laid out by two spaces per level; None for what is no JSON, or nested too deep."""
    try:
        value = json.loads(
            text.removeprefix("\ufeff"),
            parse_int=_Written,
            parse_float=_Written,
            parse_constant=_Written,
            object_pairs_hook=_Object,
        )
        return "".join(_laid_out(value, "\n"))
    except (ValueError, RecursionError):
        return None


def _laid_out(value: Any, newline: str) -> Iterator[str]:
    match value:
        case _Object() if value.members:
            yield from _block(
                "{", "}", (_member(name, one, newline + _INDENT) for name, one in value.members), newline
            )
        case _Object():
            yield "{}"
        case list() if value:
            yield from _block("[", "]", (_laid_out(one, newline + _INDENT) for one in value), newline)
        case _Written():
            yield str(value)
        case _:
            yield json.dumps(value, ensure_ascii=False)


def _member(name: str, value: Any, newline: str) -> Iterator[str]:
    yield f"{json.dumps(name, ensure_ascii=False)}: "
    yield from _laid_out(value, newline)


def _block(opening: str, closing: str, items: Iterator[Iterator[str]], newline: str) -> Iterator[str]:
    yield opening
    separator = ""
    for item in items:
        yield f"{separator}{newline}{_INDENT}"
        yield from item
        separator = ","
    yield newline
    yield closing

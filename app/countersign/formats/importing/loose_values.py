"""Values of a parsed document whose shape nobody promises: what does not fit counts as absent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """Return a mapping as it is, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> list[Any]:
    """Return a list as it is, an empty one for anything else."""
    return value if isinstance(value, list) else []


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings of a list."""
    return (entry for entry in listed(value) if isinstance(entry, Mapping))


def plain(value: object) -> str:
    """Return a text as it is, true, false and numbers as JSON writes them, "" for nothing, other values as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else json_text(value)


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return a value as JSON text, in any script."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)

"""Every free text of a tree of frozen dataclasses, changed in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

_Tree = TypeVar("_Tree")
_FREE = {"str", "str | None"}  # the words of a fixed choice have a type of their own


def with_texts(tree: _Tree, change: Callable[[str], str]) -> _Tree:
    """Return the tree, dataclasses and tuples, with each free text in it as `change` returns it."""
    changed: _Tree = _changed(tree, change)
    return changed


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(change(item) if isinstance(item, str) else _changed(item, change) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if isinstance(old, str) and field.type not in _FREE:
            continue
        new = change(old) if isinstance(old, str) else _changed(old, change)
        if new is not old and new != old:
            changes[field.name] = new
    return replace(value, **changes) if changes else value

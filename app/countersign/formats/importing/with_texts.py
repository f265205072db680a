"""Every free text of a tree of frozen dataclasses, changed in one go."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

_Tree = TypeVar("_Tree")
_NO_TEXT = frozenset({"bool", "int", "float", "float | None", "bool | None"})
_CHOICES = frozenset({"TextKind", "MessageKind", "CredentialsSource", "VariableType", "JoinAs", "SignalType"})


def with_texts(tree: _Tree, change: Callable[[str], str]) -> _Tree:
    """Return the tree, dataclasses and tuples, with each free text in it as `change` returns it."""
    changed: _Tree = _changed(tree, change)
    return changed


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    kind: type = type(value)
    if kind is tuple:
        return tuple(change(item) if type(item) is str else _changed(item, change) for item in value)
    names = _members(kind)
    if names is None:
        return value
    changes = {}
    for name in names:
        old = getattr(value, name)
        new = change(old) if type(old) is str else _changed(old, change)
        if new is not old and new != old:
            changes[name] = new
    return replace(value, **changes) if changes else value


@cache
def _members(kind: Hashable) -> tuple[str, ...] | None:
    """Return the members of a dataclass that are or hold free texts, None for another type."""
    if not isinstance(kind, type) or not is_dataclass(kind):
        return None
    return tuple(field.name for field in fields(kind) if not _is_fixed(str(field.type)))


def _is_fixed(annotation: str) -> bool:
    """Tell whether a member holds a number, a flag, or a word of a fixed choice."""
    return annotation in _NO_TEXT or annotation.startswith("Literal") or annotation in _CHOICES

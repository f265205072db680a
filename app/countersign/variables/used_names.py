"""Which variables a draft needs, those behind other variables included."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from countersign.model.channel import ChannelDraft
from countersign.model.socket import SocketDraft
from countersign.variables.dynamic_values import argument_names
from countersign.variables.scopes import Scope
from countersign.variables.template_syntax import VARIABLE, variable_name

_MESSAGES = frozenset({"messages", "message"})


def used_names(value: object, scope: Scope) -> frozenset[str]:
    """Return the names of all variables in the texts of a dataclass, and in the values that the scope gives them.

    Those that dynamic values are made from count too. The messages of a WebSocket or channel do not: each is filled
    when it is sent, so ask for it then.
    """
    return frozenset(names_in_order(value, scope))


def names_in_order(value: object, scope: Scope) -> tuple[str, ...]:
    """Return what `used_names` does, in the order in which the names are met."""
    found: dict[str, None] = {}
    waiting = deque(name for text in _texts(value) for name in names_in(text))
    while waiting:
        name = waiting.popleft()
        if name in found:
            continue
        found[name] = None
        definition = scope.lookup(name)
        inner = argument_names(name) if definition is None else names_in(definition.value)
        waiting.extendleft(reversed(inner))
    return tuple(found)


def names_in(text: str) -> list[str]:
    """Return the names of the variables that are written in a text."""
    return [variable_name(match) for match in VARIABLE.finditer(text)]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        later = _MESSAGES if isinstance(value, SocketDraft | ChannelDraft) else frozenset[str]()
        for field in fields(value):
            if field.name in later:
                continue
            yield from _texts(getattr(value, field.name))

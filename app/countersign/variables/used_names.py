"""Which variables a draft needs, those behind other variables included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from countersign.model.channel import ChannelDraft
from countersign.model.socket import SocketDraft
from countersign.variables.scopes import Scope
from countersign.variables.template_syntax import VARIABLE, variable_name

_MESSAGES = frozenset({"messages", "message"})


def used_names(value: object, scope: Scope) -> frozenset[str]:
    """Return the names of all variables in the texts of a dataclass, and in the values that the scope gives them.

    The messages of a WebSocket or channel do not count: each is filled when it is sent, so ask for it then.
    """
    found: set[str] = set()
    waiting = [name for text in _texts(value) for name in _names(text)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        definition = scope.lookup(name)
        if definition is not None:
            waiting += _names(definition.value)
    return frozenset(found)


def _names(text: str) -> list[str]:
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

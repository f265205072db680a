"""Frozen dataclasses to and from plain JSON values, checked against their annotations.

A union of dataclasses is told apart by a "type" tag. Keys that nobody knows are ignored on reading, missing ones take
their default; a value of the wrong type is an `InputError` that names its place.
"""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from countersign.model.errors import Failure, InputError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value", bound="DataclassInstance")
_WORDS: dict[type, str] = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


class TaggedJson:
    """Encode and decode dataclasses; `tags` names the members of unions."""

    def __init__(self, tags: Mapping[type, str]) -> None:
        self._tags = dict(tags)

    def encode(self, value: Any) -> Any:
        """Return the JSON value of a dataclass, a tuple or a plain value."""
        if isinstance(value, tuple):
            return [self.encode(item) for item in value]
        if not is_dataclass(value):
            return value
        tag = self._tags.get(type(value))
        members = {field.name: self.encode(getattr(value, field.name)) for field in fields(value)}
        return members if tag is None else {"type": tag, **members}

    def decode(self, cls: type[Value], data: object, place: str) -> Value:
        """Return a dataclass from its JSON value; raise `InputError` that names the place of what does not fit."""
        if not isinstance(data, Mapping):
            raise _unfit(place, "an object")
        hints = _hints(cls)
        members: dict[str, Any] = {}
        for field in fields(cls):
            if field.name in data:
                members[field.name] = self._decode(hints[field.name], data[field.name], f"{place}.{field.name}")
            elif not _has_default(field):
                raise _invalid(f"{place}.{field.name} is missing.")
        return cls(**members)

    def decode_one_of(self, members: tuple[type, ...], data: object, place: str) -> Any:
        """Return the member of a union that the tag names; raise `InputError` as `decode` does."""
        return self._decode_union(members, data, place)

    def _decode(self, hint: Any, data: object, place: str) -> Any:
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._decode_union(get_args(hint), data, place)
        if origin is tuple:
            return self._decode_tuple(get_args(hint), data, place)
        if origin is Literal:
            return _choice(get_args(hint), data, place)
        if isinstance(hint, type) and is_dataclass(hint):
            return self.decode(hint, data, place)
        return _plain(hint, data, place)

    def _decode_union(self, members: tuple[Any, ...], data: object, place: str) -> Any:
        if data is None and type(None) in members:
            return None
        present = [member for member in members if member is not type(None)]
        if len(present) == 1:
            return self._decode(present[0], data, place)
        tag = data.get("type") if isinstance(data, Mapping) else None
        cls = next((member for member in present if self._tags[member] == tag), None)
        if cls is None:
            known = ", ".join(self._tags[member] for member in present)
            raise _unfit(f"{place}.type", f"one of {known}")
        return self.decode(cls, data, place)

    def _decode_tuple(self, members: tuple[Any, ...], data: object, place: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _unfit(place, "a list")
        if len(members) == 2 and members[1] is Ellipsis:
            return tuple(self._decode(members[0], item, f"{place}[{at}]") for at, item in enumerate(data))
        if len(data) != len(members):
            raise _unfit(place, f"a list of {len(members)}")
        pairs = enumerate(zip(members, data, strict=True))
        return tuple(self._decode(member, item, f"{place}[{at}]") for at, (member, item) in pairs)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _choice(choices: tuple[Any, ...], data: object, place: str) -> object:
    if not isinstance(data, str) or data not in choices:
        raise _unfit(place, f"one of {', '.join(map(str, choices))}")
    return data


def _plain(cls: type, data: object, place: str) -> object:
    if cls is float and isinstance(data, int) and not isinstance(data, bool) and abs(data) < 2**53:
        return float(data)
    if type(data) is not cls or (isinstance(data, float) and math.isnan(data)):
        raise _unfit(place, _WORDS[cls])
    return data


def _unfit(place: str, wanted: str) -> InputError:
    return _invalid(f"{place} is not {wanted}.")


def _invalid(sentence: str) -> InputError:
    return InputError(Failure("format.value", sentence, "Correct the file, or put it aside."))

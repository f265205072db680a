"""A validator for the part of JSON Schema draft 7 that the OpenCollection schema uses; other words are an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_IGNORED = {"description", "default", "$schema", "$id", "$defs"}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
Check = Callable[["Schema", Any, Any, Mapping[str, Any], str], list[str]]


class Schema:
    """Hold the schema; `errors` names each place that does not fit a definition, or the root for ""."""

    def __init__(self, file: Path) -> None:
        self._root = json.loads(file.read_text())

    def errors(self, document: object, definition: str = "") -> list[str]:
        return self.check(document, self.definition(definition) if definition else self._root, definition)

    def definition(self, name: str) -> Mapping[str, Any]:
        return self._root["$defs"][name]

    def check(self, value: Any, schema: Mapping[str, Any], place: str) -> list[str]:
        if "type" in schema and not _is(value, schema["type"]):
            return [f"{place} is no {schema['type']}"]
        unknown = schema.keys() - _CHECKS.keys() - _IGNORED - {"type"}
        assert not unknown, f"the validator does not know {unknown}"
        checks = ((_CHECKS[keyword], wanted) for keyword, wanted in schema.items() if keyword in _CHECKS)
        return [error for check, wanted in checks for error in check(self, value, wanted, schema, place)]


def _is(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and not (name == "number" and isinstance(value, bool))


def _reference(schema, value, wanted, _parent, place):
    return schema.check(value, schema.definition(wanted.removeprefix("#/$defs/")), place)


def _constant(_schema, value, wanted, _parent, place):
    return [] if value == wanted and type(value) is type(wanted) else [f"{place} is not {wanted}"]


def _choice(_schema, value, wanted, _parent, place):
    return [] if value in wanted else [f"{place} is none of {wanted}"]


def _required(_schema, value, wanted, _parent, place):
    return [f"{place}.{key} is missing" for key in wanted if key not in value]


def _no_others(_schema, value, wanted, parent, place):
    assert wanted is False
    return [f"{place}.{key} is unknown" for key in value if key not in parent.get("properties", {})]


def _properties(schema, value, wanted, _parent, place):
    keys = value.keys() & wanted.keys()
    return [error for key in keys for error in schema.check(value[key], wanted[key], f"{place}.{key}")]


def _items(schema, value, wanted, _parent, place):
    return [error for at, item in enumerate(value) for error in schema.check(item, wanted, f"{place}[{at}]")]


def _exactly_one(schema, value, wanted, _parent, place):
    results = [schema.check(value, one, place) for one in wanted]
    fitting = sum(not result for result in results)
    return [] if fitting == 1 else [f"{place} fits {fitting} of {len(wanted)}: {results}"]


_CHECKS: Mapping[str, Check] = {
    "$ref": _reference,
    "const": _constant,
    "enum": _choice,
    "required": _required,
    "additionalProperties": _no_others,
    "properties": _properties,
    "items": _items,
    "oneOf": _exactly_one,
}

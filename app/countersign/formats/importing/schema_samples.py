"""A sample value for a JSON schema, as OpenAPI and Swagger write them: examples first, then what the types say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from countersign.formats.importing.loose_values import listed, mapping, mappings, plain
from countersign.formats.importing.openapi_references import References

Direction = Literal["request", "response"]

_DEEPEST = 8
_LOOKS_EACH = 1_000  # at schemas, for one sample
_LOOKS_ALL = 200_000
_NOTHING = object()

_TEXTS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "email": "ada@example.com",
    "idn-email": "ada@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uri-reference": "/example",
    "byte": "",
    "binary": "",
    "password": "",
}


class Samples:
    """Make samples for the schemas of one document; what is too deep, circular or too much is left out."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._made: dict[tuple[str, Direction], Any] = {}
        self._left_in_all = _LOOKS_ALL
        self._left = 0

    @property
    def is_used_up(self) -> bool:
        """Tell whether the document asked for more than is made."""
        return self._left_in_all <= 0

    def sample(self, schema: object, direction: Direction = "request") -> Any:
        """Return a sample, None where the schema allows nothing that can be made up."""
        reference = mapping(schema).get("$ref")
        if not isinstance(reference, str) or len(mapping(schema)) > 1:
            return self._sampled(schema, direction)
        if (reference, direction) not in self._made:
            self._made[reference, direction] = self._sampled(schema, direction)
        return self._made[reference, direction]

    def _sampled(self, schema: object, direction: Direction) -> Any:
        before = self._left = min(_LOOKS_EACH, self._left_in_all)
        value = self._value(schema, direction, ())
        self._left_in_all -= before - self._left
        return None if value is _NOTHING else value

    def _value(self, raw: object, direction: Direction, above: tuple[int, ...]) -> Any:
        self._left -= 1
        reference = mapping(raw).get("$ref")
        mark = hash(reference) if isinstance(reference, str) else id(raw)
        if mark in above or len(above) > _DEEPEST or self._left <= 0:
            return _NOTHING
        schema = self._references.resolve(raw)
        above = (*above, mark)
        for key in ("example", "default", "const"):
            if schema.get(key) is not None:
                return schema[key]
        for key in ("examples", "enum"):
            if values := listed(schema.get(key)):
                return values[0]
        for key in ("oneOf", "anyOf"):
            if choices := listed(schema.get(key)):
                return self._first(choices, direction, above)
        if parts := listed(schema.get("allOf")):
            return self._all_of(schema, parts, direction, above)
        return self._typed(schema, direction, above)

    def _first(self, choices: list[Any], direction: Direction, above: tuple[int, ...]) -> Any:
        for choice in choices:
            if self._left <= 0:
                break
            if mapping(choice).get("type") != "null":
                value = self._value(choice, direction, above)
                if value is not _NOTHING:
                    return value
        return _NOTHING

    def _all_of(
        self, schema: Mapping[str, Any], parts: list[Any], direction: Direction, above: tuple[int, ...]
    ) -> Any:
        merged: dict[str, Any] = {}
        other: Any = _NOTHING
        for value in (self._value(part, direction, above) for part in parts):
            if isinstance(value, Mapping):
                merged |= value
            elif value is not _NOTHING:
                other = value
        if "properties" in schema:
            merged |= self._object(schema, direction, above)
        return merged if merged or other is _NOTHING else other

    def _typed(self, schema: Mapping[str, Any], direction: Direction, above: tuple[int, ...]) -> Any:
        match _kind(schema):
            case "object":
                return self._object(schema, direction, above)
            case "array":
                value = self._value(_item_schema(schema), direction, above)
                return [] if value is _NOTHING else [value]
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return True
            case "string":
                return _TEXTS.get(plain(schema.get("format")), plain(schema.get("title")) or "text")
        return _NOTHING

    def _object(self, schema: Mapping[str, Any], direction: Direction, above: tuple[int, ...]) -> dict[str, Any]:
        hidden = "readOnly" if direction == "request" else "writeOnly"
        made: dict[str, Any] = {}
        for name, member in mapping(schema.get("properties")).items():
            self._left -= 1
            if self._left <= 0:
                break
            if self._references.resolve(member).get(hidden) is True:
                continue
            value = self._value(member, direction, above)
            if value is not _NOTHING:
                made[str(name)] = value
        if not made and mapping(schema.get("additionalProperties")):
            value = self._value(schema["additionalProperties"], direction, above)
            if value is not _NOTHING:
                made["name"] = value
        return made


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((entry for entry in kind if entry != "null"), None)
    if isinstance(kind, str):
        return kind
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    return "string" if "format" in schema or "pattern" in schema else ""


def _item_schema(schema: Mapping[str, Any]) -> object:
    first = next(mappings(schema.get("prefixItems")), None)
    return first or schema.get("items")


def _number(schema: Mapping[str, Any]) -> int | float:
    for key in ("minimum", "maximum"):
        value = schema.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            step = 1 if schema.get(f"exclusive{key.capitalize()}") is True else 0
            return value + step if key == "minimum" else value - step
    floor = schema.get("exclusiveMinimum")
    return floor + 1 if isinstance(floor, int) and not isinstance(floor, bool) else 0

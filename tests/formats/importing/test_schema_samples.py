"""Samples for schemas, and where they end."""

from __future__ import annotations

import pytest

from countersign.formats.importing.openapi_references import References
from countersign.formats.importing.schema_samples import Samples


def sample(schema: object, document: dict | None = None, direction: str = "request"):
    return Samples(References(document or {})).sample(schema, direction)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date"}, "2026-01-31"),
        ({"type": ["null", "integer"], "minimum": 3}, 3),
        ({"type": "integer", "minimum": 3, "exclusiveMinimum": True}, 4),
        ({"type": "number", "exclusiveMinimum": 5}, 6),
        ({"type": "number", "maximum": -2}, -2),
        ({"type": "boolean"}, True),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"prefixItems": [{"const": 1}]}, [1]),
        ({"enum": ["a", "b"]}, "a"),
        ({"examples": [7], "type": "string"}, 7),
        ({"default": False}, False),
        ({"oneOf": [{"type": "null"}, {"const": "x"}]}, "x"),
        ({"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]}, {"a": 1, "b": 2}),
        ({"additionalProperties": {"type": "integer"}}, {"name": 0}),
        ({}, None),
        ("nonsense", None),
    ],
)
def test_samples_of_each_kind(schema, expected):
    assert sample(schema) == expected


def test_what_only_one_side_writes_is_left_out():
    schema = {"properties": {"id": {"const": 1, "readOnly": True}, "pin": {"const": 2, "writeOnly": True}}}
    assert sample(schema) == {"pin": 2}
    assert sample(schema, direction="response") == {"id": 1}


def test_circles_end():
    document = {
        "d": {
            "Node": {
                "properties": {
                    "v": {"const": 1},
                    "next": {"$ref": "#/d/Node"},
                    "all": {"type": "array", "items": {"$ref": "#/d/Node"}},
                }
            }
        }
    }
    assert sample({"$ref": "#/d/Node"}, document) == {"v": 1, "all": []}
    loop = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    assert sample({"$ref": "#/a"}, loop) is None


def test_a_document_that_asks_for_too_much_gets_no_more():
    wide = {
        "properties": {
            f"p{at}": {"properties": {f"q{to}": {"type": "string"} for to in range(400)}} for at in range(400)
        }
    }
    samples = Samples(References({}))
    for _ in range(300):
        samples.sample(wide)
    assert samples.is_used_up
    assert samples.sample({"type": "string"}) is None

"""Values of any shape, read as the shape that was hoped for."""

from __future__ import annotations

import pytest

from countersign.formats.importing.loose_values import json_text, listed, mapping, mappings, plain


@pytest.mark.parametrize("value", [None, 1, "x", True, 1.5])
def test_what_is_neither_mapping_nor_list_counts_as_empty(value):
    assert (mapping(value), listed(value), list(mappings(value))) == ({}, [], [])


def test_a_list_may_hold_other_things_than_mappings():
    assert list(mappings([{"a": 1}, "x", None])) == [{"a": 1}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("é", "é"),
        (None, ""),
        (True, "true"),
        (7, "7"),
        (1.5, "1.5"),
        ([1, "é"], '[1, "é"]'),
        ({"a": None}, '{"a": null}'),
    ],
)
def test_any_value_as_text(value, expected):
    assert plain(value) == expected


def test_json_with_an_indent():
    assert json_text({"a": [1]}, indent=2) == '{\n  "a": [\n    1\n  ]\n}'

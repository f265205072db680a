"""JSON with its members in order, and nothing else about it changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.sorted_json import sorted_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def test_members_come_in_order_of_their_names_on_every_level():
    assert sorted_json('{"b": [{"d": 1, "c": {}}], "a": []}') == (
        '{\n  "a": [],\n  "b": [\n    {\n      "c": {},\n      "d": 1\n    }\n  ]\n}'
    )


def test_numbers_and_repeated_names_stay_as_they_were_written():
    text = '{"a": 1.50, "a": 1E400, "b": 123456789012345678901234567890, "c": "é\\n"}'
    assert sorted_json(text) == (
        '{\n  "a": 1.50,\n  "a": 1E400,\n  "b": 123456789012345678901234567890,\n  "c": "é\\n"\n}'
    )


@given(VALUES)
def test_the_value_stays_the_same(value):
    text = sorted_json(json.dumps(value))
    assert text is not None
    assert json.loads(text) == value
    assert sorted_json(text) == text


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "[" * 100_000, '{"a":' * 100_000, "9" * 5 + "x"])
def test_what_is_no_json_is_left_alone(text):
    assert sorted_json(text) is None

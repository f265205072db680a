"""Strangers' JSON never raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.json_reading import clean_text, one_line, read_json

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.binary())
def test_any_bytes_give_a_value_or_a_problem(data: bytes):
    value, problem = read_json(data)
    assert not (problem and value is not None)


@given(json_values)
def test_json_is_read_as_python_reads_it(value: object):
    text = json.dumps(value)
    assert read_json(text.encode()) == (json.loads(text), "")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
        (b"1" * 10_000, "not JSON"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, problem: str):
    assert read_json(data) == (None, problem)


def test_half_a_surrogate_pair_is_kept_and_cleaned_for_showing():
    value = read_json(b'{"a": "x\\ud800y"}').value
    assert clean_text(value["a"]) == "x\N{REPLACEMENT CHARACTER}y"
    assert clean_text(["a"]) == ""


@given(st.text(), st.integers(1, 300))
def test_one_line_is_one_short_printable_line(text: str, longest: int):
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line.isprintable()

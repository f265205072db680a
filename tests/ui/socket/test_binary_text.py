"""Bytes as people type them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.socket.binary_text import (
    base64_of_bytes,
    base64_problem,
    bytes_of_base64,
    bytes_of_hex,
    hex_of_bytes,
    hex_problem,
)


@pytest.mark.parametrize(
    "text",
    ["00 01 ff", "0001FF", "00:01:ff", "0x00, 0x01, 0xFF", r"\x00\x01\xff", "00\n01\n\nff", "00-01-ff", "  0001 ff "],
)
def test_hex_is_taken_in_the_ways_people_copy_it(text):
    """From dumps, source code and addresses."""
    assert bytes_of_hex(text) == b"\x00\x01\xff"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("00 0g", "Line 1, column 5: “g” is no hexadecimal digit"),
        ("00\n123 45", "Line 2, column 3: a byte has two digits, one is missing here"),
        ("00 {{key}}", "Line 1, column 4: variables can stand in Base64 only"),
    ],
)
def test_what_is_wrong_with_hex_is_said_at_its_place(text, problem):
    """Lines and columns count from 1."""
    assert str(hex_problem(text)) == problem
    assert bytes_of_hex(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("AAE*", "Line 1, column 4: “*” is no sign of Base64"),
        ("AA\n-_", "Line 2, column 1: “-” is no sign of Base64; write + for it"),
        ("AAE", "Line 1, column 3: the text has to have four signs for each three bytes"),
        ("A=AA", "Line 1, column 4: the padding is wrong"),
        ("{{key}}!", "Line 1, column 8: “!” is no sign of Base64"),
    ],
)
def test_what_is_wrong_with_base64_is_said_at_its_place(text, problem):
    """And what to write instead, where that is known."""
    assert str(base64_problem(text)) == problem
    assert bytes_of_base64(text) is None


def test_base64_with_a_variable_may_become_anything():
    """So it is neither wrong nor bytes yet."""
    assert base64_problem("AAE={{more}}") is None
    assert bytes_of_base64("{{all}}") is None


def test_an_empty_text_is_no_bytes_in_both():
    """A message may be empty."""
    assert bytes_of_hex("") == bytes_of_base64("") == b""


@given(st.binary(max_size=100))
def test_bytes_come_back_as_they_were(data):
    """Through both forms."""
    assert bytes_of_hex(hex_of_bytes(data)) == data
    assert bytes_of_base64(base64_of_bytes(data)) == data


@given(st.text(max_size=30))
def test_a_text_is_bytes_or_has_a_problem(text):
    """Never both, never an error; and Base64 is what the sender will decode."""
    assert (bytes_of_hex(text) is None) == (hex_problem(text) is not None)
    if "{{" not in text:
        assert (bytes_of_base64(text) is None) == (base64_problem(text) is not None)
    data = bytes_of_base64(text)
    if data is not None:
        assert base64.b64decode("".join(text.split()), validate=True) == data

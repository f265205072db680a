"""Texts and bodies go into the history's file and come out as they were, and damage is no more than damage."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.storage.history_words import (
    body_words,
    header_words,
    headers_from,
    headers_text,
    packed,
    storable,
    unpacked,
)


@given(st.binary(max_size=2000))
def test_a_body_comes_back_byte_for_byte(data):
    assert unpacked(packed(data)) == data


@given(st.lists(st.tuples(st.text(), st.text(st.characters()))).map(tuple))
def test_headers_come_back_in_their_order(headers):
    assert headers_from(headers_text(headers)) == headers
    assert headers_text(headers).isascii()


@given(st.binary(min_size=1, max_size=50))
def test_damage_has_no_words(data):
    assert isinstance(body_words(data, 1), str)
    assert body_words(packed(data), 0) == ""
    assert header_words(data.decode("latin-1")) == "" or data.strip().startswith(b"[")


def test_what_unpacks_to_more_than_any_body_is_cut():
    assert len(unpacked(zlib.compress(bytes(50_000_000)))) == 16_000_000


def test_what_is_no_packed_body_is_an_error():
    with pytest.raises(ValueError, match="header"):
        unpacked(b"no such thing")


@given(st.text(st.characters()))
def test_any_text_can_be_stored(text):
    storable(text).encode()

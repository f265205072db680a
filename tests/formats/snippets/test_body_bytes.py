"""A snippet's body holds the bytes that the engine sends."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.snippets.body_bytes import body_pieces
from countersign.formats.snippets.snippet_request import BodyFile
from countersign.http_engine.body_encoding import encode_body
from countersign.model.body import (
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
bodies = st.one_of(
    st.just(NoBody()),
    st.builds(TextBody, texts, st.sampled_from(["json", "text", "xml"])),
    st.builds(GraphQlBody, texts, st.sampled_from(["", ' {"a": "é"} ']), texts),
    st.builds(FormBody, st.lists(st.builds(FormField, texts, texts, st.booleans()), max_size=3).map(tuple)),
    st.builds(
        MultipartBody,
        st.lists(st.builds(MultipartPart, texts, texts, content_type=texts, enabled=st.booleans()), max_size=3).map(
            tuple
        ),
    ),
)


@given(bodies)
@settings(max_examples=200)
def test_the_bytes_are_those_of_the_engine(body):
    pieces, content_type = body_pieces(body)
    boundary = re.search("boundary=(.*)", content_type)
    encoded = asyncio.run(encode_body(body, boundary[1] if boundary else None))
    assert "".join(pieces).encode() == b"".join(encoded.wire.pieces)
    assert content_type == encoded.content_type


@pytest.mark.parametrize("name", ["a b.png", 'q"uo.txt', "none"])
def test_a_file_has_the_type_of_the_engine(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"x")
    for body in (FileBody(str(path)), FileBody(str(path), "image/x")):
        assert body_pieces(body) == ((BodyFile(str(path)),), asyncio.run(encode_body(body)).content_type)


def test_a_part_from_a_file_stands_between_texts(tmp_path):
    path = tmp_path / 'q"uo.txt'
    path.write_bytes(b"x")
    body = MultipartBody((MultipartPart("f", file_path=str(path)), MultipartPart("t", "v")))
    (before, file, after), content_type = body_pieces(body)
    encoded = asyncio.run(encode_body(body, content_type.partition("boundary=")[2]))
    assert (before.encode(), after.encode()) == (encoded.wire.pieces[0], encoded.wire.pieces[2])
    assert file == BodyFile(str(path))

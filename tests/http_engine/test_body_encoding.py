"""Bodies as written become exact bytes, their hash and their Content-Type."""

from __future__ import annotations

import asyncio
import email.parser
import email.policy
import hashlib
import json
import os
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.http_engine.body_encoding import encode_body
from countersign.model.body import (
    FileBody,
    FileSlice,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
    WireBody,
)
from countersign.model.errors import InputError


def encode(body, boundary=None):
    return asyncio.run(encode_body(body, boundary))


def all_bytes(wire):
    parts = [piece if isinstance(piece, bytes) else piece.path.read_bytes() for piece in wire.pieces]
    data = b"".join(parts)
    assert wire.size == len(data)
    assert wire.sha256 == hashlib.sha256(data).hexdigest()
    return data


def refused(body):
    with pytest.raises(InputError) as caught:
        encode(body)
    assert caught.value.failure.field == "Request body"
    return caught.value.failure


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("json", "application/json"), ("text", "text/plain; charset=utf-8"), ("xml", "application/xml")],
)
def test_text_goes_out_as_written_even_if_it_does_not_parse(kind, content_type):
    encoded = encode(TextBody("{ not: jsön\r\n", kind))
    assert all_bytes(encoded.wire) == "{ not: jsön\r\n".encode()
    assert encoded.content_type == content_type


def test_no_body_and_empty_text_are_empty():
    assert encode(NoBody()).wire == WireBody()
    assert encode(TextBody("")).wire == WireBody()


def test_graphql_keeps_the_variables_as_written():
    encoded = encode(GraphQlBody("query($n: Float) { a(n: $n) }", '{"n": 1.10e2}', "Op"))
    data = all_bytes(encoded.wire)
    assert b'"variables":{"n": 1.10e2}' in data
    assert json.loads(data) == {
        "query": "query($n: Float) { a(n: $n) }",
        "variables": {"n": 110.0},
        "operationName": "Op",
    }
    assert json.loads(all_bytes(encode(GraphQlBody("{ a }")).wire)) == {"query": "{ a }"}


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ('{"a": 1,\n  b}', "line 2, column 3"),
        ("[1]", "not a JSON object"),
        ('{"a": NaN}', "not valid JSON"),
        ("[" * 200_000, "not valid JSON"),
    ],
)
def test_graphql_variables_that_do_not_parse_are_named(variables, words):
    failure = refused(GraphQlBody("{ a }", variables))
    assert failure.id == "body.graphql-variables"
    assert words in failure.sentence


def test_a_form_is_written_as_browsers_do():
    fields = (FormField("a b", "1+2&ü~"), FormField("off", "x", enabled=False), FormField("a b", "*-._"))
    encoded = encode(FormBody(fields))
    assert all_bytes(encoded.wire) == b"a+b=1%2B2%26%C3%BC%7E&a+b=*-._"
    assert encoded.content_type == "application/x-www-form-urlencoded"


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
        )
    )
)
def test_any_form_is_read_back(pairs):
    data = all_bytes(encode(FormBody(tuple(FormField(*pair) for pair in pairs))).wire)
    assert parse_qsl(data.decode(), keep_blank_values=True) == pairs


def test_multipart_is_read_back_by_another_parser(tmp_path):
    file = tmp_path / 'a "b"\n.png'
    file.write_bytes(os.urandom(1000))
    body = MultipartBody(
        (
            MultipartPart("text", "grüße"),
            MultipartPart("off", "x", enabled=False),
            MultipartPart("json", "{}", content_type="application/json"),
            MultipartPart('fi"le', file_path=str(file)),
        )
    )
    encoded = encode(body)
    assert any(isinstance(piece, FileSlice) for piece in encoded.wire.pieces)
    data = all_bytes(encoded.wire)
    assert b'name="fi%22le"; filename="a %22b%22%0A.png"\r\nContent-Type: image/png\r\n\r\n' in data
    head = f"Content-Type: {encoded.content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + data)
    contents = [part.get_payload(decode=True) for part in message.iter_parts()]
    assert contents == ["grüße".encode(), b"{}", file.read_bytes()]
    assert encode(body) == encoded
    assert encode(body, "mine").content_type == "multipart/form-data; boundary=mine"


def test_a_file_is_hashed_and_not_held(tmp_path):
    file = tmp_path / "data.json"
    file.write_bytes(os.urandom(9_000_000))
    encoded = encode(FileBody(str(file)))
    assert encoded.wire.pieces == (FileSlice(file, 9_000_000, file.stat().st_mtime_ns),)
    assert len(all_bytes(encoded.wire)) == 9_000_000
    assert encoded.content_type == "application/json"
    assert encode(FileBody(str(file), "text/csv")).content_type == "text/csv"


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    for path in (str(tmp_path / "gone"), str(tmp_path), "bad\0name"):
        failure = refused(FileBody(path))
        assert failure.id == "body.file-missing"
        assert path in failure.sentence
        assert refused(MultipartBody((MultipartPart("f", file_path=path),))).id == "body.file-missing"
    assert refused(FileBody()).id == "body.file-not-chosen"


def test_hashing_a_huge_file_can_be_cancelled(tmp_path):
    file = tmp_path / "huge"
    with file.open("wb") as huge:
        huge.truncate(20_000_000_000)

    async def run():
        task = asyncio.create_task(encode_body(FileBody(str(file))))
        await asyncio.sleep(0.05)
        task.cancel()
        async with asyncio.timeout(1):
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())

"""Codes and sentences of AWS, wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.aws_words import aws_words
from tests.kvs.examples import response, words

DENIED = (
    "User: arn:aws:iam::123456789012:user/x is not authorized to perform: kinesisvideo:ConnectAsMaster on resource: r"
)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"Message": "No"}, (("x-amzn-ErrorType", "AccessDeniedException:http://internal.amazon.com/"),)),
        ({"__type": "com.amazonaws.kinesisvideo#AccessDeniedException", "message": "No"}, ()),
        ({"code": "AccessDeniedException", "Message": "No"}, ()),
    ],
)
def test_code_and_message_are_found_in_header_and_body(body: object, headers: tuple):
    found = aws_words(response(403, body, headers), words)
    assert (found.code, found.message) == ("AccessDeniedException", "No")
    assert found.detail == "AccessDeniedException: No"


def test_a_body_that_is_no_json_is_the_message():
    assert aws_words(response(403, b"<html>Forbidden\n</html>"), words).message == "<html>Forbidden </html>"


def test_the_permission_and_the_explicit_deny_are_read_from_the_message():
    found = aws_words(response(403, {"Message": DENIED}), words)
    assert found.permission == "kinesisvideo:ConnectAsMaster"
    assert not found.is_explicit_deny
    assert aws_words(response(403, {"Message": f"{DENIED} with an explicit deny"}), words).is_explicit_deny


def test_secrets_are_taken_out_of_what_aws_repeats():
    found = aws_words(
        response(403, {"Message": "the token was SECRETTOKEN"}), lambda text: text.replace("SECRET", "•")
    )
    assert "SECRET" not in found.detail


@given(st.binary(), st.integers(100, 599))
def test_any_body_is_read(body: bytes, status: int):
    assert aws_words(response(status, body), words).message.isprintable()

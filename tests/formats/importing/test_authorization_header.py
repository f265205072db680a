"""Authorization headers as the auth that would write them."""

from __future__ import annotations

import pytest

from countersign.formats.importing.authorization_header import basic_auth, split_authorization
from countersign.model.auth import BasicAuth, BearerAuth, InheritAuth, NoAuth
from countersign.model.request import Header


@pytest.mark.parametrize(
    ("value", "expected", "stays"),
    [
        ("Bearer abc", BearerAuth("abc"), False),
        ("basic YWRhOng6eQ==", BasicAuth("ada", "x:y"), False),
        ("Basic ???", NoAuth(), True),
        ("Custom abc", NoAuth(), True),
        ("", NoAuth(), True),
    ],
)
def test_one_header_is_read(value, expected, stays):
    headers = (Header("Authorization", value), Header("X-A", "1"))
    auth, left, _ = split_authorization(headers, (), NoAuth())
    assert auth == expected
    assert left == (headers if stays else headers[1:])


def test_two_headers_and_one_that_is_off_are_left_alone():
    twice = (Header("Authorization", "Bearer a"), Header("authorization", "Bearer b"))
    assert split_authorization(twice, (), InheritAuth()) == (InheritAuth(), twice, ())
    off = (Header("Authorization", "Bearer a", enabled=False),)
    assert split_authorization(off, (), InheritAuth()) == (InheritAuth(), off, ())


@pytest.mark.parametrize("text", ["YWRh", "/w==", "not base64"])
def test_what_holds_no_user_and_password_is_no_basic_auth(text):
    assert basic_auth(text) is None

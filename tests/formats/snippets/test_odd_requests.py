"""What tools stumble over is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.odd_requests import (
    as_signed,
    has_dot_segments,
    has_escapes,
    is_rewritten,
    joined_headers,
    repeated_headers,
    repeated_parameters,
)
from countersign.model.auth import SigV4Auth
from countersign.model.request import Header
from countersign.model.url import WireUrl
from tests.formats.snippets.requests_to_run import draft


@pytest.mark.parametrize(
    ("path", "dots", "escapes", "rewritten"),
    [
        ("/a/b.c/..d", False, False, False),
        ("/a/../b", True, False, True),
        ("/a/%2E%2e/b", True, True, True),
        ("/a//b", False, False, True),
        ("/a%2Fb", False, True, False),
        ("/a%2fb", False, True, True),
        ("/100%", False, True, True),
        ("/a|b", False, True, True),
        ("/?x=[1]", False, False, True),
    ],
)
def test_paths(path, dots, escapes, rewritten):
    url = WireUrl.parse(f"https://h.example{path}")
    assert (has_dot_segments(url), has_escapes(url), is_rewritten(url)) == (dots, escapes, rewritten)


def test_repeated_headers_are_joined_in_their_place():
    headers = (Header("X-A", "1"), Header("X-B", "2"), Header("x-a", "3"))
    request = snippet_request(replace(draft("https://h.example/"), headers=headers))
    assert repeated_headers(request) == ("X-A", "x-a")
    assert joined_headers(request) == (("X-A", "1, 3"), ("X-B", "2"))


def test_repeated_parameters():
    assert repeated_parameters(WireUrl.parse("https://h.example/?a=1&b=2&a=1"))
    assert not repeated_parameters(WireUrl.parse("https://h.example/?a=1&b=2"))


def test_s3_reads_its_path_decoded_and_encoded_again():
    s3 = SigV4Auth(region="us-west-2", service="s3")
    request = snippet_request(draft("https://h.example/a!b?z=1&a=+", auth=s3))
    assert str(as_signed(request)) == "https://h.example/a%21b?a=%20&z=1"
    assert str(as_signed(snippet_request(draft("https://h.example/a!b")))) == "https://h.example/a!b"

"""Responses become examples without what tells of a secret."""

from __future__ import annotations

import pytest

from countersign.formats.response_diff import compare_responses
from countersign.formats.response_example import LONGEST, compared, compared_response, example_of


def test_a_response_is_named_after_its_status():
    example = example_of(404, "", (("Content-Type", "text/plain"),), b"no")
    assert (example.name, example.reason, example.body, example.content_type) == (
        "404 Not Found",
        "Not Found",
        "no",
        "text/plain",
    )


def test_a_name_that_is_taken_gets_a_number():
    assert example_of(200, "OK", (), b"", frozenset({"200 OK", "200 OK (2)"})).name == "200 OK (3)"


@pytest.mark.parametrize("name", ["Set-Cookie", "Authorization", "X-Amz-Security-Token"])
def test_headers_that_carry_secrets_stay_out(name):
    assert example_of(200, "OK", ((name, "hush"), ("X-A", "1")), b"").headers == (("X-A", "1"),)


@pytest.mark.parametrize(("body", "text"), [(b"\xff\xfe", ""), (b"a\0b", ""), (b"\xc3\xa9", "é")])
def test_only_text_is_kept(body, text):
    assert example_of(200, "OK", (), body).body == text


def test_a_long_body_is_cut_between_two_characters():
    body = ("a" + "é" * LONGEST).encode()
    kept = example_of(200, "OK", (), body).body
    assert 0 <= LONGEST - len(kept.encode()) < 2
    assert body.decode().startswith(kept)


def test_a_response_does_not_differ_from_its_own_example():
    response = (200, "OK", (("Set-Cookie", "a=b"), ("X-A", "1")), b'{"a": 1}')
    assert compare_responses(compared(example_of(*response)), compared_response(*response)).differences == 0

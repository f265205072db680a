"""Which headers are signed, and in which form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import SigningError
from countersign.signing.canonical_headers import canonical_headers
from countersign.signing.signing_options import SigningOptions

OPTIONS = SigningOptions("us-east-1", "service", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        ("v", "v"),
        ("", ""),
        ("  a   b  ", "a b"),
        (" leading", "leading"),
        ("trailing ", "trailing"),
        ('"a   b"', '"a b"'),
        ("a\tb\t", "a b"),
        ("é ü", "é ü"),
        ("a\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}b", "a\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}b"),
    ],
)
def test_spaces_are_trimmed_and_collapsed(value: str, canonical: str):
    """Only spaces and tabs are white space; others are part of the value."""
    assert canonical_headers((("My-Header", value),), OPTIONS) == {"my-header": canonical}


def test_repeated_headers_are_joined_in_their_order():
    """The values of one name, however it is written, stand in one line."""
    headers = (("My-Header", "4"), ("X", " "), ("my-header", " 1"), ("MY-HEADER", "3"))
    assert canonical_headers(headers, OPTIONS) == {"my-header": "4,1,3", "x": ""}


def test_what_a_hop_may_change_is_not_signed():
    """User-Agent and hop-by-hop fields are sent unsigned; Content-Length is signed, but not for aoss."""
    headers = (
        ("User-Agent", "x"),
        ("X-Amzn-Trace-Id", "x"),
        ("Connection", "x"),
        ("Content-Length", "3"),
        ("A", "b"),
    )
    assert canonical_headers(headers, OPTIONS) == {"content-length": "3", "a": "b"}
    assert canonical_headers(headers, replace(OPTIONS, service="aoss")) == {"a": "b"}


CHANGING = """
Connection Expect Forwarded Keep-Alive Max-Forwards Proxy-Authenticate Proxy-Authorization Proxy-Connection
Sec-WebSocket-Extensions Sec-WebSocket-Key Sec-WebSocket-Protocol Sec-WebSocket-Version TE Trailer Transfer-Encoding
Upgrade User-Agent Via X-Amzn-Trace-Id X-Forwarded-For X-Forwarded-Host X-Forwarded-Port X-Forwarded-Proto
"""


@pytest.mark.parametrize("name", CHANGING.split())
def test_each_changing_header_is_left_out(name: str):
    """Each of them would break the signature when a proxy or the transport rewrites it."""
    assert canonical_headers(((name, "x"),), OPTIONS) == {}


def test_required_headers_are_host_content_type_and_x_amz():
    """The smaller choice leaves the rest unsigned."""
    headers = (("Host", "h"), ("Content-Type", "t"), ("X-Amz-Meta-A", "1"), ("Accept", "x"), ("Content-MD5", "x"))
    required = canonical_headers(headers, replace(OPTIONS, signed_headers="required"))
    assert required == {"host": "h", "content-type": "t", "x-amz-meta-a": "1"}


@pytest.mark.parametrize(
    ("headers", "failure_id"),
    [
        ((("A", "x\r\nInjected: 1"),), "signing.header-value"),
        ((("A", "x\n"),), "signing.header-value"),
        ((("A", "x\0"),), "signing.header-value"),
        ((("User-Agent", "x\r"),), "signing.header-value"),
        ((("A", "\ud800"),), "signing.header-value"),
        ((("A b", "x"),), "signing.header-name"),
        ((("", "x"),), "signing.header-name"),
        ((("A:", "x"),), "signing.header-name"),
        ((("Ä", "x"),), "signing.header-name"),
        ((("Host", "a"), ("host", "b")), "signing.host-repeated"),
        ((("Host", " "),), "signing.host-empty"),
        ((("Authorization", "Bearer x"),), "signing.header-already-signed"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused(headers: tuple[tuple[str, str], ...], failure_id: str):
    """Each has an id of its own, names the field, and leaves no control character in the sentence."""
    with pytest.raises(SigningError) as caught:
        canonical_headers(headers, OPTIONS)
    failure = caught.value.failure
    assert (failure.id, failure.field) == (failure_id, "Request headers")
    assert str(failure).isprintable()


@given(st.text(max_size=20))
def test_any_value_is_refused_or_becomes_one_line(value: str):
    """No value can smuggle a line into the canonical request, and what is signed can be encoded."""
    try:
        lines = canonical_headers((("A", value),), OPTIONS)
    except SigningError:
        assert any(ord(letter) < 32 or ord(letter) == 127 or "\ud800" <= letter <= "\udfff" for letter in value)
        return
    assert len(lines["a"].encode().split(b"\n")) == 1
    assert "  " not in lines["a"]
    assert lines["a"] == lines["a"].strip(" ")

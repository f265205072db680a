"""Secrets go over https, or stay on this machine."""

from __future__ import annotations

import pytest

from countersign.credentials.oauth.endpoint_rules import allows_plain_loopback, checked_endpoint, checked_issuer
from countersign.model.errors import InputError


@pytest.mark.parametrize(
    "issuer", ["https://example.com", "https://example.com/tenant/", "http://127.0.0.1:8080", "http://[::1]/a"]
)
def test_issuers_that_can_be_asked(issuer):
    assert checked_issuer(issuer).host


@pytest.mark.parametrize(
    ("issuer", "failure_id"),
    [
        ("", "oauth.url"),
        ("example.com", "oauth.url"),
        ("https://ada:cAnArY@example.com", "oauth.url"),
        ("file:///etc/passwd", "oauth.url"),
        ("http://example.com", "oauth.not-https"),
        ("http://localhost.example.com", "oauth.not-https"),
        ("wss://example.com", "oauth.not-https"),
        ("https://example.com?a=b", "oauth.issuer-query"),
        ("https://example.com/#a", "oauth.issuer-query"),
    ],
)
def test_issuers_that_cannot(issuer, failure_id):
    with pytest.raises(InputError) as caught:
        checked_issuer(issuer)
    assert caught.value.failure.id == failure_id
    assert caught.value.failure.field == "Issuer"
    assert caught.value.failure.action
    assert "cAnArY" not in str(caught.value)


def test_an_issuer_elsewhere_must_not_point_to_this_machine():
    assert allows_plain_loopback("")
    assert allows_plain_loopback("http://localhost:1")
    assert not allows_plain_loopback("https://example.com")
    with pytest.raises(InputError) as caught:
        checked_endpoint("http://127.0.0.1/token", "Token endpoint", plain_loopback=False)
    assert caught.value.failure.field == "Token endpoint"

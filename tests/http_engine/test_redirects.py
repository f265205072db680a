"""Redirect plans: where to, how, and what stays behind."""

from __future__ import annotations

import pytest

from countersign.http_engine.redirects import next_hop, resolve
from countersign.model.body import StoredBody, WireBody
from countersign.model.errors import TransportError
from countersign.model.exchange import Response, WireRequest
from countersign.model.url import WireUrl

BASE = WireUrl.parse("https://api.example.com/a/b/c?x=1")
HEADERS = (
    ("Host", "api.example.com"),
    ("Accept", "text/plain"),
    ("Content-Type", "application/json"),
    ("X-Api-Key", "k"),
    ("Authorization", "AWS4"),
    ("X-Amz-Date", "d"),
    ("X-Amz-Target", "t"),
    ("X-Amz-Security-Token", "s"),
    ("Cookie", "a=1"),
)


def plan(location, status=307, method="POST", url=BASE):
    wire = WireRequest(method, url, HEADERS, WireBody((b"{}",), "h"))
    return next_hop(wire, Response(status, "", (("location", location),), StoredBody()))


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://other.example.com/x/../y%2f?q=+", "https://other.example.com/x/../y%2f?q=+"),
        ("//other.example.com/z", "https://other.example.com/z"),
        ("/x/../y//z", "https://api.example.com/x/../y//z"),
        ("d", "https://api.example.com/a/b/d"),
        ("./d/", "https://api.example.com/a/b/d/"),
        ("../d?y=2", "https://api.example.com/a/d?y=2"),
        ("../../../../d", "https://api.example.com/d"),
        ("..", "https://api.example.com/a/"),
        ("?y=2", "https://api.example.com/a/b/c?y=2"),
        ("#part", "https://api.example.com/a/b/c?x=1"),
        ("/ü b", "https://api.example.com/%C3%BC%20b"),
    ],
)
def test_a_location_is_resolved_as_it_is_written(location, expected):
    assert str(resolve(BASE, location)) == expected


@pytest.mark.parametrize(
    ("location", "failure_id"),
    [
        ("ftp://x/", "redirect.scheme"),
        ("javascript:alert(1)", "redirect.scheme"),
        ("wss://x/", "redirect.scheme"),
        ("https://", "redirect.location"),
        ("https://user:canary@x/", "redirect.location"),
        ("https://x:99999/", "redirect.location"),
    ],
)
def test_a_bad_location_is_a_failure(location, failure_id):
    with pytest.raises(TransportError) as caught:
        plan(location)
    assert caught.value.failure.id == failure_id


@pytest.mark.parametrize(
    ("status", "method", "expected", "keeps_body"),
    [
        (301, "POST", "GET", False),
        (302, "POST", "GET", False),
        (301, "PUT", "PUT", True),
        (303, "PUT", "GET", False),
        (303, "HEAD", "HEAD", False),
        (307, "POST", "POST", True),
        (308, "PATCH", "PATCH", True),
    ],
)
def test_the_method_changes_as_in_browsers(status, method, expected, keeps_body):
    found = plan("/next", status, method)
    assert found.method == expected
    assert (found.body.size > 0) is keeps_body
    assert ("Content-Type" in dict(found.headers)) is keeps_body


def test_the_same_origin_keeps_what_is_not_made_again():
    found = plan("/next")
    assert found.same_origin
    assert [name for name, _ in found.headers] == ["Accept", "Content-Type", "X-Api-Key", "X-Amz-Target"]
    assert found.dropped_headers == ()
    assert not found.downgraded


@pytest.mark.parametrize(
    "location", ["https://evil.example.com/", "https://api.example.com:444/", "http://api.example.com/"]
)
def test_another_origin_gets_harmless_headers_only(location):
    found = plan(location)
    assert not found.same_origin
    assert [name for name, _ in found.headers] == ["Accept", "Content-Type"]
    assert found.dropped_headers == (
        "X-Api-Key",
        "Authorization",
        "X-Amz-Date",
        "X-Amz-Target",
        "X-Amz-Security-Token",
        "Cookie",
    )
    assert found.sends_body_elsewhere
    assert found.downgraded is location.startswith("http://")


def test_the_same_host_in_other_case_and_with_its_default_port_is_the_same_origin():
    assert plan("https://API.example.com:443/x").same_origin


def test_what_is_no_redirect_has_no_plan():
    wire = WireRequest("GET", BASE, HEADERS, WireBody())
    assert next_hop(wire, Response(200, "", (("Location", "/x"),), StoredBody())) is None
    assert next_hop(wire, Response(304, "", (("Location", "/x"),), StoredBody())) is None
    assert next_hop(wire, Response(302, "", (), StoredBody())) is None


def test_two_different_locations_are_a_failure():
    wire = WireRequest("GET", BASE, HEADERS, WireBody())
    with pytest.raises(TransportError) as caught:
        next_hop(wire, Response(302, "", (("Location", "/x"), ("location", "/y")), StoredBody()))
    assert caught.value.failure.id == "redirect.several"

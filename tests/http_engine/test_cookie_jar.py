"""Cookies: which come back to which URL."""

from __future__ import annotations

import pytest

from countersign.http_engine.cookie_jar import CookieJar
from countersign.model.url import WireUrl


def jar_with(url, *cookies):
    jar = CookieJar()
    jar.absorb(WireUrl.parse(url), tuple(("Set-Cookie", cookie) for cookie in cookies))
    return jar


def header(jar, url):
    return jar.header_for(WireUrl.parse(url))


@pytest.mark.parametrize("host", ["localhost:8443", "127.0.0.1:8443", "api.example.com", "[::1]:8443"])
@pytest.mark.parametrize("domain", [False, True])
def test_a_cookie_comes_back_to_its_host_alone(host, domain):
    name = host.rpartition(":")[0] if ":" in host else host
    jar = jar_with(f"https://{host}/", "a=1; Path=/" + (f"; Domain={name}" if domain else ""))
    assert header(jar, f"https://{host}/x") == "a=1"
    assert header(jar, "https://other.example.org/") == ""


def test_path_secure_and_replacement_count():
    jar = jar_with("https://api.example.com/", "a=1; Path=/in", "b=2; Secure", "b=3; Secure")
    assert header(jar, "https://api.example.com/in/x") == "a=1; b=3"
    assert header(jar, "https://api.example.com/out") == "b=3"
    assert header(jar, "http://api.example.com/out") == ""


def test_a_domain_cookie_reaches_subdomains_and_a_foreign_one_is_refused():
    jar = jar_with("https://api.example.com/", "a=1; Domain=example.com", "b=2; Domain=example.org")
    assert header(jar, "https://www.example.com/") == "a=1"
    assert header(jar, "https://example.org/") == ""


def test_cookies_are_listed_without_values_in_their_repr_and_cleared():
    jar = jar_with("https://localhost:1/", "sid=canary-value; HttpOnly; Max-Age=60; Path=/p", "b=2")
    first, second = sorted(jar.all(), key=lambda cookie: cookie.name, reverse=True)
    assert (first.name, first.value, first.domain, first.path) == ("sid", "canary-value", "localhost", "/p")
    assert first.http_only
    assert first.expires is not None
    assert second.expires is None
    assert "canary" not in repr(jar.all())
    jar.absorb(WireUrl.parse("https://localhost:1/"), (("Set-Cookie", "b=; Max-Age=0"),))
    assert [cookie.name for cookie in jar.all()] == ["sid"]
    jar.clear()
    assert jar.all() == ()

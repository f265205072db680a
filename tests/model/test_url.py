"""A URL is kept as it was written, and encoded only where the wire demands it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import InputError
from countersign.model.url import WireUrl


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://example.com?a=b", "https://example.com/?a=b"),
        ("https://example.com?", "https://example.com/?"),
        ("  HTTPS://Example.COM/Path \n", "https://example.com/Path"),
        ("https://example.com/a/../b//c/./d", "https://example.com/a/../b//c/./d"),
        ("https://example.com/a%2fb%2Fc%zz", "https://example.com/a%2fb%2Fc%zz"),
        ("https://example.com/a+b?c+d=e%20f", "https://example.com/a+b?c+d=e%20f"),
        ("https://example.com/a b?c d", "https://example.com/a%20b?c%20d"),
        ("https://example.com/ü/😀?ß", "https://example.com/%C3%BC/%F0%9F%98%80?%C3%9F"),
        ('https://example.com/<>"{}\\^`\t\n.', "https://example.com/%3C%3E%22%7B%7D%5C%5E%60%09%0A."),
        ("https://example.com/a#b?c", "https://example.com/a"),
        ("https://example.com/a?b?c/d#e#f", "https://example.com/a?b?c/d"),
        ("https://example.com?x=1&x=1&&y", "https://example.com/?x=1&x=1&&y"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("wss://example.com:0443/", "wss://example.com/"),
        ("ws://example.com:/", "ws://example.com/"),
        ("https://example.com./", "https://example.com./"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://[2001:DB8:0:0::1]", "http://[2001:db8::1]/"),
        ("http://under_score.example/", "http://under_score.example/"),
    ],
)
def test_a_url_goes_out_as_written(written, sent):
    assert str(WireUrl.parse(written)) == sent


@pytest.mark.parametrize(
    ("written", "failure"),
    [
        ("", "url.missing"),
        (" \n", "url.missing"),
        ("example.com/path", "url.scheme-missing"),
        ("https:example.com", "url.scheme-missing"),
        ("https:\\\\example.com", "url.scheme-missing"),
        ("ftp://example.com", "url.scheme-unknown"),
        ("https://", "url.host-missing"),
        ("https:///path", "url.host-missing"),
        ("https://:443/", "url.host-missing"),
        ("https://user:password@example.com/", "url.credentials"),
        ("https://exa mple.com/", "url.host"),
        ("https://-example.com/", "url.host"),
        ("https://a..b/", "url.host"),
        ("https://example.com\n/", "url.host"),
        ("https://example.com\r\nX: y/", "url.host"),
        ("https://exam%41ple.com/", "url.host"),
        ("https://\ud800.example/", "url.host"),
        (f"https://{'a' * 64}.example/", "url.host"),
        (f"https://{'ü' * 64}.example/", "url.host"),
        ("http://[::1", "url.host"),
        ("http://[::1]8080/", "url.host"),
        ("http://[nonsense]/", "url.host"),
        ("http://[fe80::1%eth0]/", "url.host"),
        ("http://[fe80::1%a\r\nb]/", "url.host"),
        ("http://::1/", "url.host-missing"),
        ("https://example.com:0/", "url.port"),
        ("https://example.com:65536/", "url.port"),
        ("https://example.com:000001000000/", "url.port"),
        ("https://example.com:\uff18\uff10/", "url.port"),
        ("https://example.com:-1/", "url.port"),
        ("https://example.com:80:81/", "url.port"),
    ],
)
def test_a_url_that_cannot_be_sent_is_a_failure_at_its_field(written, failure):
    with pytest.raises(InputError) as raised:
        WireUrl.parse(written)
    assert raised.value.failure.id == failure
    assert raised.value.failure.field == "Request URL"
    assert raised.value.failure.action


def test_a_password_in_a_url_is_not_repeated_in_the_failure():
    with pytest.raises(InputError) as raised:
        WireUrl.parse("https://user:hunter2secret@example.com/")
    assert "hunter2secret" not in repr(raised.value.failure)


@pytest.mark.parametrize(
    ("written", "authority", "port", "origin"),
    [
        ("https://Example.com/x", "example.com", 443, ("https", "example.com", 443)),
        ("http://example.com:8080/x", "example.com:8080", 8080, ("http", "example.com", 8080)),
        ("wss://[::1]:9/x", "[::1]:9", 9, ("wss", "[::1]", 9)),
    ],
)
def test_authority_and_origin_follow_the_scheme_s_port(written, authority, port, origin):
    url = WireUrl.parse(written)
    assert (url.authority, url.effective_port, url.origin) == (authority, port, origin)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_this_machine_is_recognised(host):
    assert WireUrl.parse(f"http://{host}:1/").is_loopback


@pytest.mark.parametrize("host", ["localhost.example.com", "notlocalhost", "128.0.0.1", "[::2]", "0.0.0.0"])
def test_another_machine_is_not(host):
    assert not WireUrl.parse(f"http://{host}/").is_loopback


def test_another_query_leaves_the_rest_alone():
    url = WireUrl.parse("https://example.com/a?b=c")
    assert url.with_query("x=%20").target == "/a?x=%20"
    assert url.with_query(None).target == "/a"
    assert url.with_query("").target == "/a?"


hosts = st.sampled_from(["example.com", "EXAMPLE.com:8443", "bücher.example", "[::1]:1", "127.0.0.1"])
anything = st.text(max_size=40)


@given(st.sampled_from(["http", "https", "ws", "wss"]), hosts, anything)
def test_what_is_sent_is_ascii_on_one_line_and_parses_to_itself(scheme, host, rest):
    url = WireUrl.parse(f"{scheme}://{host}/{rest}")
    assert re.fullmatch(r"[!-~]+", str(url))
    assert url.path.startswith("/")
    assert WireUrl.parse(str(url)) == url


@given(st.text("abcXYZ019-._~!$&'()*+,;=:@/%|[]", max_size=40))
def test_characters_that_may_stand_on_the_wire_are_never_changed(rest):
    url = WireUrl.parse(f"https://example.com/{rest}?{rest}")
    assert url.target == f"/{rest}?{rest}"


@given(anything)
def test_any_text_is_a_url_or_a_failure(text):
    try:
        url = WireUrl.parse(text)
    except InputError:
        return
    assert re.fullmatch(r"[!-~]+", str(url))


@given(anything)
def test_any_authority_yields_a_host_without_line_breaks(authority):
    try:
        url = WireUrl.parse(f"https://{authority}/")
    except InputError:
        return
    assert re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", url.host)
    assert 0 < url.effective_port < 65536

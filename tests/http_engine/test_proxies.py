"""Proxies: which one is taken, and what real ones on loopback do."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

import pytest

from countersign.http_engine.proxies import ProxyAddress, choose_proxy, parse_proxy
from countersign.model.errors import TransportError
from countersign.model.url import WireUrl
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import DIRECT, Loopback, answering, ok, request, send_once

URL = WireUrl.parse("https://api.example.com/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://proxy:3128", ProxyAddress("http", "proxy", 3128)),
        ("https://proxy", ProxyAddress("https", "proxy", 443)),
        ("socks5h://[::1]", ProxyAddress("socks5h", "::1", 1080)),
        ("http://me:p%40ss@proxy:1", ProxyAddress("http", "proxy", 1, "me", "p@ss")),
    ],
)
def test_a_proxy_url_is_read(text, expected):
    assert parse_proxy(text) == expected


@pytest.mark.parametrize(
    "text", ["proxy:3128", "ftp://proxy", "http://", "http://me:canary@proxy:99999", "http://a b/"]
)
def test_a_bad_proxy_url_is_refused_without_its_password(text):
    with pytest.raises(TransportError) as caught:
        parse_proxy(text)
    assert caught.value.failure.id == "proxy.url"
    assert "canary" not in repr(caught.value.failure)
    assert "p@ss" not in repr(parse_proxy("http://me:p%40ss@proxy"))


def test_the_system_proxy_follows_the_environment(monkeypatch):
    assert choose_proxy("system", URL) is None
    monkeypatch.setenv("https_proxy", "secure:1")
    monkeypatch.setenv("all_proxy", "socks5://any:2")
    assert str(choose_proxy("system", URL)) == "http://secure:1"
    assert str(choose_proxy("system", WireUrl.parse("http://api.example.com/"))) == "socks5://any:2"
    assert choose_proxy("system", WireUrl.parse("https://127.0.0.1:8/")) is None
    assert choose_proxy("none", URL) is None
    monkeypatch.setenv("no_proxy", "other,.example.com")
    assert choose_proxy("system", URL) is None
    assert str(choose_proxy("socks5://given", URL)) == "socks5://given:1080"


async def relay(reader, writer, port):
    upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", port)

    async def pump(source, sink):
        try:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        except ConnectionError:
            return
        finally:
            sink.close()

    await asyncio.gather(pump(reader, upstream_writer), pump(upstream_reader, writer))


def http_proxy(target_port, heads, credentials=""):
    """Speak as an HTTP proxy that reaches one server, whatever name is asked for."""

    async def script(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        heads.append(head)
        if credentials and base64.b64encode(credentials.encode()) not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        elif head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await relay(reader, writer, target_port)
        else:
            writer.write(ok(b"by proxy"))

    return script


def socks_proxy(target_port, asked):
    """Speak as a SOCKS 5 proxy (RFC 1928) that reaches one server."""

    async def script(reader, writer):
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        assert kind == 3
        name = await reader.readexactly((await reader.readexactly(1))[0])
        asked.append((name, int.from_bytes(await reader.readexactly(2), "big")))
        if target_port is None:
            writer.write(b"\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00")
            return
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await relay(reader, writer, target_port)

    return script


def through(make_proxy, target, folder, *, scheme="http", user="", tls=None, ca=(), proxy_tls=None):
    """Send to `target` through a proxy and return what came of it."""

    async def run():
        server = Loopback(answering(ok(b"by server")), tls)
        async with server, Loopback(make_proxy(server.port), proxy_tls) as proxy:
            address = f"{scheme}://{user}localhost:{proxy.port}"
            settings = replace(DIRECT, proxy=address, connect_timeout=1, read_timeout=2)
            return await send_once(request(WireUrl.parse(target)), folder, settings, ca)

    return asyncio.run(run())


def test_plain_http_goes_to_the_proxy_in_absolute_form(tmp_path):
    heads = []
    outcome = through(lambda port: http_proxy(port, heads), "http://api.invalid/a/../b?x=+", tmp_path)
    assert outcome.response.body.data == b"by proxy"
    assert heads[0].startswith(b"GET http://api.invalid:80/a/../b?x=+ HTTP/1.1\r\n") or heads[0].startswith(
        b"GET http://api.invalid/a/../b?x=+ HTTP/1.1\r\n"
    )
    assert outcome.connection.proxy.startswith("http://localhost:")


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
def test_https_goes_through_a_tunnel(tmp_path, authority, scheme):
    tls = server_context(issue("api", authority, ("api.invalid",)), tmp_path)
    proxy_tls = server_context(issue("localhost", authority), tmp_path) if scheme == "https" else None
    seen = []
    make = (
        (lambda port: http_proxy(port, seen)) if scheme.startswith("http") else (lambda port: socks_proxy(port, seen))
    )
    outcome = through(
        make, "https://api.invalid/", tmp_path / "s", scheme=scheme, tls=tls, ca=(authority.pem,), proxy_tls=proxy_tls
    )
    assert outcome.failure is None
    assert outcome.response.body.data == b"by server"
    names = [phase.name for phase in outcome.phases]
    assert names[0] == "DNS and TCP"
    assert names[-5:] == ["Proxy", "TLS", "Sending", "Waiting", "Download"]
    assert outcome.connection.certificates[0].subject == "CN=api"
    assert b"Authorization" not in seen[0] if isinstance(seen[0], bytes) else seen[0] == (b"api.invalid", 443)


def test_a_proxy_that_wants_a_password_gets_it_or_is_named(tmp_path, authority):
    tls = server_context(issue("api", authority, ("api.invalid",)), tmp_path)
    for target, ca in (("https://api.invalid/", (authority.pem,)), ("http://api.invalid/", ())):
        options = {"tls": tls, "ca": ca}
        refused = through(lambda port: http_proxy(port, [], "me:canary"), target, tmp_path / "s", **options)
        assert refused.failure.id == "proxy.authentication"
        taken = through(
            lambda port: http_proxy(port, [], "me:canary"), target, tmp_path / "s", user="me:canary@", **options
        )
        assert taken.failure is None
        assert "canary" not in repr(taken)


async def _mute(reader, writer):
    await reader.read(-1)


async def _bad_words(reader, writer):
    await reader.read(100)
    writer.write(b"220 mail.invalid ESMTP\r\n\r\n")


async def _hang_up(reader, writer):
    await reader.read(100)


async def _bad_gateway(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("scheme", "script", "failure_id"),
    [
        ("http", _mute, "timeout.proxy"),
        ("socks5", _mute, "timeout.proxy"),
        ("http", _bad_words, "proxy.protocol"),
        ("socks5", _bad_words, "proxy.protocol"),
        ("http", _hang_up, "proxy.closed"),
        ("socks5", _hang_up, "proxy.closed"),
        ("http", _bad_gateway, "proxy.no-tunnel"),
        ("socks5", socks_proxy(None, []), "proxy.no-tunnel"),
    ],
)
def test_each_bad_proxy_has_its_own_name(tmp_path, scheme, script, failure_id):
    outcome = through(lambda _: script, "https://api.invalid/", tmp_path, scheme=scheme)
    assert outcome.failure.id == failure_id, outcome.failure
    assert outcome.response is None


def test_a_proxy_that_is_not_there_has_its_own_name(tmp_path):
    async def unused_port():
        async with Loopback(_mute) as server:
            return server.port

    wire = request(WireUrl.parse("https://api.invalid/"))
    closed = replace(DIRECT, proxy=f"http://localhost:{asyncio.run(unused_port())}")
    assert asyncio.run(send_once(wire, tmp_path, closed)).failure.id == "proxy.refused"
    nowhere = replace(DIRECT, proxy="socks5://proxy.invalid:1")
    assert asyncio.run(send_once(wire, tmp_path, nowhere)).failure.id == "proxy.unknown-host"
    bad = replace(DIRECT, proxy="gopher://x")
    assert asyncio.run(send_once(wire, tmp_path, bad)).failure.id == "proxy.url"

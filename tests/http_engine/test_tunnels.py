"""Tunnels for upgrades: an HTTP proxy is asked by CONNECT, also for plain http, and each bad one has its name."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from countersign.http_engine.engine import HttpEngine
from countersign.model.url import WireUrl
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import DIRECT, Loopback, open_descriptors, request, settle
from tests.http_engine.test_proxies import _bad_gateway, _bad_words, _hang_up, _mute, http_proxy
from tests.http_engine.test_upgrade import ASKING, echo


def through(script, spool, target="http://api.invalid/", *, user="", scheme="http", proxy_tls=None, ca=()):
    """Ask for an upgrade through a proxy; return its outcome and what came over the new connection."""

    async def work():
        engine = HttpEngine(spool, ca)
        await engine.prepare()
        async with Loopback(script, proxy_tls) as proxy:
            address = f"{scheme}://{user}localhost:{proxy.port}"
            settings = replace(DIRECT, proxy=address, connect_timeout=1, read_timeout=2)
            descriptors = open_descriptors()
            upgrade = await engine.upgrade(request(WireUrl.parse(target), headers=ASKING), settings)
            came = b""
            if upgrade.connection is not None:
                came = await upgrade.connection.read()
                await upgrade.connection.aclose()
            await settle()
            assert open_descriptors() <= descriptors + 1
        await engine.aclose()
        return upgrade.outcome, came

    return asyncio.run(work())


@pytest.mark.parametrize(("host", "named"), [("api.invalid", b"api.invalid:80"), ("[::1]:81", b"[::1]:81")])
def test_plain_http_goes_through_a_tunnel_too(tmp_path, host, named):
    heads = []

    async def script(reader, writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await echo(reader, writer)

    outcome, came = through(script, tmp_path, f"http://{host}/")
    assert outcome.failure is None
    assert came == b"early"
    assert heads[0] == b"CONNECT " + named + b" HTTP/1.1\r\nHost: " + named + b"\r\n\r\n"
    assert [phase.name for phase in outcome.phases] == ["DNS and TCP", "Proxy", "Sending", "Waiting"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("script", "failure_id"),
    [
        (_mute, "timeout.proxy"),
        (_bad_words, "proxy.protocol"),
        (_hang_up, "proxy.closed"),
        (_bad_gateway, "proxy.no-tunnel"),
        (http_proxy(1, [], "me:canary"), "proxy.authentication"),
    ],
)
def test_each_bad_proxy_has_the_name_it_has_for_requests(tmp_path, script, failure_id, scheme):
    outcome, _ = through(script, tmp_path, f"{scheme}://api.invalid/")
    assert outcome.failure.id == failure_id, outcome.failure
    assert outcome.response is None


def test_a_proxy_whose_certificate_is_not_trusted_is_told(tmp_path):
    tls = server_context(issue("localhost"), tmp_path)
    outcome, _ = through(_mute, tmp_path / "s", scheme="https", proxy_tls=tls)
    assert outcome.failure.id == "tls.self-signed"

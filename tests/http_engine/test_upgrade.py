"""Leaving HTTP: the bytes after a 101 belong to whoever asked, and nothing of it stays in a pool."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from countersign.http_engine.engine import HttpEngine
from countersign.model.errors import TransportError
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import (
    DIRECT,
    Loopback,
    answering,
    left_in,
    ok,
    open_descriptors,
    request,
    reset_connection,
    settle,
)

SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\nSet-Cookie: a=1\r\n\r\n"
ASKING = (("Connection", "Upgrade"), ("Upgrade", "echo"))


async def echo(reader, writer):
    """Go over to a protocol that sends everything back, the first bytes together with the answer."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(SWITCH + b"early")
    while data := await reader.read(1000):
        writer.write(data)


def upgrading(script, spool, then, *, settings=DIRECT, tls=None, ca=()):
    """Ask a server that runs the script for an upgrade, hand the answer to `then`; fail if anything is left open."""

    async def work():
        engine = HttpEngine(spool, ca)
        await engine.prepare()
        async with Loopback(script, tls) as server:
            descriptors = open_descriptors()
            upgrade = await engine.upgrade(request(server.url("/a/../b?x=+"), headers=ASKING), settings)
            try:
                result = await then(upgrade, engine)
            finally:
                if upgrade.connection is not None:
                    await upgrade.connection.aclose()
                    await upgrade.connection.aclose()
                await settle()
                assert open_descriptors() <= descriptors + 1  # the server's side may still close
        await engine.aclose()
        return result

    return asyncio.run(work())


def test_the_connection_is_handed_over_with_the_bytes_that_came_early(tmp_path):
    async def then(upgrade, _):
        assert await upgrade.connection.read() == b"early"
        await upgrade.connection.write(b"more")
        assert await upgrade.connection.read() == b"more"
        return upgrade.outcome

    outcome = upgrading(echo, tmp_path, then)
    assert outcome.failure is None
    assert (outcome.response.status, outcome.response.body.size) == (101, 0)
    assert [phase.name for phase in outcome.phases] == ["DNS and TCP", "Sending", "Waiting"]
    assert outcome.connection.http_version == "HTTP/1.1"
    assert outcome.connection.remote_address.startswith("127.0.0.1:")


def test_over_tls_http_2_is_not_offered(tmp_path, authority):
    tls = server_context(issue("localhost", authority), tmp_path, alpn=("h2", "http/1.1"))

    async def then(upgrade, _):
        assert await upgrade.connection.read() == b"early"
        return upgrade.outcome

    outcome = upgrading(
        echo, tmp_path / "s", then, tls=tls, ca=(authority.pem,), settings=replace(DIRECT, http2=True)
    )
    assert outcome.connection.http_version == "HTTP/1.1"
    assert outcome.connection.certificates[0].subject == "CN=localhost"


def test_the_end_and_a_reset_are_told_apart(tmp_path):
    async def end(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(SWITCH)

    async def reset(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(SWITCH)
        await reader.readexactly(1)
        reset_connection(writer)

    async def read_end(upgrade, _):
        assert await upgrade.connection.read() == b""

    async def read_reset(upgrade, _):
        await upgrade.connection.write(b"x")
        with pytest.raises(TransportError) as caught:
            await upgrade.connection.read()
        assert caught.value.failure.id == "connection.reset"
        with pytest.raises(TransportError):
            await upgrade.connection.write(b"x")

    upgrading(end, tmp_path, read_end)
    upgrading(reset, tmp_path, read_reset)


def test_a_refusal_is_an_outcome_like_any_other_and_its_connection_is_not_kept(tmp_path):
    async def then(upgrade, _):
        assert upgrade.connection is None
        return upgrade.outcome

    outcome = upgrading(answering(ok(b"no"), keep_open=True), tmp_path, then)
    assert (outcome.response.status, outcome.response.body.data, outcome.failure) == (200, b"no", None)


def test_a_long_refusal_is_cut_after_1_mb(tmp_path):
    async def then(upgrade, _):
        return upgrade.outcome

    outcome = upgrading(answering(ok(bytes(3_000_000))), tmp_path, then)
    assert outcome.failure.id == "response.refusal-too-long"
    assert outcome.response.body.size == 1024 * 1024


def test_what_cannot_be_sent_is_told_without_a_connection(tmp_path):
    async def work():
        engine = HttpEngine(tmp_path)
        async with Loopback(echo) as server:
            bad = request(server.url(), headers=(("X-A", "line\nbreak"),))
            upgrade = await engine.upgrade(bad, DIRECT)
            proxied = await engine.upgrade(request(server.url()), replace(DIRECT, proxy="gopher://x"))
            assert server.connections == 0
        await engine.aclose()
        return upgrade.outcome.failure.id, proxied.outcome.failure.id

    assert asyncio.run(work()) == ("request.header-value", "proxy.url")
    assert left_in(tmp_path) == []


def test_closing_the_engine_ends_what_was_handed_over(tmp_path):
    async def then(upgrade, engine):
        assert await upgrade.connection.read() == b"early"
        reading = asyncio.create_task(upgrade.connection.read())
        await settle()
        await engine.aclose()
        with pytest.raises(TransportError):
            await reading

    upgrading(echo, tmp_path, then)


def test_requests_and_upgrades_share_no_connection(tmp_path):
    async def both(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            writer.write(SWITCH if b"Upgrade" in head else ok(b"plain"))

    async def work():
        engine = HttpEngine(tmp_path)
        async with Loopback(both) as server:
            plain = request(server.url())
            settings = replace(DIRECT, http2=False)
            await engine.send(plain, settings)
            upgrade = await engine.upgrade(request(server.url(), headers=ASKING), settings)
            again = await engine.send(plain, settings)
            assert (server.connections, again.connection.reused) == (2, True)
            await upgrade.connection.aclose()
            await engine.aclose()

    asyncio.run(work())


def test_set_cookie_is_absorbed_as_in_any_answer(tmp_path):
    async def work():
        engine = HttpEngine(tmp_path)
        async with Loopback(echo) as server:
            upgrade = await engine.upgrade(request(server.url(), headers=ASKING), DIRECT)
            await upgrade.connection.aclose()
            kept = engine.cookies.header_for(server.url())
        await engine.aclose()
        return kept

    assert asyncio.run(work()) == "a=1"

"""Opening a WebSocket: what goes over the wire, through TLS and proxies, and peers that are not ours."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from unittest.mock import ANY

import pytest
from websockets.asyncio.server import serve

from countersign.http_engine.engine import HttpEngine
from countersign.model.frame_log import FrameLog
from countersign.model.url import WireUrl
from countersign.websocket_engine.engine import SocketOptions, WebSocketEngine
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import DIRECT, Loopback, open_descriptors, settle
from tests.http_engine.test_proxies import http_proxy, socks_proxy
from tests.websocket_engine.raw_peer import (
    PLAIN,
    TEXT,
    HeardLog,
    closing,
    connected,
    frame,
    handshake,
    run,
    sending,
    switching,
    ws_url,
)


def recording(heads, *headers):
    """Agree to one handshake, remember its head, and say hello."""

    async def script(reader, writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(switching(heads[-1], *headers) + frame(TEXT, b"hello"))
        await reader.read(-1)

    return script


def lines_of(head):
    return [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")[1:-2]]


# What goes over the wire


def test_target_and_headers_go_out_as_they_were_signed_and_the_handshake_follows(tmp_path):
    heads = []
    signed = (("X-B", "1"), ("x-a", "first"), ("X-A", "second"), ("Authorization", "AWS4 sig"), ("X-B", "2"))

    async def work():
        options = SocketOptions(("chat", "superchat"))
        path = "/a//b/../c?x=%2f+&X-Amz-Signature=0"
        async with connected(
            recording(heads, b"Sec-WebSocket-Protocol: superchat"), tmp_path, options, path=path, headers=signed
        ) as session:
            return session.opening, session.socket.subprotocol, session.socket.extensions

    opening, subprotocol, extensions = run(work())
    assert heads[0].startswith(b"GET /a//b/../c?x=%2f+&X-Amz-Signature=0 HTTP/1.1\r\n")
    sent = lines_of(heads[0])
    assert sent[1:6] == list(signed)
    assert sent[6:] == [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", ANY),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
        ("Sec-WebSocket-Protocol", "chat, superchat"),
    ]
    assert list(opening.request.headers) == sent
    assert opening.request.url.scheme == "ws"
    assert (subprotocol, extensions) == ("superchat", "")
    assert opening.outcome.failure is None
    assert (opening.outcome.response.status, opening.outcome.response.body.size) == (101, 0)
    assert opening.outcome.connection.http_version == "HTTP/1.1"
    assert [phase.name for phase in opening.outcome.phases] == ["DNS and TCP", "Sending", "Waiting"]


def test_without_options_neither_extension_nor_subprotocol_is_offered(tmp_path):
    heads = []

    async def work():
        async with connected(recording(heads), tmp_path, PLAIN):
            pass

    run(work())
    assert b"extensions" not in heads[0].lower()
    assert b"protocol" not in heads[0].lower()


def test_a_header_that_was_written_by_hand_is_not_added_again(tmp_path):
    heads = []
    by_hand = (
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Protocol", "mine"),
        ("Sec-WebSocket-Protocol", "not this, other"),
    )

    async def work():
        script = recording(heads, b"Sec-WebSocket-Protocol: other")
        options = SocketOptions(("never sent",))
        async with connected(script, tmp_path, options, headers=by_hand) as session:
            return session.socket.subprotocol

    assert run(work()) == "other"
    sent = lines_of(heads[0])
    assert sent[1:5] == list(by_hand)
    assert [name for name, _ in sent[5:]] == ["Upgrade", "Connection", "Sec-WebSocket-Extensions"]


def test_every_handshake_has_a_key_of_its_own_and_a_connection_of_its_own(tmp_path):
    heads = []

    async def work():
        http = HttpEngine(tmp_path)
        engine = WebSocketEngine(http)
        async with Loopback(recording(heads)) as server:
            openings = [await engine.open(handshake(ws_url(server)), DIRECT, PLAIN, FrameLog()) for _ in range(3)]
            assert server.connections == 3
            await http.aclose()
            for opening in openings:
                end = await opening.socket.wait_closed()
                assert end.code == 1006

    run(work())
    assert len({dict(lines_of(head))["Sec-WebSocket-Key"] for head in heads}) == 3


def test_progress_is_told(tmp_path):
    seen = []

    async def work():
        http = HttpEngine(tmp_path)
        async with Loopback(recording([])) as server:
            opening = await WebSocketEngine(http).open(
                handshake(ws_url(server)), DIRECT, PLAIN, FrameLog(), seen.append
            )
            await opening.socket.abort()
        await http.aclose()

    run(work())
    assert [report.phase for report in seen][:3] == ["DNS and TCP", "Sending", "Waiting"]
    assert seen[-1].status == 101


# TLS and proxies


def test_wss_is_verified_against_the_ca_and_described(tmp_path, authority):
    tls = server_context(issue("localhost", authority), tmp_path)

    async def work():
        async with connected(recording([]), tmp_path / "s", tls=tls, ca=(authority.pem,)) as session:
            await session.log.until(1)
            assert session.rows() == [("received", "text", b"hello")]
            return session.opening

    opening = run(work())
    assert opening.outcome.connection.tls_version.startswith("TLS")
    assert opening.outcome.connection.certificates[0].subject == "CN=localhost"
    assert opening.request.url.scheme == "wss"
    assert [phase.name for phase in opening.outcome.phases] == ["DNS and TCP", "TLS", "Sending", "Waiting"]


def test_messages_over_tls_are_as_long_as_they_were(tmp_path, authority):
    tls = server_context(issue("localhost", authority), tmp_path)

    async def back(reader, writer):
        writer.write(switching(await reader.readuntil(b"\r\n\r\n")))
        await reader.readexactly(14 + 3_000_000)
        writer.write(frame(TEXT, b"x" * 3_000_000) + closing(1000))
        await reader.read(-1)

    async def work():
        async with connected(back, tmp_path / "s", tls=tls, ca=(authority.pem,)) as session:
            await session.socket.send("text", b"x" * 3_000_000)
            await session.log.until(2)
            assert session.log.size(1) == 3_000_000

    run(work())


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("kind", ["http", "https", "socks5"])
def test_a_proxy_is_asked_for_a_tunnel(tmp_path, authority, kind, secure):
    tls = server_context(issue("api", authority, ("api.invalid",)), tmp_path) if secure else None
    proxy_tls = server_context(issue("localhost", authority), tmp_path) if kind == "https" else None
    heads, asked = [], []

    async def work():
        http = HttpEngine(tmp_path / "s", (authority.pem,))
        async with Loopback(recording(heads), tls) as server:
            script = (
                socks_proxy(server.port, asked) if kind == "socks5" else http_proxy(server.port, asked, "me:canary")
            )
            async with Loopback(script, proxy_tls) as proxy:
                user = "" if kind == "socks5" else "me:canary@"
                settings = replace(DIRECT, proxy=f"{kind}://{user}localhost:{proxy.port}")
                url = WireUrl.parse(f"ws{'s' if secure else ''}://api.invalid/x?y=+")
                log = HeardLog()
                opening = await WebSocketEngine(http).open(handshake(url), settings, PLAIN, log)
                assert opening.outcome.failure is None, opening.outcome.failure
                await log.until(1)
                await opening.socket.abort()
                assert "canary" not in repr(opening)
        await http.aclose()
        return opening

    opening = run(work())
    assert heads[0].startswith(b"GET /x?y=+ HTTP/1.1\r\nHost: api.invalid\r\n")
    assert b"Proxy" not in heads[0]
    port = 443 if secure else 80
    if kind == "socks5":
        assert asked == [(b"api.invalid", port)]
    else:
        assert asked[0].startswith(b"CONNECT api.invalid:%d HTTP/1.1\r\n" % port)
    assert opening.outcome.connection.proxy.startswith(f"{kind}://localhost:")
    names = [phase.name for phase in opening.outcome.phases]
    to_proxy = ["DNS and TCP", *(["TLS"] if kind == "https" else []), "Proxy"]
    assert names == [*to_proxy, *(["TLS"] if secure else []), "Sending", "Waiting"]


# Peers that are not ours


@pytest.mark.parametrize("compression", [True, False])
@pytest.mark.parametrize("theirs", ["deflate", None])
def test_the_websockets_server_gets_and_sends_every_message(tmp_path, compression, theirs):
    messages = [b"", b"short", b"long " * 5000, "größer".encode() * 9, b"short", b"x" * 70_000]
    heard = []

    async def mirror(connection):
        async for message in connection:
            heard.append(message)
            await connection.send(message)

    async def work():
        http = HttpEngine(tmp_path)
        async with serve(mirror, "localhost", 0, compression=theirs, subprotocols=["b", "a"]) as server:
            url = WireUrl.parse(f"ws://localhost:{server.sockets[0].getsockname()[1]}/")
            log = HeardLog()
            options = SocketOptions(("a",), compression)
            opening = await WebSocketEngine(http).open(handshake(url), DIRECT, options, log)
            socket = opening.socket
            for message in messages:
                await socket.send("text", message)
                await socket.send("binary", message)
            await log.until(4 * len(messages))
            assert await socket.ping() > 0
            await socket.close()
            end = await socket.wait_closed()
            rows = [log.frame(number) for number in range(log.count)]
            await http.aclose()
        return socket, end, rows

    socket, end, rows = run(work())
    assert socket.subprotocol == "a"
    assert ("permessage-deflate" in socket.extensions) is (compression and theirs is not None)
    assert (end.code, end.by_us, end.failure) == (1000, True, None)
    for direction in ("sent", "received"):
        data = [(row.kind, row.data) for row in rows if row.direction == direction and row.kind in {"text", "binary"}]
        assert data == [(kind, message) for message in messages for kind in ("text", "binary")]
    assert heard == [form for message in messages for form in (message.decode(), message)]


def test_the_websockets_server_can_send_fragments_and_close_with_its_code(tmp_path):
    async def talk(connection):
        await connection.send(["in ", "three ", "parts"])
        await connection.close(4000, "that was all")

    async def work():
        http = HttpEngine(tmp_path)
        async with serve(talk, "localhost", 0) as server:
            url = WireUrl.parse(f"ws://localhost:{server.sockets[0].getsockname()[1]}/")
            log = HeardLog()
            opening = await WebSocketEngine(http).open(handshake(url), DIRECT, SocketOptions(), log)
            end = await opening.socket.wait_closed()
            await http.aclose()
        return end, log.frame(0).data

    end, data = run(work())
    assert (end.code, end.reason) == (4000, "that was all")
    assert data == b"in three parts"


# Nothing is left behind


@pytest.mark.parametrize("stage", ["connecting", "waiting", "refusing"])
def test_a_cancelled_opening_leaves_nothing(tmp_path, stage):
    async def work():
        reached = asyncio.Event()

        async def script(reader, writer):
            if stage != "connecting":
                await reader.readuntil(b"\r\n\r\n")
            if stage == "refusing":
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\npart")
            reached.set()
            await reader.read(-1)

        http = HttpEngine(tmp_path)
        await http.prepare()
        async with Loopback(script) as server:
            tasks, descriptors = asyncio.all_tasks(), open_descriptors()
            scheme = "wss" if stage == "connecting" else "ws"
            url = WireUrl.parse(f"{scheme}://localhost:{server.port}/")
            opening = asyncio.create_task(WebSocketEngine(http).open(handshake(url), DIRECT, PLAIN, FrameLog()))
            await reached.wait()
            await asyncio.sleep(0.02)
            opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await opening
            assert opening.cancelled()
            await settle()
            assert {task for task in asyncio.all_tasks() - tasks if "/tests/" not in repr(task)} == set()
            assert open_descriptors() <= descriptors + 1
        await http.aclose()

    run(work())


def test_a_loop_that_ends_takes_open_sockets_along(tmp_path):
    async def work():
        http = HttpEngine(tmp_path)
        async with Loopback(sending()) as server:
            await WebSocketEngine(http).open(handshake(ws_url(server)), DIRECT, PLAIN, FrameLog())

    run(work())


def test_a_cancelled_owner_that_cleans_up_leaves_nothing(tmp_path):
    async def work():
        opened = asyncio.Event()

        async def own():
            async with connected(sending(), tmp_path) as session:
                opened.set()
                await session.socket.wait_closed()

        owner = asyncio.create_task(own())
        await opened.wait()
        owner.cancel()
        await asyncio.wait([owner])
        assert owner.cancelled()

    run(work())


@pytest.mark.parametrize(
    ("url", "method", "failure_id"),
    [("https://localhost/", "GET", "websocket.scheme"), ("ws://localhost/", "POST", "websocket.method")],
)
def test_what_opens_no_websocket_is_not_sent(tmp_path, url, method, failure_id):
    async def work():
        http = HttpEngine(tmp_path)
        request = replace(handshake(WireUrl.parse(url)), method=method)
        opening = await WebSocketEngine(http).open(request, DIRECT, PLAIN, FrameLog())
        await http.aclose()
        return opening

    opening = run(work())
    assert (opening.outcome.failure.id, opening.socket) == (failure_id, None)

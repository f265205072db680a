"""Answers that open no WebSocket: each has its own name, says what it means, and shows the body that came with it."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace

import pytest

from countersign.http_engine.engine import HttpEngine
from countersign.model.frame_log import FrameLog
from countersign.model.url import WireUrl
from countersign.websocket_engine.engine import SocketOptions, WebSocketEngine
from countersign.websocket_engine.failures import failure_ids
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import DIRECT, Loopback, answering
from tests.websocket_engine.raw_peer import PLAIN, accept_for, handshake, refused, run, switching, talking, ws_url

QUICK = replace(DIRECT, connect_timeout=0.4, read_timeout=0.4, total_timeout=5)


def answer(status, body=b"", *headers):
    return b"\r\n".join([b"HTTP/1.1 %d Because" % status, b"Content-Length: %d" % len(body), *headers, b"", body])


STATUSES = {
    200: "websocket.refused-2xx",
    204: "websocket.refused-2xx",
    304: "websocket.refused",
    400: "websocket.refused-400",
    401: "websocket.refused-401",
    403: "websocket.refused-403",
    404: "websocket.refused-404",
    405: "websocket.refused-405",
    410: "websocket.refused-4xx",
    426: "websocket.refused-426",
    429: "websocket.refused-429",
    500: "websocket.refused-5xx",
    502: "websocket.refused-5xx",
    503: "websocket.refused-503",
    700: "websocket.refused",
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_is_named_and_its_body_kept(tmp_path, status):
    body = b"" if status in {204, 304} else b'{"message":"the reason"}'
    opening = refused(answering(answer(status, body, b"X-Amzn-ErrorType: Reason")), tmp_path)
    failure, response = opening.outcome.failure, opening.outcome.response
    assert failure.id == STATUSES[status]
    assert failure.id in failure_ids()
    assert str(status) in failure.sentence
    assert "localhost" in failure.sentence
    assert failure.action
    assert (response.status, response.body.data) == (status, body)
    assert response.header("x-amzn-errortype") == "Reason"


def test_the_body_of_a_refusal_is_decoded(tmp_path):
    body = gzip.compress(b"why not " * 100)
    opening = refused(answering(answer(403, body, b"Content-Encoding: gzip")), tmp_path)
    assert opening.outcome.failure.id == "websocket.refused-403"
    assert opening.outcome.response.body.data == b"why not " * 100


def test_a_refusal_that_breaks_off_stays_a_refusal_and_keeps_what_came(tmp_path):
    opening = refused(answering(answer(403, b"why not")[:-3]), tmp_path)
    assert opening.outcome.failure.id == "websocket.refused-403"
    assert "ended before" in opening.outcome.failure.detail
    assert opening.outcome.response.body.data == b"why "
    assert opening.outcome.response.body.ended_early


@pytest.mark.parametrize("kind", [b"text/plain", b"text/event-stream"])
def test_an_endless_body_is_cut(tmp_path, kind):
    async def endless(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n")
        while True:
            writer.write(b"data: x\n\n" * 5000)
            await writer.drain()

    opening = refused(endless, tmp_path)
    assert opening.outcome.failure.id == "websocket.refused-2xx"
    assert opening.outcome.response.body.size == 1024 * 1024
    assert "1 MB" in opening.outcome.response.body.ended_early


def test_an_event_stream_does_not_outlive_the_deadline(tmp_path):
    async def drip(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        while True:
            writer.write(b"data: x\n\n")
            await writer.drain()
            await asyncio.sleep(0.05)

    opening = refused(drip, tmp_path, settings=replace(DIRECT, total_timeout=0.4))
    assert opening.outcome.failure.id == "websocket.refused-2xx"
    assert b"data: x" in opening.outcome.response.body.data


def test_an_end_without_an_answer_has_its_own_name(tmp_path):
    opening = refused(answering(), tmp_path)
    assert (opening.outcome.failure.id, opening.outcome.response) == ("connection.closed", None)


def test_a_hanging_server_has_its_own_name(tmp_path):
    opening = refused(answering(keep_open=True), tmp_path, settings=QUICK)
    assert (opening.outcome.failure.id, opening.outcome.response) == ("timeout.response", None)
    assert "0.4 s" in opening.outcome.failure.sentence


def test_a_redirect_is_shown_and_not_followed(tmp_path):
    async def work():
        http = HttpEngine(tmp_path)
        async with Loopback(answering(answer(200))) as other:
            place = str(ws_url(other)).encode()
            async with Loopback(answering(answer(307, b"over there", b"Location: " + place))) as server:
                request = handshake(ws_url(server), ("X-Amz-Security-Token", "canary"))
                opening = await WebSocketEngine(http).open(request, DIRECT, PLAIN, FrameLog())
            assert other.connections == 0
        await http.aclose()
        return opening, place.decode()

    opening, place = run(work())
    assert opening.outcome.failure.id == "websocket.refused-redirect"
    assert opening.outcome.response.header("location") == place
    assert opening.outcome.response.body.data == b"over there"
    assert "canary" not in repr(opening.outcome)


# 101, and yet no WebSocket


def handing_out(make):
    """Answer a handshake with what `make` makes of its head."""

    async def script(reader, writer):
        writer.write(make(await reader.readuntil(b"\r\n\r\n")))
        await reader.read(-1)

    return script


FALSE_STARTS = {
    "a wrong accept": (
        lambda head: switching(head).replace(accept_for(head), b"AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        "accept",
    ),
    "no accept": (
        lambda head: switching(head).replace(b"Sec-WebSocket-Accept: " + accept_for(head) + b"\r\n", b""),
        "accept",
    ),
    "two accepts": (lambda head: switching(head, b"Sec-WebSocket-Accept: " + accept_for(head)), "accept"),
    "another protocol": (lambda head: switching(head).replace(b": websocket", b": h2c"), "not-upgraded"),
    "no upgrade": (lambda head: switching(head).replace(b"Upgrade: websocket\r\n", b""), "not-upgraded"),
    "no connection": (lambda head: switching(head).replace(b"Connection: Upgrade\r\n", b""), "not-upgraded"),
    "a subprotocol that was not offered": (
        lambda head: switching(head, b"Sec-WebSocket-Protocol: other"),
        "subprotocol",
    ),
    "two subprotocols": (lambda head: switching(head, b"Sec-WebSocket-Protocol: a, b"), "subprotocol"),
    "an extension that was not offered": (
        lambda head: switching(head, b"Sec-WebSocket-Extensions: x-own"),
        "extension",
    ),
    "an extension with a wrong parameter": (
        lambda head: switching(head, b"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99"),
        "extension",
    ),
    "an extension that cannot be read": (lambda head: switching(head, b"Sec-WebSocket-Extensions: ;;"), "extension"),
}


@pytest.mark.parametrize("case", FALSE_STARTS)
def test_a_false_101_has_its_own_name_and_is_shown(tmp_path, case):
    make, name = FALSE_STARTS[case]
    opening = refused(handing_out(make), tmp_path, options=SocketOptions(("a", "b")))
    assert opening.outcome.failure.id == f"websocket.{name}", opening.outcome.failure
    assert opening.outcome.response.status == 101


@pytest.mark.parametrize("header", [b"Sec-WebSocket-Protocol: a", b"Sec-WebSocket-Extensions: permessage-deflate"])
def test_what_was_not_offered_at_all_is_refused(tmp_path, header):
    opening = refused(handing_out(lambda head: switching(head, header)), tmp_path)
    assert opening.outcome.failure.id in {"websocket.subprotocol", "websocket.extension"}


# Before the answer, the table of the HTTP engine counts, in words for wss


def test_the_wrong_scheme_is_told_in_words_for_websockets(tmp_path, authority):
    async def alert(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x15\x03\x01\x00\x02\x02\x46")

    opening = refused(alert, tmp_path)
    assert opening.outcome.failure.id == "response.tls-expected"
    assert "wss://" in opening.outcome.failure.action
    tls = server_context(issue("localhost"), tmp_path)
    opening = refused(talking(lambda *_: None), tmp_path / "s", tls=tls, ca=(authority.pem,))
    assert opening.outcome.failure.id == "tls.self-signed"


def test_a_server_that_is_not_there_is_told(tmp_path):
    async def work():
        http = HttpEngine(tmp_path)
        async with Loopback(answering()) as server:
            port = server.port
        url = WireUrl.parse(f"ws://localhost:{port}/")
        opening = await WebSocketEngine(http).open(handshake(url), DIRECT, PLAIN, FrameLog())
        await http.aclose()
        return opening.outcome.failure

    assert run(work()).id == "connect.refused"

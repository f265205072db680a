"""HTTP/2 over TLS, with a small server that can misbehave frame by frame."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import h2.config
import h2.connection
import h2.events
import h2.settings
import pytest

from countersign.http_engine.engine import HttpEngine
from countersign.model.body import WireBody
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import DIRECT, Loopback, answering, exchange, ok, request


def speaking(behave):
    """Return a script that speaks HTTP/2 and calls `behave(connection, event, writer)` for each event."""

    async def script(reader, writer):
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                behave(connection, event, writer)
            writer.write(connection.data_to_send())
            await writer.drain()

    return script


def answer(connection, stream, body=b"two", end=True, headers=()):
    connection.send_headers(stream, [(":status", "200"), *headers])
    connection.send_data(stream, body, end_stream=end)


@pytest.fixture
def tls(tmp_path, authority):
    return server_context(issue("localhost", authority), tmp_path, alpn=("h2", "http/1.1"))


def test_a_request_goes_out_exactly_as_given(tmp_path, tls, authority):
    seen, body = [], bytearray()

    def behave(connection, event, writer):
        if isinstance(event, h2.events.RequestReceived):
            seen.extend(event.headers)
        if isinstance(event, h2.events.DataReceived):
            body.extend(event.data)
            connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        if isinstance(event, h2.events.StreamEnded):
            answer(connection, event.stream_id)

    outcome = exchange(
        speaking(behave),
        tmp_path / "spool",
        tls=tls,
        ca=(authority.pem,),
        path="/a/../b//c%2f+d?x=1&x=%7E+",
        wire=lambda url: request(url, "PUT", (("X-One", "a"), ("x-one", "b")), WireBody((b"x" * 300_000,), "")),
    )
    assert outcome.failure is None
    assert outcome.connection.http_version == "HTTP/2"
    assert outcome.response.body.data == b"two"
    assert (":path", "/a/../b//c%2f+d?x=1&x=%7E+") in seen
    assert seen[-3:] == [("x-one", "a"), ("x-one", "b"), ("content-length", "300000")]
    assert bytes(body) == b"x" * 300_000


def reset(connection, event, writer):
    if isinstance(event, h2.events.RequestReceived):
        connection.reset_stream(event.stream_id, error_code=2)


def go_away(connection, event, writer):
    if isinstance(event, h2.events.RequestReceived):
        connection.close_connection(error_code=11)


def reset_in_body(connection, event, writer):
    if isinstance(event, h2.events.RequestReceived):
        answer(connection, event.stream_id, b"part", end=False)
        connection.reset_stream(event.stream_id, error_code=1)


def nonsense(connection, event, writer):
    if isinstance(event, h2.events.RequestReceived):
        writer.write(b"\x00\x00\x04\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00" * 3)  # RST_STREAM on stream 0


def too_short(connection, event, writer):
    if isinstance(event, h2.events.RequestReceived):
        answer(connection, event.stream_id, b"part", headers=(("content-length", "99"),))


def hang_up(connection, event, writer):
    if isinstance(event, h2.events.RequestReceived):
        answer(connection, event.stream_id, b"part", end=False)
        writer.write(connection.data_to_send())
        writer.close()


@pytest.mark.parametrize(
    "case",
    [
        (reset, "http2.reset", None),
        (go_away, "http2.goaway", None),
        (reset_in_body, "http2.reset", b"part"),
        (nonsense, "http2.protocol", None),
        (too_short, "response.truncated", b""),
        (hang_up, "response.truncated", b"part"),
    ],
)
def test_each_way_of_breaking_off_has_its_name(tmp_path, tls, authority, case):
    behave, failure_id, kept = case
    outcome = exchange(speaking(behave), tmp_path / "spool", tls=tls, ca=(authority.pem,))
    assert outcome.failure.id == failure_id, outcome.failure
    if kept is None:
        assert outcome.response is None
    elif outcome.response is not None:
        assert outcome.response.body.data in {kept, b"part"}
        assert outcome.response.body.ended_early


def test_a_server_without_http2_is_spoken_to_in_http1(tmp_path, authority):
    tls = server_context(issue("localhost", authority), tmp_path, alpn=("http/1.1",))
    outcome = exchange(answering(ok(b"one")), tmp_path / "spool", tls=tls, ca=(authority.pem,))
    assert outcome.failure is None
    assert outcome.connection.http_version == "HTTP/1.1"


def test_http2_can_be_switched_off(tmp_path, tls, authority):
    outcome = exchange(
        answering(ok(b"one")), tmp_path / "spool", tls=tls, ca=(authority.pem,), settings=replace(DIRECT, http2=False)
    )
    assert outcome.connection.http_version == "HTTP/1.1"


def test_a_header_that_http2_forbids_is_refused_without_its_value(tmp_path, tls, authority):
    def behave(connection, event, writer):
        pass

    outcome = exchange(
        speaking(behave),
        tmp_path / "spool",
        tls=tls,
        ca=(authority.pem,),
        wire=lambda url: request(url, "GET", (("TE", "canary-value"),)),
    )
    assert outcome.failure.id == "request.refused"
    assert "canary" not in repr(outcome.failure)


def test_requests_share_one_connection_until_one_is_cancelled(tmp_path, tls, authority):
    def behave(connection, event, writer):
        if isinstance(event, h2.events.RequestReceived):
            slow = dict(event.headers)[":path"] == "/slow"
            answer(connection, event.stream_id, end=not slow)

    async def run():
        engine = HttpEngine(tmp_path / "spool", (authority.pem,))
        async with Loopback(speaking(behave), tls) as server:
            for _ in range(2):
                await engine.send(request(server.url()), DIRECT)
            shared = server.connections
            begun = asyncio.Event()

            def observe(report):
                if report.status:
                    begun.set()

            task = asyncio.create_task(engine.send(request(server.url("/slow")), DIRECT, observe))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            after = await engine.send(request(server.url()), DIRECT)
            count = server.connections
            await engine.aclose()
            return shared, after, count

    shared, after, count = asyncio.run(run())
    assert shared == 1
    assert after.failure is None
    assert count == 2


def test_the_total_deadline_holds_in_http2(tmp_path, tls, authority):
    def behave(connection, event, writer):
        pass

    outcome = exchange(
        speaking(behave),
        tmp_path / "spool",
        tls=tls,
        ca=(authority.pem,),
        settings=replace(DIRECT, total_timeout=0.4),
    )
    assert outcome.failure.id == "timeout.total"

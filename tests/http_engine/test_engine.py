"""One hop with real servers: what goes out, what comes back, what is measured."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import time
from dataclasses import replace

import pytest

from countersign.http_engine.body_encoding import encode_body
from countersign.http_engine.engine import HttpEngine
from countersign.model.body import FileBody, WireBody
from countersign.model.url import WireUrl
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import (
    DIRECT,
    Loopback,
    answering,
    exchange,
    left_in,
    ok,
    open_descriptors,
    request,
    send_once,
    settle,
)


def test_a_request_goes_out_exactly_as_given(tmp_path):
    seen = []

    async def script(reader, writer):
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        seen.append(await reader.readexactly(5))
        writer.write(ok(b"fine"))

    headers = (("X-One", "a"), ("x-TWO", "b  c"), ("X-One", "z"), ("Authorization", "AWS4 x"))
    outcome = exchange(
        script,
        tmp_path,
        path="/a/../b//c%2f+d?x=1&x=%7E+&flag",
        wire=lambda url: request(url, "PoST", headers, WireBody((b"he", b"llo"), "")),
    )
    head = seen[0].decode().split("\r\n")
    assert head[0] == "PoST /a/../b//c%2f+d?x=1&x=%7E+&flag HTTP/1.1"
    assert head[1].startswith("Host: localhost:")
    assert head[2:6] == ["X-One: a", "x-TWO: b  c", "X-One: z", "Authorization: AWS4 x"]
    assert head[6:] == ["Content-Length: 5", "", ""]
    assert seen[1] == b"hello"
    assert outcome.failure is None
    assert outcome.response.body.data == b"fine"


def test_an_empty_post_says_that_it_is_empty_and_a_get_says_nothing(tmp_path):
    heads = []

    async def script(reader, writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ok(b""))

    exchange(script, tmp_path, wire=lambda url: request(url, "POST"))
    exchange(script, tmp_path)
    assert b"Content-Length: 0" in heads[0]
    assert b"Content-Length" not in heads[1]


def test_response_headers_keep_order_case_and_repetition(tmp_path):
    answer = ok(b"x", b"Set-Cookie: a=1", b"X-b: 2", b"set-cookie: c=3", b"X-Name: caf\xe9")
    response = exchange(answering(answer), tmp_path).response
    assert response.headers == (
        ("Content-Length", "1"),
        ("Set-Cookie", "a=1"),
        ("X-b", "2"),
        ("set-cookie", "c=3"),
        ("X-Name", "café"),
    )
    assert (response.status, response.reason) == (200, "OK")


def test_phases_and_connection_are_told_and_a_connection_is_used_again(tmp_path):
    async def script(reader, writer):
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ok(b"again"))

    async def run():
        engine = HttpEngine(tmp_path)
        async with Loopback(script) as server:
            outcomes = [await engine.send(request(server.url()), DIRECT) for _ in range(3)]
            await engine.aclose()
            return server.connections, server.port, outcomes

    connections, port, (first, second, third) = asyncio.run(run())
    assert connections == 1
    assert [phase.name for phase in first.phases] == ["DNS and TCP", "Sending", "Waiting", "Download"]
    assert [phase.name for phase in second.phases] == ["Sending", "Waiting", "Download"]
    assert all(phase.start <= phase.end for phase in first.phases)
    assert first.connection.http_version == "HTTP/1.1"
    assert first.connection.remote_address in {f"127.0.0.1:{port}", f"[::1]:{port}"}
    assert [outcome.connection.reused for outcome in (first, second, third)] == [False, True, True]


def test_a_kept_connection_that_died_is_replaced_for_a_get_and_told_for_a_post(tmp_path):
    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ok(b"once"))
        await reader.readuntil(b"\r\n\r\n")  # the next request on this connection is read and never answered

    async def run():
        engine = HttpEngine(tmp_path)
        async with Loopback(script) as server:
            await engine.send(request(server.url()), DIRECT)
            again = await engine.send(request(server.url()), DIRECT)
            post = await engine.send(request(server.url(), "POST"), DIRECT)
            await engine.aclose()
            return again, post, server.connections

    again, post, connections = asyncio.run(run())
    assert again.response.body.data == b"once"
    assert post.failure.id == "connection.closed"
    assert connections == 2


def test_a_gzip_body_is_decoded_and_both_sizes_are_told(tmp_path):
    packed = gzip.compress(b"hello " * 1000)
    body = exchange(answering(ok(packed, b"Content-Encoding: gzip")), tmp_path).response.body
    assert body.read() == b"hello " * 1000
    assert (body.size, body.wire_size, body.ended_early) == (6000, len(packed), "")


def test_an_unknown_coding_is_kept_as_it_came_with_a_label(tmp_path):
    outcome = exchange(answering(ok(b"raw", b"Content-Encoding: aws-chunked")), tmp_path)
    assert outcome.failure is None
    assert outcome.response.body.data == b"raw"
    assert "aws-chunked" in outcome.response.body.ended_early


def test_a_head_answer_with_a_coding_and_a_length_is_whole(tmp_path):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Encoding: gzip\r\n\r\n"
    outcome = exchange(answering(answer), tmp_path, wire=lambda url: request(url, "HEAD"))
    assert outcome.failure is None
    assert outcome.response.body.ended_early == ""


def test_a_large_body_goes_to_a_private_file_that_goes_with_its_last_reader(tmp_path):
    spool = tmp_path / "spool"
    content = os.urandom(1024) * 1024 * 9

    async def run():
        engine = HttpEngine(spool)
        async with Loopback(answering(ok(content))) as server:
            outcome = await engine.send(request(server.url()), DIRECT)
            body = outcome.response.body
            assert body.data == b""
            assert body.size == len(content)
            assert body.path.stat().st_mode & 0o777 == 0o600
            assert spool.stat().st_mode & 0o777 == 0o700
            assert hashlib.sha256(body.read()).digest() == hashlib.sha256(content).digest()
            assert body.read(5) == content[:5]
            del outcome, body
            assert left_in(spool) == []
            kept = await engine.send(request(server.url()), DIRECT)
            await engine.aclose()
            assert left_in(spool) == []
            return kept

    assert asyncio.run(run()).response.body.path is not None


def test_progress_tells_the_status_first_and_then_sizes(tmp_path):
    seen = []
    outcome = exchange(answering(ok(b"x" * 3_000_000)), tmp_path, observe=seen.append)
    assert outcome.failure is None
    heads = [report for report in seen if report.status is not None]
    assert (heads[0].status, heads[0].received, heads[0].expected) == (200, 0, 3_000_000)
    assert [report.phase for report in seen[:3]] == ["DNS and TCP", "Sending", "Waiting"]
    assert len(seen) < 60


def test_events_are_seen_while_the_stream_is_open(tmp_path):
    release = []

    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n")
        writer.write(b"event: tick\ndata: 1\n\n")
        await release[0].wait()
        writer.write(b"data: 2\r\n\r\n")

    async def run():
        release.append(asyncio.Event())
        events = []

        def observe(report):
            events.extend(report.events)
            if report.events:
                release[0].set()

        async with Loopback(script) as server:
            settings = replace(DIRECT, total_timeout=30)
            outcome = await send_once(request(server.url()), tmp_path, settings, observe=observe)
        return outcome, events

    outcome, events = asyncio.run(run())
    assert [(event.event, event.data) for event in events] == [("tick", "1"), ("message", "2")]
    assert outcome.response.body.read().startswith(b"event: tick")


def test_an_event_stream_outlives_the_total_deadline(tmp_path):
    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for number in range(5):
            writer.write(b"data: %d\n\n" % number)
            await writer.drain()
            await asyncio.sleep(0.1)

    outcome = exchange(script, tmp_path, settings=replace(DIRECT, total_timeout=0.25))
    assert outcome.failure is None
    assert outcome.response.body.read().count(b"data") == 5


def test_cookies_are_absorbed_unless_the_settings_say_no(tmp_path):
    async def run():
        engine = HttpEngine(tmp_path)
        async with Loopback(answering(ok(b"", b"Set-Cookie: a=1; Path=/", b"Set-Cookie: b=2"))) as server:
            url = server.url()
            await engine.send(request(url), replace(DIRECT, use_cookies=False))
            before = engine.cookies.header_for(url)
            await engine.send(request(url), DIRECT)
            after = engine.cookies.header_for(url)
            await engine.aclose()
            return before, after

    before, after = asyncio.run(run())
    assert before == ""
    assert after == "a=1; b=2"


@pytest.mark.parametrize("where", ["connect", "answer", "body", "spooled"])
def test_cancel_ends_within_a_second_and_leaves_nothing(tmp_path, where):
    spool = tmp_path / "spool"

    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        if where != "answer":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n" + b"x" * 1000)
        if where == "spooled":
            writer.write(b"y" * 12_000_000)
            while not reader.at_eof():
                writer.write(b"y" * 1000)
                await writer.drain()
                await asyncio.sleep(0.02)
        await reader.read()

    async def run():
        reached = asyncio.Event()
        enough = {"connect": "DNS and TCP", "answer": "Waiting", "body": "Download", "spooled": "Download"}

        def observe(report):
            if report.phase == enough[where] and (where != "spooled" or left_in(spool)):
                reached.set()

        engine = HttpEngine(spool)
        await engine.prepare()
        async with Loopback(script) as server:
            before = open_descriptors()
            task = asyncio.create_task(engine.send(request(server.url()), DIRECT, observe))
            await asyncio.wait_for(reached.wait(), 5)
            begun = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            took = time.monotonic() - begun
            del task
            await settle()
            assert left_in(spool) == []
            assert open_descriptors() <= before + 1  # the server's side of the connection
            await engine.aclose()
        return took

    assert asyncio.run(run()) < 1


def test_a_file_body_is_streamed_from_disk(tmp_path):
    content = os.urandom(3_000_001)
    file = tmp_path / "upload.bin"
    file.write_bytes(content)
    received = []

    async def script(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        received.append(head)
        received.append(await reader.readexactly(len(content)))
        writer.write(ok(b"thanks"))

    async def run():
        body = (await encode_body(FileBody(str(file)))).wire
        async with Loopback(script) as server:
            return body, await send_once(request(server.url(), "PUT", (), body), tmp_path / "spool")

    body, outcome = asyncio.run(run())
    assert outcome.failure is None
    assert f"Content-Length: {len(content)}".encode() in received[0]
    assert received[1] == content
    assert body.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("change", ["rewritten", "grown", "gone"])
def test_a_file_that_changed_after_signing_is_never_sent_whole(tmp_path, change):
    file = tmp_path / "upload.bin"
    file.write_bytes(b"a" * 600_000)
    got = []

    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        got.append(await reader.read(-1))

    async def run():
        body = (await encode_body(FileBody(str(file)))).wire
        if change == "gone":
            file.unlink()
        else:
            file.write_bytes(b"b" * (600_000 if change == "rewritten" else 700_000))
            os.utime(file, ns=(1, 1))
        async with Loopback(script) as server:
            outcome = await send_once(request(server.url(), "PUT", (), body), tmp_path / "spool")
            await settle()
        return outcome

    outcome = asyncio.run(run())
    assert outcome.failure.id == "body.file-changed"
    assert str(file) in outcome.failure.sentence
    assert all(len(body) < 600_000 for body in got)


def test_a_file_that_changes_while_it_is_sent_is_broken_off(tmp_path):
    file = tmp_path / "upload.bin"
    file.write_bytes(b"a" * 2_000_000)
    got = []

    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(1000)
        with file.open("r+b") as other:
            other.write(b"c" * 10)
        os.utime(file, ns=(5, 5))
        got.append(len(await reader.read(-1)) + 1000)

    async def run():
        body = (await encode_body(FileBody(str(file)))).wire
        async with Loopback(script) as server:
            outcome = await send_once(request(server.url(), "PUT", (), body), tmp_path / "spool")
            await settle()
        return outcome

    assert asyncio.run(run()).failure.id == "body.file-changed"
    assert got == [] or got[0] < 2_000_000


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GE T", (), "request.method"),
        ("GET", (("X y", "1"),), "request.header-name"),
        ("GET", (("X-Y", "canary\r\nEvil: 1"),), "request.header-value"),
        ("GET", (("X-Y", " canary"),), "request.header-value"),
        ("GET", (("Content-Length", "3"),), "request.content-length"),
    ],
)
def test_what_no_transport_takes_is_named_and_not_sent(tmp_path, method, headers, expected):
    async def run():
        async with Loopback(answering(ok(b""))) as server:
            outcome = await send_once(request(server.url(), method, headers), tmp_path)
            return outcome, server.connections

    outcome, connections = asyncio.run(run())
    assert outcome.failure.id == expected
    assert outcome.failure.field
    assert "canary" not in repr(outcome.failure)
    assert connections == 0


def test_a_request_without_host_and_one_for_a_socket_are_refused(tmp_path):
    wire = request(WireUrl.parse("http://localhost:1/"))
    assert asyncio.run(send_once(replace(wire, headers=()), tmp_path)).failure.id == "request.header-missing"
    socket = replace(wire, url=WireUrl.parse("wss://localhost/"))
    assert asyncio.run(send_once(socket, tmp_path)).failure.id == "request.scheme"


def test_tls_facts_and_the_whole_chain_are_told(tmp_path, authority):
    middle = issue("Middle CA", authority, names=("middle.invalid",), ca=True)
    leaf = issue("localhost", middle, names=("localhost", "127.0.0.1"))
    tls = server_context(leaf, tmp_path, chain=middle.pem)
    outcome = exchange(answering(ok(b"safe")), tmp_path, tls=tls, ca=(authority.pem,))
    assert outcome.failure is None
    connection = outcome.connection
    assert connection.tls_version == "TLSv1.3"
    assert connection.cipher.startswith("TLS_")
    assert [certificate.subject for certificate in connection.certificates] == ["CN=localhost", "CN=Middle CA"]
    assert connection.certificates[0].names == ("localhost", "127.0.0.1")
    assert connection.certificates[0].issuer == "CN=Middle CA"
    assert [phase.name for phase in outcome.phases] == ["DNS and TCP", "TLS", "Sending", "Waiting", "Download"]


def test_nothing_heavy_is_imported_with_the_engine():
    import subprocess
    import sys

    code = (
        "import sys, countersign.http_engine.engine, countersign.http_engine.body_encoding;"
        "print([m for m in ('httpx', 'httpcore', 'h2', 'cryptography', 'anyio', 'brotli') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

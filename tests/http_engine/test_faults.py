"""The fault matrix: every way in which a server, a proxy or a network fails has its own name and sentence."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import threading
from dataclasses import replace

import pytest

from countersign.http_engine.failures import failure_ids
from countersign.model.body import WireBody
from countersign.model.url import WireUrl
from tests.http_engine.certificates import issue, server_context
from tests.http_engine.loopback import (
    DIRECT,
    Loopback,
    answering,
    exchange,
    left_in,
    ok,
    request,
    reset_connection,
    send_once,
)

HEAD = b"HTTP/1.1 200 OK\r\n"
QUICK = replace(DIRECT, connect_timeout=0.4, read_timeout=0.4, total_timeout=5)


def assert_told(outcome, failure_id):
    assert outcome.failure is not None
    assert outcome.failure.id == failure_id, outcome.failure
    assert failure_id in failure_ids()
    assert outcome.failure.sentence.endswith(".")
    assert "{" not in outcome.failure.sentence
    assert outcome.failure.action


BODY_CASES = {
    "reset in the body": (
        answering(HEAD + b"Content-Length: 99\r\n\r\npart", reset=True),
        "connection.reset",
        b"part",
    ),
    "length cut": (answering(HEAD + b"Content-Length: 99\r\n\r\npart"), "response.truncated", b"part"),
    "chunks cut": (
        answering(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"),
        "response.chunks-truncated",
        b"part",
    ),
    "gzip cut": (
        answering(ok(gzip.compress(b"part" * 9)[:-6], b"Content-Encoding: gzip")),
        "response.coding-truncated",
        b"part" * 9,
    ),
    "bad chunk": (
        answering(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\nzz\r\n"),
        "response.bad-chunk",
        b"part",
    ),
    "two lengths": (
        answering(HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\npart"),
        "response.two-lengths",
        None,
    ),
    "bad length": (answering(HEAD + b"Content-Length: four\r\n\r\npart"), "response.bad-length", None),
    "length and chunks": (
        answering(HEAD + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n0\r\n\r\n"),
        "response.length-and-chunked",
        b"part",
    ),
    "garbage": (answering(b"\x00\xff\x13garbage\r\n\r\n"), "response.not-http", None),
    "corrupt gzip": (
        answering(ok(gzip.compress(b"x")[:10] + b"\xff" * 20, b"Content-Encoding: gzip")),
        "response.coding-corrupt",
        b"",
    ),
    "closed without an answer": (answering(), "connection.closed", None),
    "closed within the head": (answering(HEAD + b"X-A: 1\r\n"), "connection.closed", None),
    "reset without an answer": (answering(reset=True), "connection.reset", None),
    "10 GB claimed": (answering(HEAD + b"Content-Length: 10000000000\r\n\r\npart"), "response.truncated", b"part"),
    "200 KB header": (answering(HEAD + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n"), "response.head-too-large", None),
    "1xx flood": (answering(b"HTTP/1.1 102 Processing\r\n\r\n" * 60_000), "response.no-final-answer", None),
    "header without a colon": (answering(HEAD + b"nonsense\r\n\r\n"), "response.head-invalid", None),
}


@pytest.mark.parametrize("case", BODY_CASES)
def test_a_broken_answer_has_its_own_name_and_keeps_what_came(tmp_path, case):
    script, failure_id, kept = BODY_CASES[case]
    outcome = exchange(script, tmp_path, settings=replace(DIRECT, read_timeout=2))
    assert_told(outcome, failure_id)
    if kept is None:
        assert outcome.response is None
    else:
        assert outcome.response.body.read() == kept
        whole = failure_id == "response.length-and-chunked"
        assert (outcome.response.body.ended_early == "") is whole
    assert left_in(tmp_path) == []


def test_a_bomb_is_stopped_and_its_beginning_kept(tmp_path):
    bomb = gzip.compress(gzip.compress(bytes(500_000_000), 9), 9)
    assert len(bomb) < 3000
    outcome = exchange(answering(ok(bomb, b"Content-Encoding: gzip, gzip")), tmp_path / "spool")
    assert_told(outcome, "response.decompression-bomb")
    assert 90_000_000 < outcome.response.body.size <= 104_857_600
    assert "Stopped" in outcome.response.body.ended_early
    del outcome
    assert left_in(tmp_path / "spool") == []


async def _drip(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def _silent(reader, writer):
    await reader.read(-1)


async def _slow_head(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    for byte in HEAD * 100:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def _stalls(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\npart")
    await reader.read()


SLOW_CASES = {
    "one byte at a time in the body": (
        _drip,
        replace(QUICK, total_timeout=0.7),
        "timeout.total",
        "receiving the body",
    ),
    "one byte at a time in the head": (_slow_head, replace(QUICK, total_timeout=0.7), "timeout.total", "waiting"),
    "no answer": (_silent, QUICK, "timeout.response", "0.4 s"),
    "body stalls": (_stalls, QUICK, "timeout.body", "0.4 s"),
}


@pytest.mark.parametrize("case", SLOW_CASES)
def test_each_deadline_has_its_own_name(tmp_path, case):
    script, settings, failure_id, words = SLOW_CASES[case]
    outcome = exchange(script, tmp_path, settings=settings)
    assert_told(outcome, failure_id)
    assert words in outcome.failure.sentence
    if "body" in case:
        assert outcome.response.body.size > 0
        assert outcome.response.body.ended_early.startswith("Ended early")


def test_a_server_that_takes_no_more_of_a_body_runs_into_the_send_deadline(tmp_path):
    async def script(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(30)

    big = WireBody((b"x" * 40_000_000,), "")
    outcome = exchange(script, tmp_path, settings=QUICK, wire=lambda url: request(url, "POST", (), big))
    assert_told(outcome, "timeout.send")


def test_a_tls_handshake_that_never_ends_has_its_own_deadline(tmp_path):
    outcome = exchange(_silent, tmp_path, scheme="https", settings=QUICK)
    assert_told(outcome, "timeout.tls")


def tls_case(name, authority, folder):
    stranger = issue("Stranger CA", names=("ca.invalid",), ca=True)
    issued = {
        "self-signed": lambda: issue("localhost"),
        "wrong-host": lambda: issue("other", authority, ("other.invalid",)),
        "expired": lambda: issue("localhost", authority, start=-30, end=-2),
        "not-yet-valid": lambda: issue("localhost", authority, start=2),
        "unknown-ca": lambda: issue("localhost", stranger),
    }[name]()
    return server_context(issued, folder)


@pytest.mark.parametrize("name", ["self-signed", "wrong-host", "expired", "not-yet-valid", "unknown-ca"])
def test_each_bad_certificate_has_its_own_name_and_passes_unverified(tmp_path, authority, name):
    tls = tls_case(name, authority, tmp_path)
    spool = tmp_path / "spool"
    refused = exchange(answering(ok(b"x")), spool, tls=tls, ca=(authority.pem,))
    assert_told(refused, f"tls.{name}")
    assert refused.response is None
    taken = exchange(
        answering(ok(b"x")), spool, tls=tls, ca=(authority.pem,), settings=replace(DIRECT, verify_tls=False)
    )
    assert taken.failure is None
    assert len(taken.connection.certificates) == 1


def test_a_plain_port_and_a_tls_port_are_told_apart(tmp_path, authority):
    async def plain(reader, writer):
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert_told(exchange(plain, tmp_path, scheme="https"), "tls.not-tls")

    async def alert(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x15\x03\x01\x00\x02\x02\x46")

    assert_told(exchange(alert, tmp_path), "response.tls-expected")


@pytest.mark.parametrize("reset", [True, False])
def test_a_dropped_handshake_has_its_own_name(tmp_path, reset):
    async def script(reader, writer):
        await reader.read(10)
        if reset:
            reset_connection(writer)

    assert_told(exchange(script, tmp_path, scheme="https"), "tls.handshake-dropped")


@pytest.fixture
def asking_server(tmp_path, authority):
    """Run a TLS server that wants a client certificate; asyncio's own sends no alert when it refuses."""
    stop = []

    def start(version):
        tls = server_context(issue("localhost", authority), tmp_path, client_ca=authority.pem)
        tls.minimum_version = tls.maximum_version = version
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=serve, args=(listener, tls))
        thread.start()
        stop.extend([lambda: listener.shutdown(socket.SHUT_RDWR), thread.join, listener.close])
        return listener.getsockname()[1]

    def serve(listener, tls):
        with contextlib.suppress(OSError):
            while True:
                raw, _ = listener.accept()
                answer_one(raw, tls)

    def answer_one(raw, tls):
        connection = tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
        try:
            connection.do_handshake()
            connection.recv(10_000)
            connection.sendall(ok(b"x"))
            connection.close()
        except ssl.SSLError:
            # Read what the client has sent already: a reset for it would overtake the alert.
            with socket.socket(fileno=connection.detach()) as rest:
                rest.shutdown(socket.SHUT_WR)
                while rest.recv(10_000):
                    pass

    yield start
    for step in stop:
        step()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_missing_client_certificate_is_told_and_a_given_one_used(tmp_path, authority, asking_server, version):
    url = WireUrl.parse(f"https://localhost:{asking_server(version)}/")
    spool, trusted = tmp_path / "spool", (authority.pem,)
    refused = asyncio.run(send_once(request(url), spool, ca=trusted))
    assert_told(refused, "tls.client-certificate-missing" if version is ssl.TLSVersion.TLSv1_3 else "tls.handshake")
    file = issue("client", authority, ("client",)).save(tmp_path, "client")
    settings = replace(DIRECT, client_certificate=str(file))
    assert asyncio.run(send_once(request(url), spool, settings, ca=trusted)).failure is None
    stranger = issue("client", issue("Stranger", names=("s.invalid",), ca=True), ("client",)).save(
        tmp_path, "stranger"
    )
    settings = replace(DIRECT, client_certificate=str(stranger))
    outcome = asyncio.run(send_once(request(url), spool, settings, ca=trusted))
    assert_told(outcome, "tls.client-certificate-refused")


def test_dns_and_refused_have_their_own_names(tmp_path):
    async def unused_port():
        async with Loopback(_silent) as server:
            return server.port

    nowhere = request(WireUrl.parse("http://nowhere.invalid/"))
    outcome = asyncio.run(send_once(nowhere, tmp_path))
    assert_told(outcome, "dns.unknown-host")
    assert "nowhere.invalid" in outcome.failure.sentence
    closed = request(WireUrl.parse(f"http://localhost:{asyncio.run(unused_port())}/"))
    assert_told(asyncio.run(send_once(closed, tmp_path)), "connect.refused")


def test_no_detail_shows_a_header_value_or_a_query(tmp_path):
    async def echo(reader, writer):
        writer.write(await reader.readuntil(b"\r\n\r\n"))

    headers = (("Authorization", "Bearer canary-in-header"),)
    outcome = exchange(echo, tmp_path, path="/?key=canary-in-query", wire=lambda url: request(url, "GET", headers))
    assert outcome.failure.id == "response.not-http"
    assert "canary" not in repr(outcome.failure)

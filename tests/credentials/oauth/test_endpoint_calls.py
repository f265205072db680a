"""Whatever a server does, a call ends with an answer or with a sentence."""

from __future__ import annotations

import asyncio
import gzip
import logging
import os
import ssl

import pytest

from countersign.credentials.oauth.endpoint_calls import EndpointCalls
from countersign.credentials.whole_answers import LARGEST_ANSWER
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl
from tests.credentials.oauth.conftest import free_ports
from tests.credentials.oauth.scripted_provider import ScriptedProvider, answer
from tests.http_engine.certificates import issue

SECRET = "cAnArY7secretValue"


def call(replies: dict, path: str = "/x", *, method: str = "get", deadline: float = 5.0):
    """Call a scripted server once; return the answer or the failure, and the server."""

    async def scenario():
        async with ScriptedProvider({path: [reply] for path, reply in replies.items()}) as server:
            return await outcome(
                EndpointCalls(Redactor(), deadline=deadline), f"{server.issuer}{path}", method
            ), server

    return asyncio.run(scenario())


async def outcome(calls: EndpointCalls, url: str, method: str = "get"):
    try:
        if method == "get":
            return await calls.get(WireUrl.parse(url))
        return await calls.post(WireUrl.parse(url), {"client_secret": SECRET}, {"Authorization": f"Basic {SECRET}"})
    except CredentialsError as error:
        if error.__cause__ or error.__context__:
            pytest.fail("a library's error would carry the request with its secrets")
        return error.failure


def test_a_form_is_posted_and_json_is_read():
    reply = answer({"a": 1}, kind="application/json; charset=utf-8")
    given, server = call({"/x": reply}, method="post")
    assert given.json_object() == {"a": 1}
    [received] = server.received
    assert received.form == {"client_secret": SECRET}
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    assert received.headers["accept"] == "application/json"
    assert received.headers["accept-encoding"] == "identity"
    assert received.headers["authorization"] == f"Basic {SECRET}"


@pytest.mark.parametrize(
    ("reply", "failure_id"),
    [
        (answer(b"<html>", kind="text/html"), "oauth.content-type"),
        (answer({"a": 1}, kind="text/plain"), "oauth.content-type"),
        (answer({"a": 1}, kind=""), "oauth.content-type"),
        (answer(b"{not json"), "oauth.not-json"),
        (answer(b""), "oauth.not-json"),
        (answer(b"[1, 2]"), "oauth.not-json"),
        (answer(b"null"), "oauth.not-json"),
        (answer(b"\xff\xfe{"), "oauth.not-json"),
        (answer(b"[" * 100_000), "oauth.not-json"),
    ],
)
def test_what_is_no_json_object_is_named(reply, failure_id):
    given, _ = call({"/x": reply})
    with pytest.raises(CredentialsError) as caught:
        given.json_object()
    assert caught.value.failure.id == failure_id
    assert "localhost" in caught.value.failure.sentence


def test_an_answer_does_not_show_its_tokens():
    given, _ = call({"/x": answer({"access_token": SECRET})})
    assert SECRET not in repr(given)


@pytest.mark.parametrize("body", [b"x" * (LARGEST_ANSWER + 1), b"x" * 20_000_000])
def test_a_huge_answer_is_not_read_to_its_end(body):
    failure, _ = call({"/x": answer(body)})
    assert failure.id == "oauth.too-large"


def test_an_answer_of_the_largest_size_is_read():
    given, _ = call({"/x": answer(b"x" * LARGEST_ANSWER)})
    assert len(given.body) == LARGEST_ANSWER


def test_a_compressed_answer_is_refused_unread():
    bomb = gzip.compress(b"\0" * 10_000_000)
    failure, _ = call({"/x": answer(bomb, "200 OK", "Content-Encoding: gzip")})
    assert failure.id == "oauth.compressed"


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_an_answer_that_breaks_off_counts_as_not_reached(reply):
    failure, _ = call({"/x": reply}, method="post")
    assert failure.id == "oauth.unreachable"
    assert failure.detail


@pytest.mark.parametrize("url", ["http://localhost:{port}/", "http://nowhere.invalid/", "http://127.0.0.1:{port}/"])
def test_nobody_there(url):
    failure = asyncio.run(outcome(EndpointCalls(Redactor()), url.format(port=free_ports(1)[0]), "post"))
    assert failure.id == "oauth.unreachable"
    assert "cannot be reached" in failure.sentence


def test_a_server_that_hangs_ends_at_the_deadline():
    async def hang(_):
        await asyncio.Event().wait()
        return b""

    failure, _ = call({"/x": hang}, method="post", deadline=0.2)
    assert failure.id == "oauth.timeout"


def test_a_server_that_drips_cannot_outlive_the_deadline():
    async def drip(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async def scenario():
        async with ScriptedProvider() as server:
            server._server.close()
            drips = await asyncio.start_server(_quietly(drip), "127.0.0.1", 0)
            port = drips.sockets[0].getsockname()[1]
            failure = await outcome(EndpointCalls(Redactor(), deadline=0.3), f"http://localhost:{port}/")
            drips.close()
            return failure

    assert asyncio.run(scenario()).id == "oauth.timeout"


def _quietly(script):
    async def serve(reader, writer):
        try:
            await script(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    return serve


def test_a_redirect_within_the_origin_is_followed():
    given, server = call({"/x": answer({}, "302 Found", "Location: /y"), "/y": answer({"here": True})})
    assert given.json_object() == {"here": True}
    assert server.paths() == ["/x", "/y"]


def test_a_redirect_for_ever_is_not_followed_for_ever():
    failure, server = call({"/x": answer({}, "302 Found", "Location: /x")})
    assert failure.id == "oauth.redirected"
    assert len(server.received) == 4


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://[", "", "javascript:alert(1)", "//user:pw@x/"])
def test_a_redirect_to_nowhere_is_named(location):
    failure, server = call({"/x": answer({}, "301 Moved Permanently", f"Location: {location}")})
    assert failure.id == "oauth.redirected"
    assert set(server.paths()) == {"/x"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_redirect_to_another_host_is_never_followed(method):
    async def scenario():
        async with ScriptedProvider({"/y": [answer({})]}) as other:
            location = f"Location: http://127.0.0.1:{other.port}/y"
            async with ScriptedProvider({"/x": [answer({}, "307 Temporary Redirect", location)]}) as server:
                failure = await outcome(EndpointCalls(Redactor()), f"{server.issuer}/x", method)
                return failure, other.received, len(server.received)

    failure, received, calls = asyncio.run(scenario())
    assert failure.id == "oauth.redirected"
    assert received == []
    assert calls == 1


def test_a_form_with_secrets_follows_no_redirect_at_all():
    failure, server = call({"/x": answer({}, "307 Temporary Redirect", "Location: /y")}, method="post")
    assert failure.id == "oauth.redirected"
    assert server.paths() == ["/x"]


def test_a_certificate_is_trusted_only_when_its_authority_is(tmp_path):
    authority = issue("Test CA", names=("ca.invalid",), ca=True)
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_tls.load_cert_chain(issue("localhost", authority).save(tmp_path, "server"))

    async def scenario():
        async with ScriptedProvider({"/x": [answer({"safe": True})]}, tls=server_tls) as server:
            url = f"{server.issuer}/x"
            refused = await outcome(EndpointCalls(Redactor()), url)
            trusted = await outcome(EndpointCalls(Redactor(), authorities=(authority.pem,)), url)
            return refused, trusted, len(server.received)

    refused, trusted, requests = asyncio.run(scenario())
    assert refused.id == "oauth.tls"
    assert "not safe" in refused.sentence
    assert trusted.json_object() == {"safe": True}
    assert requests == 1


def test_calls_to_this_machine_pass_by_the_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_ports(1)[0]}")
    given, _ = call({"/x": answer({"direct": True})})
    assert given.json_object() == {"direct": True}


def test_calls_to_elsewhere_take_the_proxy_of_the_environment(monkeypatch):
    async def scenario():
        async with ScriptedProvider({"http://provider.invalid/x": [answer({"by": "proxy"})]}) as proxy:
            monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
            return await outcome(EndpointCalls(Redactor()), "http://provider.invalid/x")

    assert asyncio.run(scenario()).json_object() == {"by": "proxy"}


def test_a_proxy_that_cannot_be_used_is_a_failure_and_no_crash(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "gopher://nowhere")
    assert asyncio.run(outcome(EndpointCalls(Redactor()), "https://provider.invalid/")).id == "oauth.unreachable"


def test_nothing_is_left_open_and_no_secret_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    call({"/x": answer({})}, method="post")
    before = _descriptors()
    for reply in (answer({}), b"", answer(b"x" * 1_000_000)):
        call({"/x": reply}, method="post")
    assert _descriptors() <= before
    assert SECRET not in caplog.text


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count is all that is asked

"""One redirect comes back to this machine, and nothing else is let in."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.credentials.loopback_redirect import LoopbackRedirect, redirect_uris
from countersign.model.errors import CredentialsError
from tests.credentials.oauth.conftest import free_ports

STATE = "st4te-of-this-sign-in"


async def visit(url: str, **parameters: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        return await client.get(f"{url}?{urlencode(parameters)}" if parameters else url)


async def raw(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    writer.write_eof()
    data = await reader.read()
    writer.close()
    return data


def test_the_addresses_to_register_are_fixed():
    assert redirect_uris() == (
        "http://localhost:7373/callback",
        "http://localhost:17373/callback",
        "http://localhost:27373/callback",
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_the_answer_arrives_on_either_address_and_the_browser_gets_a_plain_page(ports, host):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            page = await visit(redirect.redirect_uri.replace("localhost", host), code="a b+c", state=STATE, iss="x")
            return redirect, page, await redirect.answer()

    redirect, page, parameters = asyncio.run(scenario())
    assert redirect.redirect_uri == f"http://localhost:{ports[0]}/callback"
    assert redirect.notice is None
    assert parameters == {"code": "a b+c", "state": STATE, "iss": "x"}
    assert page.status_code == 200
    assert "You can close this tab" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["content-security-policy"] == "default-src 'none'"


def test_only_the_first_request_counts_and_afterwards_the_port_is_free(ports):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            await visit(redirect.redirect_uri, code="first", state=STATE)
            second = await visit(redirect.redirect_uri, code="second", state=STATE)
            return second.status_code, (await redirect.answer())["code"]

    assert asyncio.run(scenario()) == (404, "first")
    for address in (("127.0.0.1", ports[0]), ("::1", ports[0])):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        socket.create_server(address, family=family).close()


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /favicon.ico HTTP/1.1",
        "GET /callback HTTP/1.1",
        "GET /callback?state={state} HTTP/1.1",
        "GET /callbackx?code=c&state={state} HTTP/1.1",
        "POST /callback?code=c&state={state} HTTP/1.1",
        "HEAD /callback?code=c&state={state} HTTP/1.1",
        "GET /callback?code=c&state={state} HTTP/2.0",
        "GET /callback?code=c&state={state}",
        "GET /callback?" + "&".join(f"code{n}=c" for n in range(60)) + "&code=c HTTP/1.1",
        "nonsense",
        "",
    ],
)
def test_other_requests_are_refused_and_change_nothing(ports, request_line):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            refused = await raw(ports[0], f"{request_line.format(state=STATE)}\r\n\r\n".encode())
            await visit(redirect.redirect_uri, code="real", state=STATE)
            return refused, (await redirect.answer())["code"]

    refused, code = asyncio.run(scenario())
    assert refused.startswith(b"HTTP/1.1 404 ")
    assert code == "real"


@pytest.mark.parametrize("request_bytes", [b"", b"GET /call", b"\x16\x03\x01" + b"\0" * 100, b"G" * 100_000])
def test_what_is_no_request_is_dropped_without_an_answer(ports, request_bytes):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            try:
                dropped = await raw(ports[0], request_bytes)
            except ConnectionError:
                dropped = b""
            await visit(redirect.redirect_uri, code="real", state=STATE)
            return dropped, (await redirect.answer())["code"]

    assert asyncio.run(scenario()) == (b"", "real")


@pytest.mark.parametrize(
    ("query", "failure_id"),
    [
        ("code=c&state=another", "redirect.state-mismatch"),
        ("code=c", "redirect.state-mismatch"),
        ("code=c&state=", "redirect.state-mismatch"),
        ("error=access_denied&state=st%C3%A4te", "redirect.state-mismatch"),
        (f"code=c&code=d&state={STATE}", "redirect.repeated-parameter"),
        (f"code=c&state={STATE}&state={STATE}", "redirect.repeated-parameter"),
    ],
)
def test_an_answer_that_is_not_ours_ends_the_sign_in(ports, query, failure_id):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            page = await visit(f"{redirect.redirect_uri}?{query}")
            with pytest.raises(CredentialsError) as caught:
                await redirect.answer()
            return page, caught.value.failure

    page, failure = asyncio.run(scenario())
    assert failure.id == failure_id
    assert failure.action
    assert page.status_code == 400
    assert "did not succeed" in page.text


def test_an_error_of_the_provider_is_an_answer_and_no_word_of_it_gets_onto_the_page(ports):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            page = await visit(
                redirect.redirect_uri, error="access_denied", error_description="<script>alert(1)", state=STATE
            )
            return page, await redirect.answer()

    page, parameters = asyncio.run(scenario())
    assert parameters["error"] == "access_denied"
    assert page.status_code == 400
    assert "script" not in page.text


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_taken_port_is_named_and_the_next_one_used(ports, address):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports) as redirect:
            return redirect.notice, redirect.redirect_uri

    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, ports[0]), family=family):
        notice, uri = asyncio.run(scenario())
    assert uri == f"http://localhost:{ports[1]}/callback"
    assert notice.id == "redirect.port-taken"
    assert f"Port {ports[0]} is taken" in notice.sentence
    assert uri in notice.sentence


def test_when_every_port_is_taken_all_are_named(ports):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports):
            pytest.fail("there was no port to listen on")

    listeners = [socket.create_server(("127.0.0.1", port)) for port in ports]
    try:
        with pytest.raises(CredentialsError) as caught:
            asyncio.run(scenario())
    finally:
        for listener in listeners:
            listener.close()
    assert caught.value.failure.id == "redirect.ports-taken"
    assert f"{ports[0]}, {ports[1]} and {ports[2]}" in caught.value.failure.sentence


def test_a_browser_that_never_comes_back_ends_the_wait(ports):
    async def scenario():
        async with LoopbackRedirect(STATE, ports=ports, limit=0.05) as redirect:
            await redirect.answer()

    with pytest.raises(CredentialsError) as caught:
        asyncio.run(scenario())
    assert caught.value.failure.id == "redirect.timeout"
    assert "register http://localhost:" in caught.value.failure.action


def test_cancelling_closes_the_port_and_connections_that_are_open(ports):
    async def scenario():
        listening = asyncio.Event()

        async def wait():
            async with LoopbackRedirect(STATE, ports=ports) as redirect:
                listening.set()
                await redirect.answer()

        task = asyncio.create_task(wait())
        await listening.wait()
        reader, writer = await asyncio.open_connection("127.0.0.1", ports[0])
        writer.write(b"GET /callback")
        await writer.drain()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        closed = await reader.read()
        writer.close()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", ports[0])
        return closed, asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(scenario()) == (b"", set())


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["code", "iss", "error", "scope"]), st.text(max_size=20), min_size=1))
def test_parameters_come_back_as_they_were_sent(parameters):
    sent = {"code": "c", **parameters, "state": STATE}

    async def scenario():
        async with LoopbackRedirect(STATE, ports=free_ports(3)) as redirect:
            await visit(redirect.redirect_uri, **sent)
            return await redirect.answer()

    assert asyncio.run(scenario()) == sent

"""A person signs in: in the browser, or with a code on another device."""

from __future__ import annotations

import asyncio
import gc
import socket
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from countersign.model.errors import CredentialsError
from tests.credentials.oauth.scripted_provider import (
    Clock,
    ScriptedProvider,
    answer,
    refused,
    tokens_answer,
    unsigned_jwt,
)
from tests.credentials.oauth.workbench import Prompts, Workbench


class Browser:
    """Come back at once with these parameters; the state is the one that was sent unless they say otherwise."""

    def __init__(self, *, opens: bool = True, **parameters: str) -> None:
        self.opened: list[str] = []
        self._opens, self._parameters = opens, {"code": "the code"} | parameters

    async def __call__(self, url: str) -> bool:
        self.opened.append(url)
        query = {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}
        back = urlencode({"state": query["state"]} | self._parameters)
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(f"{query['redirect_uri']}?{back}")
        return self._opens


async def never_back(_: str) -> bool:
    return True


def sign_in(browser, ports, *, prompts=None, answers=None, **changes):
    """Sign in at a scripted provider; return the tokens or the failure's id, the server and the bench."""

    async def scenario():
        clock = Clock()
        bench = Workbench(clock=clock, sleep=clock.sleep)
        async with ScriptedProvider(answers or {"/token": [tokens_answer(refresh_token="the-refresh")]}) as server:
            provider = server.provider(**changes)
            try:
                tokens = await bench.sign_in(browser, prompts, ports)(provider)
            except CredentialsError as error:
                return error.failure.id, server, bench
            assert bench.keeper.held(provider) == tokens
            kept = await bench.secrets.refresh_token(provider)
            return (tokens.access_token, kept and kept.refresh_token), server, bench

    return asyncio.run(scenario())


def test_in_the_browser(ports):
    browser, prompts = Browser(), Prompts()
    outcome, server, _ = sign_in(browser, ports, prompts=prompts)
    assert outcome == ("access-token-1", "the-refresh")
    assert browser.opened[0].startswith(f"{server.issuer}/authorize?response_type=code&")
    assert prompts.notices == []


@pytest.mark.parametrize(
    ("parameters", "failure_id"),
    [
        ({"state": "another"}, "redirect.state-mismatch"),
        ({"error": "access_denied"}, "oauth.access-denied"),
        ({"error": "login_required", "error_description": "no"}, "oauth.login-required"),
    ],
)
def test_an_answer_that_is_no_code_ends_it_and_the_token_endpoint_is_not_asked(ports, parameters, failure_id):
    outcome, server, _ = sign_in(Browser(**parameters), ports)
    assert outcome == failure_id
    assert server.received == []


def test_an_answer_of_another_provider_ends_it(ports):
    async def scenario():
        async with ScriptedProvider() as server:
            server.answers = {"/.well-known/openid-configuration": [server.metadata()]}
            provider = server.provider(
                issuer=server.issuer, token_endpoint="", authorization_endpoint="", revocation_endpoint=""
            )
            with pytest.raises(CredentialsError) as caught:
                await Workbench().sign_in(Browser(iss="https://evil.example"), ports=ports)(provider)
            return caught.value.failure.id, server.paths()

    assert asyncio.run(scenario()) == ("oauth.answer-issuer", ["/.well-known/openid-configuration"])


def test_a_nonce_of_another_sign_in_ends_it_and_nothing_is_kept(ports):
    replies = {"/token": [tokens_answer(id_token=unsigned_jwt(nonce="another"), refresh_token="r")]}
    outcome, _, bench = sign_in(Browser(), ports, answers=replies, scopes=("openid",))
    assert outcome == "oauth.id-token"
    assert asyncio.run(bench.vault.get("oauth/scripted/refresh-token")) is None


def test_a_taken_port_and_a_browser_that_does_not_open_are_told(ports):
    prompts, browser = Prompts(), Browser(opens=False)
    with socket.create_server(("127.0.0.1", ports[0])):
        outcome, _, _ = sign_in(browser, ports, prompts=prompts)
    assert outcome == ("access-token-1", "the-refresh")
    assert [notice.id for notice in prompts.notices] == ["redirect.port-taken", "oauth.browser-not-opened"]
    assert prompts.notices[1].detail == browser.opened[0]


def test_cancelling_frees_the_port_and_leaves_nothing_running(ports):
    async def scenario():
        opened = asyncio.Event()

        async def browser(_):
            opened.set()
            return True

        async with ScriptedProvider() as server:
            task = asyncio.create_task(Workbench().sign_in(browser, ports=ports)(server.provider()))
            await opened.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(scenario()) == set()
    socket.create_server(("127.0.0.1", ports[0])).close()
    gc.collect()


DEVICE = answer(
    {
        "device_code": "the-device-code",
        "user_code": "WDJB-MJHT",
        "verification_uri": "https://example.com/device",
        "expires_in": 60,
    }
)


def test_with_a_code_on_another_device(ports):
    prompts = Prompts()
    replies = {"/device": [DEVICE], "/token": [refused("authorization_pending"), tokens_answer()]}
    outcome, _, bench = sign_in(never_back, ports, prompts=prompts, answers=replies, grant="device_code")
    assert outcome == ("access-token-1", None)
    [device] = prompts.devices
    assert device.user_code == "WDJB-MJHT"
    # A person must be able to read this one.
    assert bench.redactor.scrub(device.user_code) == "WDJB-MJHT"
    assert "the-device-code" not in bench.redactor.scrub("the-device-code")


def test_cancelling_stops_to_poll(ports):
    async def scenario():
        polled = asyncio.Event()

        async def sleep(_):
            polled.set()
            await asyncio.Event().wait()

        async with ScriptedProvider({"/device": [DEVICE]}) as server:
            bench = Workbench(sleep=sleep)
            task = asyncio.create_task(bench.sign_in()(server.provider(grant="device_code")))
            await polled.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return server.paths()

    assert asyncio.run(scenario()) == ["/device"]


def test_as_the_client_itself(ports):
    outcome, _, _ = sign_in(never_back, ports, grant="client_credentials")
    assert outcome == ("access-token-1", "the-refresh")

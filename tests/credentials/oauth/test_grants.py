"""What goes to each endpoint, and what is made of what comes back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.model.errors import CredentialsError
from countersign.model.oauth import OAuthTokens
from tests.credentials.oauth.scripted_provider import (
    NOW,
    Clock,
    ScriptedProvider,
    answer,
    refused,
    tokens_answer,
    unsigned_jwt,
)
from tests.credentials.oauth.workbench import Workbench

CALLBACK = "http://localhost:7373/callback"


def run(scenario, **answers):
    """Run a scenario with a scripted provider and a clock that only it moves."""

    async def prepared():
        clock = Clock()
        async with ScriptedProvider({f"/{path}": replies for path, replies in answers.items()}) as server:
            return await scenario(server, Workbench(clock=clock, sleep=clock.sleep), clock)

    return asyncio.run(prepared())


async def refusal_of(awaitable) -> str:
    with pytest.raises(CredentialsError) as caught:
        await awaitable
    return caught.value.failure.id


def test_client_credentials_ask_for_scopes_and_audience():
    async def scenario(server, bench, _):
        provider = server.provider(scopes=("a", "b"), audience="https://api/")
        return await bench.grants.client_credentials(provider), server.received

    tokens, [received] = run(scenario, token=[tokens_answer(scope="a")])
    assert received.form == {
        "grant_type": "client_credentials",
        "scope": "a b",
        "audience": "https://api/",
        "client_id": "desktop",
    }
    assert tokens.scopes == ("a",)
    assert tokens.expires_at == NOW + timedelta(hours=1)


def test_the_life_of_a_token_counts_from_when_it_was_asked_for():
    async def scenario(server, bench, clock):
        def slowly(_):
            clock.advance(30)
            return tokens_answer(expires_in=60)

        server.answers["/token"] = [slowly]
        return await bench.grants.client_credentials(server.provider())

    assert run(scenario).expires_at == NOW + timedelta(seconds=60)


async def code_sign_in(server, bench, _=None, *, scopes=("openid",), **claims):
    """Sign in with a code; `claims` go into the ID token, whose nonce is right unless they say otherwise."""
    provider = server.provider(scopes=scopes)
    request = await bench.grants.begin_code(provider, CALLBACK, "state")
    if claims.pop("id_token", True):
        server.answers["/token"] = [tokens_answer(id_token=unsigned_jwt(**{"nonce": request.nonce} | claims))]
    tokens = await bench.grants.finish_code(provider, request, {"code": "the code", "state": "state"})
    return tokens, request, server.received


def test_a_code_is_exchanged_with_its_verifier():
    tokens, request, [received] = run(code_sign_in)
    assert received.form == {
        "grant_type": "authorization_code",
        "code": "the code",
        "redirect_uri": CALLBACK,
        "code_verifier": request.verifier,
        "client_id": "desktop",
    }
    assert tokens.access_token == "access-token-1"


@pytest.mark.parametrize("claims", [{"nonce": "another"}, {"aud": "somebody"}, {"exp": 1}])
def test_an_id_token_of_another_sign_in_ends_it(claims):
    async def scenario(server, bench, _):
        return await refusal_of(code_sign_in(server, bench, **claims))

    assert run(scenario).startswith("oauth.id-token")


@pytest.mark.parametrize(
    ("scope", "expected"), [(None, "oauth.id-token-missing"), ("openid x", "oauth.id-token-missing"), ("x", None)]
)
def test_an_id_token_must_come_where_openid_was_granted(scope, expected):
    async def scenario(server, bench, _):
        server.answers["/token"] = [tokens_answer(scope=scope)]
        signing_in = code_sign_in(server, bench, id_token=False)
        if expected is None:
            return (await signing_in)[0].id_token
        return await refusal_of(signing_in)

    assert run(scenario) == (expected or "")


def test_a_missing_client_secret_is_told_before_the_browser_opens():
    async def scenario(server, bench, _):
        provider = server.provider(has_client_secret=True)
        return await refusal_of(bench.grants.begin_code(provider, CALLBACK, "state"))

    assert run(scenario) == "oauth.client-secret-missing"


DEVICE = answer(
    {
        "device_code": "the-device-code",
        "user_code": "WDJB-MJHT",
        "verification_uri": "https://example.com/device",
        "expires_in": 60,
        "interval": 5,
    }
)


async def device_sign_in(server, bench, clock):
    provider = server.provider(scopes=("a",), grant="device_code")
    device = await bench.grants.begin_device(provider)
    try:
        return (await bench.grants.finish_device(provider, device)).access_token, clock, server
    except CredentialsError as error:
        return error.failure.id, clock, server


def test_a_device_code_is_polled_for_and_slower_when_asked():
    replies = [refused("authorization_pending"), refused("slow_down"), refused("slow_down"), tokens_answer()]
    token, clock, server = run(device_sign_in, device=[DEVICE], token=replies)
    assert token == "access-token-1"
    assert clock.slept == [5, 5, 10, 15]
    assert server.received[0].form == {"scope": "a", "client_id": "desktop"}
    assert server.received[1].form == {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": "the-device-code",
        "client_id": "desktop",
    }


@pytest.mark.parametrize(
    ("last", "failure_id"),
    [
        (refused("expired_token"), "oauth.expired-token"),
        (refused("access_denied"), "oauth.access-denied"),
        (refused("invalid_grant"), "oauth.invalid-grant"),
        (refused("invalid_client", "401 Unauthorized"), "oauth.invalid-client"),
        (answer({}, "500 Internal Server Error"), "oauth.status"),
        (answer(b"<html>", kind="text/html"), "oauth.content-type"),
    ],
)
def test_a_device_code_that_comes_to_nothing_says_why(last, failure_id):
    outcome, _, server = run(device_sign_in, device=[DEVICE], token=[refused("authorization_pending"), last])
    assert outcome == failure_id
    assert server.paths() == ["/device", "/token", "/token"]


def test_a_device_code_that_nobody_confirms_ends_at_its_time():
    outcome, clock, server = run(device_sign_in, device=[DEVICE], token=[refused("authorization_pending")])
    assert outcome == "oauth.expired-token"
    assert sum(clock.slept) == 60
    assert len(server.received) == 13


def test_a_connection_that_breaks_makes_polling_slower_not_over():
    token, clock, _ = run(device_sign_in, device=[DEVICE], token=[b"", b"", tokens_answer()])
    assert token == "access-token-1"
    assert clock.slept == [5, 10, 20]


def test_an_interval_of_years_does_not_outlive_the_code():
    patient = answer({**_fields(DEVICE), "interval": 10**9})
    token, clock, _ = run(device_sign_in, device=[patient], token=[tokens_answer()])
    assert token == "access-token-1"
    assert clock.slept == [60]


def _fields(reply: bytes) -> dict:
    import json

    return json.loads(reply.partition(b"\r\n\r\n")[2])


BEFORE = OAuthTokens(
    "old-access", NOW, refresh_token="old-refresh", id_token=unsigned_jwt(), scopes=("openid", "orders/read")
)


def test_without_rotation_what_is_not_given_anew_stays():
    async def scenario(server, bench, _):
        return await bench.grants.refresh(server.provider(), BEFORE), server.received

    tokens, [received] = run(scenario, token=[tokens_answer(2)])
    assert received.form == {"grant_type": "refresh_token", "refresh_token": "old-refresh", "client_id": "desktop"}
    assert tokens.access_token == "access-token-2"
    assert (tokens.refresh_token, tokens.id_token) == (BEFORE.refresh_token, BEFORE.id_token)
    assert tokens.scopes == BEFORE.scopes


def test_with_rotation_the_new_refresh_token_replaces_the_old():
    async def scenario(server, bench, _):
        return await bench.grants.refresh(server.provider(), BEFORE)

    renewed = unsigned_jwt(email="ada@example.com")
    tokens = run(scenario, token=[tokens_answer(2, refresh_token="new-refresh", id_token=renewed)])
    assert (tokens.refresh_token, tokens.id_token) == ("new-refresh", renewed)


def test_a_renewal_that_speaks_of_somebody_else_is_refused():
    async def scenario(server, bench, _):
        return await refusal_of(bench.grants.refresh(server.provider(), BEFORE))

    assert run(scenario, token=[tokens_answer(2, id_token=unsigned_jwt(sub="bob"))]) == "oauth.id-token"


def test_revocation_takes_the_refresh_token_first():
    async def scenario(server, bench, _):
        await bench.grants.revoke(server.provider(), BEFORE)
        return [(received.form["token"], received.form["token_type_hint"]) for received in server.received]

    revoked = run(scenario, revoke=[answer(b"whatever", kind="")])
    assert revoked == [("old-refresh", "refresh_token"), ("old-access", "access_token")]


@pytest.mark.parametrize(
    ("reply", "failure_id"),
    [
        (refused("unsupported_token_type"), "oauth.unsupported-token-type"),
        (answer({}, "503 Service Unavailable"), "oauth.status"),
        (answer({}, "302 Found", "Location: /login"), "oauth.redirected"),
    ],
)
def test_a_revocation_that_fails_is_told(reply, failure_id):
    async def scenario(server, bench, _):
        return await refusal_of(bench.grants.revoke(server.provider(), BEFORE))

    assert run(scenario, revoke=[reply]) == failure_id


@pytest.mark.parametrize("client_auth", ["basic", "body"])
def test_the_client_secret_goes_to_every_endpoint_that_asks_for_it(client_auth):
    async def scenario(server, bench, _):
        provider = server.provider(has_client_secret=True, client_auth=client_auth)
        await bench.secrets.save_client_secret(provider, "the client's secret")
        await bench.grants.begin_device(provider)
        await bench.grants.refresh(provider, BEFORE)
        await bench.grants.revoke(provider, replace(BEFORE, access_token=""))
        return server.received

    received = run(scenario, device=[DEVICE], token=[tokens_answer()], revoke=[answer({})])
    assert len(received) == 3
    for request in received:
        in_header = request.headers.get("authorization", "").startswith("Basic ")
        assert in_header is (client_auth == "basic")
        assert (request.form.get("client_secret") == "the client's secret") is (client_auth == "body")

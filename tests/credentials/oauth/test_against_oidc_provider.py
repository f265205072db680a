"""Every grant against oidc-provider, an independent and certified server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import httpx
import pytest

from countersign.credentials.oauth.id_token_checks import claims_of
from countersign.model.errors import CredentialsError
from countersign.model.oauth import OAuthProvider
from countersign.model.redaction import MASK
from tests.credentials.oauth.scripted_browser import PERSON, walk
from tests.credentials.oauth.workbench import Prompts, Workbench

SCOPES = ("openid", "offline_access", "orders/read")


@pytest.fixture
def provider(independent_provider) -> OAuthProvider:
    """Give the provider with its public client that rotates refresh tokens."""
    return OAuthProvider(
        "independent", issuer=independent_provider.issuer, client_id="rotating", scopes=SCOPES, client_auth="none"
    )


def machine(provider: OAuthProvider, client_id: str, client_auth) -> OAuthProvider:
    return replace(
        provider,
        client_id=client_id,
        client_auth=client_auth,
        has_client_secret=True,
        grant="client_credentials",
        scopes=("orders/read",),
    )


async def browser(url: str) -> bool:
    await walk(url, PERSON)
    return True


async def is_active(provider: OAuthProvider, token: str) -> bool:
    """Ask the provider itself whether a token is good."""
    async with httpx.AsyncClient(trust_env=False) as client:
        form = {"token": token, "client_id": provider.client_id}
        response = await client.post(f"{provider.issuer}/token/introspection", data=form)
        return response.json()["active"]


def test_discovery_finds_the_endpoints_and_the_keys(provider):
    bench = Workbench()
    address = asyncio.run(bench.grants.signing_keys_address(provider))
    assert httpx.get(address, trust_env=False).json()["keys"]


@pytest.mark.parametrize(
    ("client_id", "client_auth", "secret"),
    [
        ("orders:machine", "basic", 's3cr%t+/&=: ~with "signs"'),
        ("in-body", "body", "another s3cr%t+&="),
    ],
)
def test_client_credentials_with_signs_that_need_encoding(provider, client_id, client_auth, secret):
    bench = Workbench()
    client = machine(provider, client_id, client_auth)

    async def scenario():
        await bench.secrets.save_client_secret(client, secret)
        return await bench.sign_in()(client)

    tokens = asyncio.run(scenario())
    assert tokens.access_token
    assert tokens.scopes == ("orders/read",)
    assert 590 <= (tokens.expires_at - tokens.received_at).total_seconds() <= 600
    assert bench.redactor.scrub(tokens.access_token + secret) == MASK * 2


@pytest.mark.parametrize(
    ("changes", "secret", "failure_id"),
    [
        ({}, "not the secret", "oauth.invalid-client"),
        ({"scopes": ("orders/write",)}, 's3cr%t+/&=: ~with "signs"', "oauth.invalid-scope"),
        ({"client_id": "nobody"}, "whatever it is", "oauth.invalid-client"),
    ],
)
def test_what_the_provider_refuses_is_said_in_words(provider, changes, secret, failure_id):
    bench = Workbench()
    client = replace(machine(provider, "orders:machine", "basic"), **changes)

    async def scenario():
        await bench.secrets.save_client_secret(client, secret)
        await bench.keeper.tokens(client)

    with pytest.raises(CredentialsError) as caught:
        asyncio.run(scenario())
    assert caught.value.failure.id == failure_id
    assert caught.value.failure.action
    assert caught.value.failure.detail


def test_a_code_with_pkce_a_rotating_refresh_token_and_the_way_out(provider, independent_provider):
    bench = Workbench()

    async def scenario():
        first = await bench.sign_in(browser, ports=independent_provider.ports)(provider)
        assert await is_active(provider, first.access_token)
        later = bench.another_run().keeper
        second = await later.tokens(provider)
        assert await bench.another_run().secrets.refresh_token(provider)
        assert await later.sign_out(provider) is None
        active = [await is_active(provider, token) for token in (second.access_token, second.refresh_token)]
        with pytest.raises(CredentialsError) as caught:
            await bench.another_run().keeper.tokens(provider)
        return first, second, active, caught.value.failure.id

    first, second, active, after = asyncio.run(scenario())
    assert claims_of(first.id_token)["sub"] == PERSON["login"]
    assert set(first.scopes) == set(SCOPES)
    assert second.access_token != first.access_token
    assert second.refresh_token != first.refresh_token
    assert active == [False, False]
    assert after == "oauth.not-signed-in"


def test_a_provider_that_does_not_rotate_leaves_the_refresh_token_as_it_is(provider, independent_provider):
    bench = Workbench()
    steady = replace(provider, client_id="steady")

    async def scenario():
        first = await bench.sign_in(browser, ports=independent_provider.ports)(steady)
        return first, await bench.keeper.renew(steady), await bench.keeper.renew(steady)

    first, second, third = asyncio.run(scenario())
    assert len({first.access_token, second.access_token, third.access_token}) == 3
    assert first.refresh_token == second.refresh_token == third.refresh_token


def test_a_refresh_token_used_twice_is_refused_and_forgotten(provider, independent_provider):
    bench = Workbench()

    async def scenario():
        await bench.sign_in(browser, ports=independent_provider.ports)(provider)
        stale = bench.another_run()
        before = json.loads(await bench.vault.get("oauth/independent/refresh-token"))
        await bench.keeper.renew(provider)
        await bench.vault.set("oauth/independent/refresh-token", json.dumps(before))
        with pytest.raises(CredentialsError) as caught:
            await stale.keeper.tokens(provider)
        return caught.value.failure.id, await bench.vault.get("oauth/independent/refresh-token")

    assert asyncio.run(scenario()) == ("oauth.invalid-grant", None)


def test_a_code_is_worth_nothing_without_its_verifier(provider, independent_provider):
    bench = Workbench()
    port = independent_provider.ports[0]

    async def scenario():
        callback = f"http://localhost:{port}/callback"
        request = await bench.grants.begin_code(provider, callback, "state")
        url = httpx.URL(await walk(request.url, PERSON, stop_before=callback))
        thief = replace(request, verifier="x" * 43)
        with pytest.raises(CredentialsError) as caught:
            await bench.grants.finish_code(provider, thief, dict(url.params))
        return caught.value.failure.id, url.params["iss"]

    assert asyncio.run(scenario()) == ("oauth.invalid-grant", provider.issuer)


def test_a_device_code_is_pending_until_a_person_confirms_it(provider):
    waits: list[float] = []

    async def sleep(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            [device] = prompts.devices
            page = await walk(device.verification_uri, PERSON | {"user_code": device.user_code})
            assert "Sign-in Success" in page

    bench, prompts = Workbench(sleep=sleep), Prompts()
    device_provider = replace(provider, grant="device_code")

    async def scenario():
        tokens = await bench.sign_in(prompts=prompts)(device_provider)
        return tokens, await bench.keeper.renew(device_provider)

    tokens, renewed = asyncio.run(scenario())
    assert waits == [5.0, 5.0]
    assert claims_of(tokens.id_token)["sub"] == PERSON["login"]
    assert renewed.refresh_token not in {"", tokens.refresh_token}


def test_a_device_code_that_is_refused_says_so(provider):
    async def refuse(device):
        await walk(device.verification_uri, {"user_code": device.user_code, "abort": "yes"} | PERSON)

    bench = Workbench(sleep=lambda _: asyncio.sleep(0))
    sign_in = bench.sign_in(prompts=Prompts(refuse))

    with pytest.raises(CredentialsError) as caught:
        asyncio.run(sign_in(replace(provider, grant="device_code")))
    assert caught.value.failure.id == "oauth.access-denied"

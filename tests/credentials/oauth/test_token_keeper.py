"""Tokens renew themselves once for all who wait, and never reach a provider that they are not from."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.credentials.keyring_failures import LOCKED
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import CredentialsError, KeyringError
from countersign.model.oauth import OAuthTokens
from tests.credentials.oauth.scripted_provider import NOW, Clock, ScriptedProvider, answer, refused, tokens_answer
from tests.credentials.oauth.workbench import Workbench

HOUR = timedelta(hours=1)
REFRESH_ENTRY = "oauth/scripted/refresh-token"
SIGNED_IN = OAuthTokens("first-access", NOW, NOW + HOUR, refresh_token="first-refresh", scopes=("a",))


class LockableVault(MemoryVault):
    """Refuse every call while locked."""

    locked = False

    async def get(self, name):
        self._require_open()
        return await super().get(name)

    async def set(self, name, value):
        self._require_open()
        await super().set(name, value)

    async def delete(self, name):
        self._require_open()
        await super().delete(name)

    def _require_open(self) -> None:
        if self.locked:
            raise KeyringError(LOCKED)


def run(scenario, vault=None, **answers):
    async def prepared():
        clock = Clock()
        async with ScriptedProvider({f"/{path}": replies for path, replies in answers.items()}) as server:
            bench = Workbench(vault, clock=clock, sleep=clock.sleep)
            outcome = await scenario(server, bench, clock)
            await bench.keeper.close()
            return outcome

    return asyncio.run(prepared())


async def refusal_of(awaitable) -> str:
    with pytest.raises(CredentialsError) as caught:
        await awaitable
    return caught.value.failure.id


def test_tokens_that_last_are_given_out_without_a_call():
    async def scenario(server, bench, clock):
        await bench.keeper.keep(server.provider(), SIGNED_IN)
        clock.advance(3500)
        return await bench.keeper.tokens(server.provider()), server.received

    assert run(scenario) == (SIGNED_IN, [])


@pytest.mark.parametrize("grant", ["authorization_code", "client_credentials"])
def test_however_many_wait_one_renewal_is_in_flight(grant):
    async def scenario(server, bench, clock):
        provider = server.provider(grant=grant)
        await bench.keeper.keep(provider, SIGNED_IN)
        clock.advance(3590)
        found = await asyncio.gather(*(bench.keeper.tokens(provider) for _ in range(50)))
        return {tokens.access_token for tokens in found}, len(server.received), bench.keeper.held(provider)

    tokens, calls, held = run(scenario, token=[tokens_answer(2)])
    assert (tokens, calls) == ({"access-token-2"}, 1)
    assert held.expires_at == NOW + timedelta(seconds=3590) + HOUR


def test_one_who_no_longer_waits_does_not_stop_the_renewal_of_others():
    async def scenario(server, bench, _):
        provider = server.provider()
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def slowly(_):
            asked.set()
            await go_on.wait()
            return tokens_answer(2, refresh_token="second-refresh")

        server.answers["/token"] = [slowly]
        await bench.keeper.keep(provider, SIGNED_IN)
        impatient = asyncio.create_task(bench.keeper.renew(provider))
        await asked.wait()
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        patient = asyncio.create_task(bench.keeper.renew(provider))
        go_on.set()
        tokens = await patient
        kept = await bench.secrets.refresh_token(provider)
        return tokens.access_token, kept.refresh_token, len(server.received)

    assert run(scenario) == ("access-token-2", "second-refresh", 1)


def test_a_rotated_refresh_token_is_the_one_that_the_next_run_uses():
    async def scenario(server, bench, _):
        provider = server.provider()
        await bench.keeper.keep(provider, SIGNED_IN)
        await bench.keeper.renew(provider)
        await bench.another_run().keeper.tokens(provider)
        return [received.form["refresh_token"] for received in server.received]

    replies = [tokens_answer(2, refresh_token="second-refresh"), tokens_answer(3)]
    assert run(scenario, token=replies) == ["first-refresh", "second-refresh"]


def test_a_client_needs_no_sign_in():
    async def scenario(server, bench, _):
        return await bench.keeper.tokens(server.provider(grant="client_credentials"))

    assert run(scenario, token=[tokens_answer()]).access_token == "access-token-1"


def test_nobody_signed_in_is_told():
    async def scenario(server, bench, _):
        return await refusal_of(bench.keeper.tokens(server.provider())), server.received

    assert run(scenario) == ("oauth.not-signed-in", [])


def test_a_token_that_ended_without_a_refresh_token_wants_a_sign_in():
    async def scenario(server, bench, clock):
        await bench.keeper.keep(server.provider(), replace(SIGNED_IN, refresh_token=""))
        clock.advance(3600)
        return await refusal_of(bench.keeper.tokens(server.provider()))

    assert run(scenario) == "oauth.no-refresh-token"


@pytest.mark.parametrize("reply", [b"", answer({}, "503 Service Unavailable"), refused("invalid_grant")])
def test_a_renewal_that_fails_leaves_the_token_in_use_until_it_ends(reply):
    async def scenario(server, bench, clock):
        provider = server.provider()
        await bench.keeper.keep(provider, SIGNED_IN)
        clock.advance(3590)
        meanwhile = await bench.keeper.tokens(provider)
        clock.advance(10)
        return meanwhile.access_token, await refusal_of(bench.keeper.tokens(provider))

    access_token, refusal = run(scenario, token=[reply])
    assert access_token == "first-access"
    assert refusal in {"oauth.unreachable", "oauth.status", "oauth.no-refresh-token"}


def test_a_refused_refresh_token_is_forgotten_and_not_sent_again():
    async def scenario(server, bench, _):
        provider = server.provider()
        await bench.keeper.keep(provider, SIGNED_IN)
        first = await refusal_of(bench.keeper.renew(provider))
        second = await refusal_of(bench.keeper.renew(provider))
        return first, second, len(server.received), await bench.vault.get(REFRESH_ENTRY)

    assert run(scenario, token=[refused("invalid_grant")]) == (
        "oauth.invalid-grant",
        "oauth.no-refresh-token",
        1,
        None,
    )


def test_a_refresh_token_survives_a_network_that_fails():
    async def scenario(server, bench, _):
        provider = server.provider()
        await bench.keeper.keep(provider, SIGNED_IN)
        assert await refusal_of(bench.keeper.renew(provider)) == "oauth.unreachable"
        return await bench.keeper.renew(provider)

    assert run(scenario, token=[b"", tokens_answer(2)]).access_token == "access-token-2"


@pytest.mark.parametrize("changes", [{"client_id": "other"}, {"scopes": ("b",)}, {"audience": "https://api/"}])
def test_other_settings_under_the_same_name_get_no_tokens(changes):
    async def scenario(server, bench, _):
        await bench.keeper.keep(server.provider(), SIGNED_IN)
        changed = server.provider(**changes)
        return bench.keeper.held(changed), await refusal_of(bench.keeper.tokens(changed)), server.received

    assert run(scenario) == (None, "oauth.not-signed-in", [])


def test_a_file_that_names_another_token_endpoint_receives_nothing():
    async def scenario(server, bench, _):
        await bench.keeper.keep(server.provider(), SIGNED_IN)
        async with ScriptedProvider({"/token": [tokens_answer()]}) as evil:
            stranger = server.provider(token_endpoint=f"{evil.issuer}/token")
            refusal = await refusal_of(bench.another_run().keeper.tokens(stranger))
            notice = await bench.keeper.sign_out(replace(stranger, revocation_endpoint=f"{evil.issuer}/revoke"))
            return refusal, notice, evil.received

    assert run(scenario) == ("oauth.not-signed-in", None, [])


def test_a_locked_keyring_leaves_the_sign_in_in_memory_and_says_so():
    vault = LockableVault()

    async def scenario(server, bench, _):
        provider = server.provider()
        vault.locked = True
        await bench.keeper.keep(provider, SIGNED_IN)
        first = bench.keeper.notice(provider)
        renewed = await bench.keeper.renew(provider)
        vault.locked = False
        await bench.keeper.renew(provider)
        return first, renewed.access_token, bench.keeper.notice(provider), await vault.get(REFRESH_ENTRY)

    first, access_token, last, kept = run(scenario, vault, token=[tokens_answer(2)])
    assert first == LOCKED
    assert access_token == "access-token-2"
    assert last is None
    assert "first-refresh" in kept


def test_signing_out_forgets_and_revokes():
    async def scenario(server, bench, _):
        provider = server.provider()
        await bench.keeper.keep(provider, SIGNED_IN)
        notice = await bench.keeper.sign_out(provider)
        revoked = [received.form["token"] for received in server.received]
        return notice, revoked, bench.keeper.held(provider), await bench.vault.get(REFRESH_ENTRY)

    notice, revoked, held, kept = run(scenario, revoke=[answer({})])
    assert (notice, held, kept) == (None, None, None)
    assert revoked == ["first-refresh", "first-access"]


def test_signing_out_in_another_run_revokes_the_refresh_token():
    async def scenario(server, bench, _):
        await bench.keeper.keep(server.provider(), SIGNED_IN)
        notice = await bench.another_run().keeper.sign_out(server.provider())
        return notice, [received.form["token"] for received in server.received]

    assert run(scenario, revoke=[answer({})]) == (None, ["first-refresh"])


@pytest.mark.parametrize("changes", [{"revocation_endpoint": ""}, {}])
def test_signing_out_without_revocation_forgets_all_the_same_and_warns(changes):
    async def scenario(server, bench, _):
        provider = server.provider(**changes)
        await bench.keeper.keep(provider, SIGNED_IN)
        notice = await bench.keeper.sign_out(provider)
        return notice, bench.keeper.held(provider), await bench.vault.get(REFRESH_ENTRY)

    notice, held, kept = run(scenario, revoke=[answer({}, "503 Service Unavailable")])
    assert notice.id == "oauth.not-revoked"
    assert notice.action
    assert (held, kept) == (None, None)


def test_signing_out_with_a_locked_keyring_still_revokes_and_then_tells():
    vault = LockableVault()

    async def scenario(server, bench, _):
        provider = server.provider()
        await bench.keeper.keep(provider, SIGNED_IN)
        vault.locked = True
        refusal = await refusal_of(bench.keeper.sign_out(provider))
        return refusal, len(server.received), bench.keeper.held(provider)

    assert run(scenario, vault, revoke=[answer({})]) == ("keyring.locked", 2, None)


def test_signing_out_during_a_renewal_leaves_nothing_behind():
    async def scenario(server, bench, _):
        provider = server.provider()
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def slowly(_):
            asked.set()
            await go_on.wait()
            return tokens_answer(2, refresh_token="second-refresh")

        server.answers["/token"] = [slowly]
        await bench.keeper.keep(provider, SIGNED_IN)
        renewal = asyncio.create_task(bench.keeper.renew(provider))
        await asked.wait()
        leaving = asyncio.create_task(bench.keeper.sign_out(provider))
        go_on.set()
        await renewal
        notice = await leaving
        revoked = [received.form["token"] for received in server.received if received.path == "/revoke"]
        return notice, revoked, bench.keeper.held(provider), await bench.vault.get(REFRESH_ENTRY)

    notice, revoked, held, kept = run(scenario, revoke=[answer({})])
    assert (notice, held, kept) == (None, None, None)
    assert revoked == ["second-refresh", "access-token-2"]


def test_a_sign_in_without_a_refresh_token_does_not_leave_the_one_before():
    async def scenario(server, bench, _):
        await bench.keeper.keep(server.provider(), SIGNED_IN)
        await bench.keeper.keep(server.provider(), replace(SIGNED_IN, refresh_token=""))
        return await bench.vault.get(REFRESH_ENTRY)

    assert run(scenario) is None


def test_closing_ends_a_renewal_that_hangs_and_leaves_no_task():
    async def scenario(server, bench, _):
        provider = server.provider()
        asked = asyncio.Event()

        async def hang(_):
            asked.set()
            await asyncio.Event().wait()

        server.answers["/token"] = [hang]
        await bench.keeper.keep(provider, SIGNED_IN)
        waiting = asyncio.create_task(bench.keeper.renew(provider))
        await asked.wait()
        async with asyncio.timeout(2):
            await bench.keeper.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return bench.keeper.held(provider), server.paths()

    assert run(scenario) == (None, ["/token"])


def test_closing_waits_for_a_refresh_token_that_is_on_its_way():
    async def scenario(server, bench, _):
        provider = server.provider()
        asked = asyncio.Event()

        async def soon(_):
            asked.set()
            return tokens_answer(2, refresh_token="second-refresh")

        server.answers["/token"] = [soon]
        await bench.keeper.keep(provider, SIGNED_IN)
        waiting = asyncio.create_task(bench.keeper.renew(provider))
        await asked.wait()
        await bench.keeper.close()
        await waiting
        return (await bench.secrets.refresh_token(provider)).refresh_token

    assert run(scenario) == "second-refresh"

"""Tokens are renewed in time, once for all who wait, and survive a restart; a keyring that fails takes none away."""

from __future__ import annotations

import asyncio
import json

import pytest

from countersign.credentials.keyring_failures import LOCKED
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import CredentialsError, KeyringError
from tests.credentials.cognito.fake_cognito import RESULT, TOKENS, Answer, FakeCognito, Parts, refusal


def tokens(number: int, **changes) -> dict:
    """Return what Cognito gives; without rotation no refresh token comes back."""
    fresh = {"AccessToken": f"access-{number}", "IdToken": f"id-{number}", "ExpiresIn": 3600}
    return {"AuthenticationResult": fresh | changes}


async def signed_in(built: Parts, server: FakeCognito, **changes):
    pool = server.pool(**changes)
    await built.keeper.keep(pool, await built.sign_in.begin(pool, "password", "ada", "password-1"))
    return pool


def test_a_token_is_given_as_it_is_until_a_minute_before_its_end():
    async def scenario():
        built = Parts()
        async with FakeCognito(TOKENS, tokens(2)) as server:
            pool = await signed_in(built, server)
            given = [await built.keeper.access_token(pool)]
            built.clock.forward(seconds=3600 - 61)
            given.append(await built.keeper.access_token(pool))
            built.clock.forward(seconds=1)
            given += [await built.keeper.access_token(pool), await built.keeper.id_token(pool)]
            return given, server.actions

    given, actions = asyncio.run(scenario())
    assert given == ["access-1", "access-1", "access-2", "id-2"]
    assert actions == ["InitiateAuth", "GetTokensFromRefreshToken"]


def test_however_many_wait_one_renewal_is_in_flight_and_whoever_gives_up_takes_nothing_away():
    async def scenario():
        built = Parts()
        async with FakeCognito(TOKENS, tokens(2)) as server:
            pool = await signed_in(built, server)
            built.clock.forward(hours=2)
            server.hold.clear()
            server.arrived.clear()
            waiting = [asyncio.ensure_future(built.keeper.access_token(pool)) for _ in range(20)]
            await server.arrived.wait()
            waiting[0].cancel()
            server.hold.set()
            return await asyncio.gather(*waiting, return_exceptions=True), server.actions

    (gone, *given), actions = asyncio.run(scenario())
    assert isinstance(gone, asyncio.CancelledError)
    assert given == ["access-2"] * 19
    assert actions.count("GetTokensFromRefreshToken") == 1


def test_a_rotated_refresh_token_replaces_the_old_one_in_the_vault_before_it_is_needed():
    async def scenario():
        built = Parts()
        rotated = tokens(2, RefreshToken="refresh-2")
        async with FakeCognito(TOKENS, rotated, tokens(3)) as server:
            pool = await signed_in(built, server)
            await built.keeper.renew(pool)
            after_restart = Parts(vault=built.raw_vault)
            return await after_restart.keeper.access_token(pool), server.received[2].body["RefreshToken"]

    assert asyncio.run(scenario()) == ("access-3", "refresh-2")


def test_a_refresh_token_that_was_used_before_ends_the_session():
    async def scenario():
        built = Parts()
        async with FakeCognito(TOKENS, refusal("RefreshTokenReuseException", "Refresh token reused")) as server:
            pool = await signed_in(built, server)
            built.clock.forward(hours=2)
            ids = []
            for _ in range(2):
                with pytest.raises(CredentialsError) as caught:
                    await built.keeper.access_token(pool)
                ids.append(caught.value.failure.id)
            return ids, built.keeper.held(pool), await built.vault.session(pool)

    assert asyncio.run(scenario()) == (["cognito.refresh-refused", "cognito.not-signed-in"], None, None)


def test_while_cognito_is_out_of_order_a_token_that_still_has_a_while_to_go_is_given():
    async def scenario():
        built = Parts()
        failing = refusal("InternalErrorException", status=500)
        async with FakeCognito(TOKENS, failing, refusal("TooManyRequestsException"), failing) as server:
            pool = await signed_in(built, server)
            built.clock.forward(seconds=3570)
            given = [await built.keeper.access_token(pool), await built.keeper.access_token(pool)]
            built.clock.forward(seconds=30)
            with pytest.raises(CredentialsError) as caught:
                await built.keeper.access_token(pool)
            return given, caught.value.failure.id, await built.vault.session(pool)

    given, failure_id, session = asyncio.run(scenario())
    assert given == ["access-1", "access-1"]
    assert failure_id == "cognito.server-error"
    assert session.refresh_token == "refresh-1"


def test_client_credentials_renew_themselves_and_keep_nothing():
    def granted(number):
        return {"access_token": f"machine-{number}", "expires_in": 3600, "token_type": "Bearer"}

    async def scenario():
        built = Parts()
        async with FakeCognito(granted(1), granted(2)) as server:
            pool = server.pool(method="client_credentials", scopes=("orders/read", "orders/write"))
            given = [await built.keeper.access_token(pool) for _ in range(2)]
            built.clock.forward(hours=1)
            given.append(await built.keeper.access_token(pool))
            with pytest.raises(CredentialsError) as caught:
                await built.keeper.id_token(pool)
            return given, caught.value.failure.id, server, await built.vault.session(pool)

    given, failure_id, server, session = asyncio.run(scenario())
    assert given == ["machine-1", "machine-1", "machine-2"]
    assert failure_id == "cognito.no-id-token"
    assert server.actions == ["/oauth2/token"] * 2
    assert server.received[0].body["scope"] == "orders/read orders/write"
    assert session is None


def test_a_hosted_session_is_renewed_at_the_token_endpoint():
    async def scenario():
        built = Parts()
        fresh = {"access_token": "access-2", "id_token": "id-2", "expires_in": 60, "token_type": "Bearer"}
        async with FakeCognito(fresh) as server:
            pool = server.pool(has_client_secret=True, client_authentication="body")
            await built.vault.keep_client_secret(pool, "client-secret-value")
            entry = {
                "version": 1,
                "refresh_token": "refresh-1",
                "username": "",
                "method": "hosted_ui",
                "device": None,
            }
            await built.raw_vault.set(f"cognito/session/orders/{pool.secret_scope}", json.dumps(entry))
            return await built.keeper.access_token(pool), server.received[0].body

    access, body = asyncio.run(scenario())
    assert access == "access-2"
    assert body == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-1",
        "client_id": "3n4b5urk1ft4fl3mg5e62d9ado",
        "client_secret": "client-secret-value",
    }


class LockedVault(MemoryVault):
    """Take nothing in, and give nothing out."""

    async def get(self, name):  # noqa: ARG002 - the protocol's
        raise KeyringError(LOCKED)

    async def set(self, name, value):  # noqa: ARG002 - the protocol's
        raise KeyringError(LOCKED)


def test_without_a_keyring_the_tokens_are_held_in_memory_and_the_note_says_so():
    async def scenario():
        built = Parts(vault=LockedVault())
        async with FakeCognito(TOKENS, tokens(2)) as server:
            pool = await signed_in(built, server)
            note = built.keeper.held(pool).note
            return note, (await built.keeper.renew(pool)).access_token

    note, access = asyncio.run(scenario())
    assert note == LOCKED
    assert access == "access-2"


def test_sign_out_forgets_even_where_it_cannot_revoke():
    async def scenario():
        built = Parts()
        async with FakeCognito(TOKENS, Answer({}, 503)) as server:
            pool = await signed_in(built, server)
            failure = await built.keeper.sign_out(pool)
            return failure.id, built.keeper.held(pool), await built.vault.session(pool)

    assert asyncio.run(scenario()) == ("cognito.server-error", None, None)


def test_sign_out_during_a_renewal_leaves_nobody_signed_in():
    async def scenario():
        built = Parts()
        async with FakeCognito(TOKENS, tokens(2), {}) as server:
            pool = await signed_in(built, server)
            server.hold.clear()
            server.arrived.clear()
            waiting = asyncio.ensure_future(built.keeper.renew(pool))
            await server.arrived.wait()
            signing_out = asyncio.ensure_future(built.keeper.sign_out(pool))
            with pytest.raises(CredentialsError) as caught:
                await waiting
            server.hold.set()
            await signing_out
            await built.keeper.close()
            return caught.value.failure.id, built.keeper.held(pool), await built.vault.session(pool)

    assert asyncio.run(scenario()) == ("cognito.not-signed-in", None, None)


def test_two_users_of_one_client_under_two_names_do_not_meet():
    async def scenario():
        built = Parts()
        other = {"AuthenticationResult": RESULT | {"AccessToken": "access-bob", "RefreshToken": "refresh-bob"}}
        async with FakeCognito(TOKENS, other) as server:
            ada = await signed_in(built, server, name="ada's")
            bob = await signed_in(built, server, name="bob's")
            kept = [(await built.vault.session(pool)).refresh_token for pool in (ada, bob)]
            return await built.keeper.access_token(ada), await built.keeper.access_token(bob), kept

    assert asyncio.run(scenario()) == ("access-1", "access-bob", ["refresh-1", "refresh-bob"])


@pytest.mark.parametrize("entry", ["", "{", "[]", '{"version": 2}', '{"version": 1, "refresh_token": 5}', "null"])
def test_an_entry_that_cannot_be_read_counts_as_missing(entry):
    async def scenario():
        built = Parts()
        async with FakeCognito() as server:
            pool = server.pool()
            await built.raw_vault.set(f"cognito/session/orders/{pool.secret_scope}", entry)
            await built.keeper.access_token(pool)

    with pytest.raises(CredentialsError, match="Nobody is signed in"):
        asyncio.run(scenario())


def test_a_client_secret_is_not_found_for_the_same_client_at_another_host():
    async def scenario():
        built = Parts()
        async with FakeCognito() as here, FakeCognito() as elsewhere:
            await built.vault.keep_client_secret(here.pool(has_client_secret=True), "client-secret-value")
            with pytest.raises(CredentialsError) as caught:
                await built.sign_in.begin(elsewhere.pool(has_client_secret=True), "client_credentials")
            return caught.value.failure.id, elsewhere.received

    assert asyncio.run(scenario()) == ("cognito.client-secret-missing", [])


def test_secrets_stand_in_no_log_line_and_no_repr(caplog):
    async def scenario():
        built = Parts()
        async with FakeCognito(TOKENS, tokens(2)) as server:
            pool = await signed_in(built, server)
            return repr([await built.keeper.renew(pool), await built.vault.session(pool), pool])

    with caplog.at_level("DEBUG"):
        shown = asyncio.run(scenario())
    assert not any(secret in shown + caplog.text for secret in ("access-1", "access-2", "refresh-1", "password-1"))

"""A secret is given out for the client and the addresses that it was stored for, and for nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from countersign.credentials.keyring_vault import KeyringVault
from countersign.credentials.oauth.provider_secrets import KeptRefresh, ProviderSecrets
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import CredentialsError
from countersign.model.oauth import OAuthProvider
from countersign.model.redaction import MASK, Redactor

CANARY = "cAnArY7secretValue"
PROVIDER = OAuthProvider(
    "office",
    issuer="https://example.com",
    client_id="desktop",
    has_client_secret=True,
    scopes=("openid", "orders/read"),
)
ELSEWHERE = [
    {"issuer": "https://evil.example"},
    {"token_endpoint": "https://evil.example/token"},
    {"revocation_endpoint": "https://evil.example/revoke"},
    {"device_authorization_endpoint": "https://evil.example/device"},
    {"client_id": "another"},
]


async def filled(vault=None) -> ProviderSecrets:
    secrets = ProviderSecrets(vault or MemoryVault(), Redactor())
    await secrets.save_client_secret(PROVIDER, CANARY)
    await secrets.keep_refresh_token(PROVIDER, f"{CANARY}-refresh", ("openid",))
    return secrets


def test_they_come_back_from_a_real_keyring_in_another_run(secret_service):
    async def scenario():
        vault = KeyringVault(Redactor())
        await filled(vault)
        redactor = Redactor()
        later = ProviderSecrets(vault, redactor)
        found = await later.client_secret(PROVIDER), await later.refresh_token(PROVIDER)
        known = redactor.scrub(f"{CANARY} {CANARY}-refresh")
        await later.forget_refresh_token(PROVIDER)
        after_sign_out = secret_service.stored_names()
        await later.forget(PROVIDER)
        await vault.close()
        return found, known, after_sign_out

    found, known, after_sign_out = asyncio.run(scenario())
    assert found == (CANARY, KeptRefresh(f"{CANARY}-refresh", ("openid",)))
    assert CANARY not in known
    assert after_sign_out == {"oauth/office/client-secret"}
    assert secret_service.stored_names() == set()


@pytest.mark.parametrize("changes", ELSEWHERE)
def test_a_provider_of_the_same_name_with_another_address_gets_neither(changes):
    async def scenario():
        secrets = await filled()
        stranger = replace(PROVIDER, **changes)
        assert await secrets.refresh_token(stranger) is None
        with pytest.raises(CredentialsError) as caught:
            await secrets.client_secret(stranger)
        return caught.value.failure, await secrets.client_secret(PROVIDER)

    failure, still_there = asyncio.run(scenario())
    assert (failure.id, failure.field) == ("oauth.client-secret-missing", "Client secret")
    assert still_there == CANARY


@pytest.mark.parametrize("changes", [{"scopes": ("openid",)}, {"audience": "https://api/"}, {"grant": "device_code"}])
def test_a_sign_in_for_something_else_is_another_sign_in(changes):
    async def scenario():
        secrets = await filled()
        changed = replace(PROVIDER, **changes)
        return await secrets.refresh_token(changed), await secrets.client_secret(changed)

    assert asyncio.run(scenario()) == (None, CANARY)


@pytest.mark.parametrize("changes", [{"has_client_secret": False}, {"client_auth": "none"}])
def test_a_client_without_a_secret_needs_no_vault(changes):
    secrets = ProviderSecrets(MemoryVault(), Redactor())
    assert asyncio.run(secrets.client_secret(replace(PROVIDER, **changes))) == ""


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '{"version": 2, "value": "x"}', '{"version": 1}', "7"])
def test_an_entry_that_cannot_be_read_counts_as_missing(text):
    async def scenario():
        vault = MemoryVault()
        await vault.set("oauth/office/refresh-token", text)
        return await ProviderSecrets(vault, Redactor()).refresh_token(PROVIDER)

    assert asyncio.run(scenario()) is None


def test_a_secret_is_known_to_the_redactor_before_it_is_stored():
    redactor = Redactor()
    asyncio.run(ProviderSecrets(MemoryVault(), redactor).save_client_secret(PROVIDER, CANARY))
    assert redactor.scrub(CANARY) == MASK
    assert CANARY not in repr(KeptRefresh(CANARY))

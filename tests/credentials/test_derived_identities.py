"""Roles and identity pools by their definitions."""

from __future__ import annotations

import asyncio

import pytest

from countersign.credentials.identities import IdentityStore
from countersign.credentials.vault import MemoryVault
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import KEY_ID, ROLE, Reply, assumed, endpoint, json_error

POOL_ID = "us-west-2:01234567-89ab-cdef-0123-456789abcdef"
PROVIDER = "cognito-idp.us-west-2.amazonaws.com/us-west-2_a1B2c3"


def store(environment: dict[str, str] | None = None, **options) -> IdentityStore:
    identities = IdentityStore(MemoryVault(), Redactor(), environment or {}, **options)
    identities.register_memory("base", Credentials("AKIABASE", "base-secret"))
    return identities


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(coroutine)
    assert raised.value.failure.action
    return raised.value.failure


def role(name: str, base: str, source: str = "role", **options) -> AssumedRole:
    return AssumedRole(name, source, base, ROLE, **options)


def test_roles_in_a_circle_or_on_nothing_say_so_and_are_listed():
    identities = store(roles=(role("a", "b"), role("b", "a"), role("lost", "gone")))
    assert failure_of(identities.resolve("role", "a")).sentence == (
        "The roles stand on each other in a circle: a → b → a."
    )
    assert failure_of(identities.resolve("role", "lost")).id == "credentials.not-defined"
    assert failure_of(identities.resolve("role", "unknown")).id == "credentials.not-defined"
    notes = {one.name: one.note for one in asyncio.run(identities.list()) if one.kind == "role"}
    assert "in a circle" in notes["a"]
    assert "gone" in notes["lost"]


def test_a_role_carries_its_settings_and_its_account():
    wish = role("r", "base", "keyring", session_name="me", external_id="id-1", duration=900, region="eu-west-1")
    with endpoint(lambda _asked: assumed()) as sts:
        found = asyncio.run(store({"AWS_ENDPOINT_URL_STS": sts.url}, roles=(wish,)).resolve("role", "r"))
        form = sts.asked[0].form
    assert found.account == "123456789012"
    assert (form["RoleArn"], form["RoleSessionName"], form["ExternalId"], form["DurationSeconds"]) == (
        ROLE,
        "me",
        "id-1",
        "900",
    )
    assert "Credential=AKIABASE/" in sts.asked[0].headers["authorization"]
    assert "/eu-west-1/sts/" in sts.asked[0].headers["authorization"]


def test_a_role_needs_what_it_asks_or_what_its_base_needs(home):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(
        "[profile sso]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n"
        "sso_account_id = 1\nsso_role_name = r\n"
    )
    roles = (
        role("plain", "base", "keyring"),
        role("mfa", "base", "keyring", mfa_serial="arn:aws:iam::1:mfa/me"),
        role("above", "mfa"),
        role("sso", "sso", "profile"),
    )
    identities = asyncio.run(store({"HOME": str(home)}, roles=roles).list())
    needs = {one.name: one.needs for one in identities if one.kind == "role"}
    assert needs == {"plain": "", "mfa": "mfa", "above": "mfa", "sso": "sign-in"}


def test_mfa_is_asked_once_for_as_long_as_the_role_lasts_and_then_no_longer_needed():
    asked = []

    async def ask(question) -> str:
        asked.append(question.identity)
        return "123456"

    async def scenario(url: str):
        roles = (role("mfa", "base", "keyring", mfa_serial="arn:aws:iam::1:mfa/me"),)
        identities = store({"AWS_ENDPOINT_URL_STS": url}, roles=roles, ask_mfa=ask)
        await asyncio.gather(*(identities.resolve("role", "mfa") for _ in range(10)))
        return next(one for one in await identities.list() if one.name == "mfa")

    with endpoint(lambda _asked: assumed()) as sts:
        identity = asyncio.run(scenario(sts.url))
    assert asked == ["mfa"]
    assert (identity.needs, identity.access_key_id) == ("", KEY_ID)
    assert identity.expires_at is not None


def test_new_keys_below_a_role_take_effect_at_once():
    async def scenario(url: str):
        identities = store({"AWS_ENDPOINT_URL_STS": url}, roles=(role("r", "mine", "keyring"),))
        await identities.save("mine", Credentials("AKIAFIRST", "first-secret"))
        await identities.resolve("role", "r")
        await identities.save("mine", Credentials("AKIASECOND", "second-secret"))
        await identities.resolve("role", "r")

    with endpoint(lambda _asked: assumed()) as sts:
        asyncio.run(scenario(sts.url))
        first, second = (asked.headers["authorization"] for asked in sts.asked)
    assert "AKIAFIRST" in first
    assert "AKIASECOND" in second


def test_definitions_are_replaced_and_what_stays_the_same_keeps_its_credentials():
    same, other = role("same", "base", "keyring"), role("other", "base", "keyring")

    async def scenario(url: str):
        identities = store({"AWS_ENDPOINT_URL_STS": url}, roles=(same, other))
        for name in ("same", "other"):
            await identities.resolve("role", name)
        identities.define((same, role("other", "base", "keyring", session_name="new")), ())
        for name in ("same", "other"):
            await identities.resolve("role", name)

    with endpoint(lambda _asked: assumed()) as sts:
        asyncio.run(scenario(sts.url))
        assert [asked.form["RoleSessionName"] for asked in sts.asked] == ["countersign", "countersign", "new"]


def pool_answers(asked):
    if asked.headers["x-amz-target"].endswith(".GetId"):
        return Reply({"IdentityId": POOL_ID})
    keys = {"AccessKeyId": KEY_ID, "SecretKey": "a-secret-key", "SessionToken": "t", "Expiration": 4_000_000_000}
    return Reply({"IdentityId": POOL_ID, "Credentials": keys})


def test_a_member_trades_a_token_in_and_may_choose_a_role():
    async def id_token(name: str) -> str:
        return f"the-token-of-{name}"

    pool = IdentityPool("m", POOL_ID, user_pool="users", provider=PROVIDER, role_arn=ROLE)
    with endpoint(pool_answers) as cognito:
        environment = {"AWS_ENDPOINT_URL_COGNITO_IDENTITY": cognito.url}
        found = asyncio.run(store(environment, pools=(pool,), id_token=id_token).resolve("cognito", "m"))
        documents = [asked.document for asked in cognito.asked]
    logins = {PROVIDER: "the-token-of-users"}
    assert found.access_key_id == KEY_ID
    assert documents == [
        {"IdentityPoolId": POOL_ID, "Logins": logins},
        {"IdentityId": POOL_ID, "Logins": logins, "CustomRoleArn": ROLE},
    ]


def test_a_pool_that_lets_no_guests_in():
    refusal = json_error("NotAuthorizedException", "Unauthenticated access is not supported for this identity pool.")
    with endpoint(lambda _asked: refusal) as cognito:
        environment = {"AWS_ENDPOINT_URL_COGNITO_IDENTITY": cognito.url}
        failure = failure_of(store(environment, pools=(IdentityPool("g", POOL_ID),)).resolve("cognito", "g"))
    assert (failure.id, failure.sentence) == ("credentials.pool-guest", "The identity pool lets no guests in.")
    assert failure.detail.endswith("Unauthenticated access is not supported for this identity pool.")


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        (IdentityPool("p", "us-west-2"), "credentials.pool-id"),
        (IdentityPool("p", POOL_ID, user_pool="u", provider="example.com"), "credentials.provider"),
        (IdentityPool("p", POOL_ID, user_pool="u", provider=PROVIDER), "credentials.user-pool"),
    ],
)
def test_definitions_of_pools_that_cannot_be_used(pool, expected):
    assert failure_of(store(pools=(pool,)).resolve("cognito", "p")).id == expected

"""Roles, web identities, identity pools and the instance's keys, as an independent server judges them."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from countersign.credentials.identities import IdentityStore
from countersign.credentials.vault import MemoryVault
from countersign.model.credentials import CallerIdentity
from countersign.model.errors import CredentialsError
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.redaction import Redactor
from tests.credentials.ministack_account import GUARDED, ROLE, WEB, Account, ministack_account


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with ministack_account(tmp_path_factory.mktemp("ministack")) as running:
        yield running


@pytest.fixture
def store(account: Account, home):
    """Make a store whose profile "keys" holds the user's keys."""

    def make(config: str = "", **options) -> IdentityStore:
        user = account.user
        (home / ".aws").mkdir(exist_ok=True)
        (home / ".aws" / "config").write_text(config)
        (home / ".aws" / "credentials").write_text(
            f"[keys]\naws_access_key_id = {user.access_key_id}\naws_secret_access_key = {user.secret_access_key}\n"
        )
        environment = {"HOME": str(home), **account.environment, **options.pop("variables", {})}
        identities = IdentityStore(MemoryVault(), Redactor(), environment, **options)
        identities.register_memory("user", user)
        return identities

    return make


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(coroutine)
    assert raised.value.failure.action
    return raised.value.failure


def test_a_static_profile_says_who_it_is(store):
    async def scenario():
        identities = store()
        found = await identities.caller_identity("profile", "keys")
        return found, next(one for one in await identities.list() if one.name == "keys")

    found, identity = asyncio.run(scenario())
    assert isinstance(found, CallerIdentity)
    assert (found.account, found.arn) == ("000000000000", "arn:aws:iam::000000000000:user/deployer")
    assert (identity.kind, identity.detail, identity.account, identity.arn) == (
        "profile",
        "static",
        found.account,
        found.arn,
    )


def test_a_profile_assumes_a_role_with_its_session_name_and_duration(store):
    config = (
        f"[profile deploy]\nrole_arn = {ROLE}\nsource_profile = keys\nrole_session_name = me@desk\n"
        "duration_seconds = 900\nregion = us-west-2\n"
    )

    async def scenario():
        identities = store(config)
        found = await identities.resolve("profile", "deploy")
        caller = await identities.caller_identity("profile", "deploy")
        return found, caller, next(one for one in await identities.list() if one.name == "deploy")

    found, caller, identity = asyncio.run(scenario())
    assert caller.arn == "arn:aws:sts::000000000000:assumed-role/deploy/me@desk"
    assert timedelta(minutes=14) < found.expires_at - datetime.now(UTC) <= timedelta(minutes=15)
    assert (identity.detail, identity.region, identity.arn) == ("role", "us-west-2", caller.arn)
    assert (identity.access_key_id, identity.expires_at) == (found.access_key_id, found.expires_at)


def test_a_role_that_stands_on_a_role_that_stands_on_the_environment(store, account):
    config = (
        f"[profile first]\nrole_arn = {ROLE}\ncredential_source = Environment\nrole_session_name = first\n"
        f"[profile second]\nrole_arn = {GUARDED}\nsource_profile = first\nexternal_id = the-id\n"
    )
    keys = {
        "AWS_ACCESS_KEY_ID": account.user.access_key_id,
        "AWS_SECRET_ACCESS_KEY": account.user.secret_access_key,
    }
    found = asyncio.run(store(config, variables=keys).caller_identity("profile", "second"))
    assert found.arn == "arn:aws:sts::000000000000:assumed-role/guarded/countersign"


def test_the_wrong_external_id_is_access_denied_and_the_role_is_named(store):
    config = f"[profile g]\nrole_arn = {GUARDED}\nsource_profile = keys\nexternal_id = another\n"
    failure = failure_of(store(config).resolve("profile", "g"))
    assert failure.id == "credentials.role-denied"
    assert failure.sentence == f"AWS does not allow assuming the role {GUARDED}."
    assert failure.detail.startswith("AccessDenied: ")


def test_a_role_can_stand_on_any_identity_and_on_another_role(store):
    roles = (
        AssumedRole("deploy", "keyring", "user", ROLE, session_name="one"),
        AssumedRole("guarded", "role", "deploy", GUARDED, external_id="the-id", region="us-west-2"),
        AssumedRole("on-profile", "profile", "keys", ROLE),
    )

    async def scenario():
        identities = store(roles=roles)
        arns = [(await identities.caller_identity("role", role.name)).arn for role in roles]
        return arns, {one.name: one for one in await identities.list() if one.kind == "role"}

    arns, listed = asyncio.run(scenario())
    assert [arn.rpartition("assumed-role/")[2] for arn in arns] == [
        "deploy/one",
        "guarded/countersign",
        "deploy/countersign",
    ]
    assert [(one.source, one.detail, one.account) for one in listed.values()] == [
        ("role", "role", "000000000000")
    ] * 3
    assert all(one.access_key_id.startswith("ASIA") and one.expires_at for one in listed.values())


def test_a_web_identity_of_a_profile_and_of_the_environment(store, tmp_path):
    (tmp_path / "token").write_text(unsigned_token() + "\n")
    config = f"[profile web]\nrole_arn = {WEB}\nweb_identity_token_file = {tmp_path}/token\n"
    variables = {"AWS_WEB_IDENTITY_TOKEN_FILE": f"{tmp_path}/token", "AWS_ROLE_ARN": WEB}

    async def scenario():
        identities = store(config, variables=variables)
        return [
            (await identities.caller_identity(*one)).arn
            for one in (("profile", "web"), ("environment", "Web identity"))
        ]

    assert asyncio.run(scenario()) == ["arn:aws:sts::000000000000:assumed-role/web/countersign"] * 2


def unsigned_token(issuer: str = "https://issuer.example.com") -> str:
    parts = ({"alg": "none"}, {"iss": issuer, "sub": "me", "aud": "sts.amazonaws.com"})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def test_a_guest_and_a_member_of_an_identity_pool(store, account):
    pools = (
        IdentityPool("guest", account.guests),
        IdentityPool("member", account.members, user_pool="users", provider=account.provider),
    )
    asked = []

    async def id_token(name: str) -> str:
        asked.append(name)
        return account.id_token

    async def scenario():
        identities = store(pools=pools, id_token=id_token)
        arns = [(await identities.caller_identity("cognito", pool.name)).arn for pool in pools]
        return arns, {one.name: one.detail for one in await identities.list() if one.kind == "cognito"}

    arns, details = asyncio.run(scenario())
    assert all(arn.endswith("/CognitoIdentityCredentials") for arn in arns)
    assert details == {"guest": "guest", "member": "token"}
    assert asked == ["users"]


def test_a_token_of_another_user_pool_and_a_pool_that_is_not_there(store, account):
    async def id_token(name: str) -> str:
        return account.id_token

    nowhere = f"{account.guests.partition(':')[0]}:00000000-0000-0000-0000-000000000000"
    another = account.provider[:-4] + "XXXX"
    pools = (
        IdentityPool("foreign", account.members, user_pool="users", provider=another),
        IdentityPool("lost", nowhere),
    )
    identities = store(pools=pools, id_token=id_token)
    failure = failure_of(identities.resolve("cognito", "foreign"))
    assert failure.id == "credentials.pool-login"
    assert failure.sentence == "The identity pool did not accept the token of the user pool “users”."
    assert account.id_token not in repr(failure)
    failure = failure_of(identities.resolve("cognito", "lost"))
    assert (failure.id, failure.field) == ("credentials.pool-unknown", "Identity pool ID")


def test_a_web_identity_whose_issuer_the_role_does_not_trust(store, tmp_path):
    (tmp_path / "token").write_text(unsigned_token("https://another.example.com"))
    config = f"[profile web]\nrole_arn = {WEB}\nweb_identity_token_file = {tmp_path}/token\n"
    assert failure_of(store(config).resolve("profile", "web")).id == "credentials.role-denied"


def test_the_keys_of_the_instance(store):
    async def scenario():
        identities = store()
        found = await identities.resolve("environment", "Instance metadata")
        return found, [one.name for one in await identities.list() if one.kind == "environment"]

    found, listed = asyncio.run(scenario())
    assert found.access_key_id.startswith("ASIA")
    assert found.session_token
    assert listed == ["Instance metadata"]


def test_keys_that_aws_does_not_know(store, home):
    identities = store(f"[profile deploy]\nrole_arn = {ROLE}\nsource_profile = forged\n")
    (home / ".aws" / "credentials").write_text(
        "[forged]\naws_access_key_id = AKIAUNKNOWNUNKNOWN00\naws_secret_access_key = forged-secret\n"
    )
    for name in ("forged", "deploy"):
        failure = failure_of(identities.caller_identity("profile", name))
        assert failure.id == "credentials.base-unknown"
        assert "forged-secret" not in repr(failure)


def test_a_secret_key_that_does_not_belong_to_its_id(store, home, account):
    identities = store()
    (home / ".aws" / "credentials").write_text(
        f"[keys]\naws_access_key_id = {account.user.access_key_id}\naws_secret_access_key = another-secret\n"
    )
    assert failure_of(identities.caller_identity("profile", "keys")).id == "credentials.base-wrong-secret"

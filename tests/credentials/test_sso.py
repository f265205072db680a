"""SSO profiles: the AWS CLI's sign-in is read, our own goes through the browser and into the vault."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from countersign.credentials.aws_service import AwsService
from countersign.credentials.identities import IdentityStore
from countersign.credentials.profiles import SsoSession
from countersign.credentials.sso_sign_in import SsoSignIn
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import CredentialsError, Failure, KeyringError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import KEY_ID, START_URL, Reply, json_error
from tests.credentials.clocks import Clock
from tests.credentials.sso_portal import BEARER, DEVICE, sign_in_with_cli, sso_portal

PENDING = json_error("AuthorizationPendingException")


class LockedVault(MemoryVault):
    """Refuse every call, as a locked keyring does."""

    async def get(self, name):
        raise KeyringError(Failure("keyring.locked", "The system keyring is locked.", "Unlock it.", detail=name))

    async def set(self, name, value):
        assert value
        await self.get(name)


@pytest.fixture
def portal(home):
    with sso_portal(home) as running:
        yield running


@pytest.fixture
def store(portal, home):
    return lambda vault=None, redactor=None, **options: IdentityStore(
        vault or MemoryVault(), redactor or Redactor(), portal.environment(home), **options
    )


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(coroutine)
    assert raised.value.failure.action
    return raised.value.failure


@pytest.mark.parametrize(("profile", "session"), [("sso", "corp"), ("legacy", START_URL)])
def test_a_sign_in_of_the_cli_is_used_and_its_cache_is_only_read(portal, store, home, profile, session):
    cached = sign_in_with_cli(home, session)
    before = cached.read_bytes(), cached.stat().st_mtime_ns, sorted(cached.parent.iterdir())
    found = asyncio.run(store().resolve("profile", profile))
    assert (found.access_key_id, found.account) == (KEY_ID, "111122223333")
    (asked,) = portal.server.asked
    assert asked.query == {"role_name": "Admin", "account_id": "111122223333"}
    assert asked.headers[BEARER] == "a-cached-token"
    assert before == (cached.read_bytes(), cached.stat().st_mtime_ns, sorted(cached.parent.iterdir()))


def test_the_browser_sign_in_shows_the_code_polls_and_keeps_the_token_in_the_vault_only(portal, store, home):
    portal.polls = [PENDING, PENDING]
    vault, redactor, shown = MemoryVault(), Redactor(), []

    async def scenario():
        first = store(vault, redactor)
        before = {one.name: one.needs for one in await first.list()}
        warning = await first.sign_in("sso", shown.append)
        after = {one.name: one.needs for one in await first.list()}
        again = store(vault, Redactor())
        return before, warning, after, await again.resolve("profile", "second")

    before, warning, after, found = asyncio.run(scenario())
    assert before == dict.fromkeys(("sso", "second", "legacy"), "sign-in")
    assert after == {"sso": "", "second": "", "legacy": "sign-in"}
    assert (warning, found.access_key_id) == (None, KEY_ID)
    (prompt,) = shown
    assert (prompt.session, prompt.user_code, prompt.url) == ("corp", "ABCD-EFGH", DEVICE["verificationUriComplete"])
    assert prompt.plain_url == DEVICE["verificationUri"]
    assert len(portal.asked("/token")) == 3
    assert portal.asked("/client/register")[0].document["scopes"] == ["sso:account:access"]
    assert portal.asked("/device_authorization")[0].document["startUrl"] == START_URL
    assert list((home / ".aws" / "sso" / "cache").iterdir()) == []
    for secret in ("token-1", "a-refresh-token", "the-secret-of-the-client", "the-code-of-the-device"):
        assert secret not in redactor.scrub(f"<{secret}>")


def test_cancelling_ends_the_sign_in_and_no_poll_follows(portal, store):
    portal.polls = [PENDING] * 10_000
    shown = asyncio.Event()

    async def scenario():
        signing_in = asyncio.ensure_future(store().sign_in("sso", lambda _prompt: shown.set()))
        await shown.wait()
        signing_in.cancel()
        with pytest.raises(asyncio.CancelledError):
            await signing_in
        return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert asyncio.run(scenario()) == []
    assert len(portal.asked("/token")) <= 1


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (json_error("ExpiredTokenException"), "credentials.sign-in-expired"),
        (json_error("AccessDeniedException"), "credentials.sign-in-refused"),
        (json_error("InvalidRequestException", "wrong start URL"), "credentials.sign-in-request"),
        (json_error("InternalServerException", status=500), "credentials.service-down"),
        (Reply({"tokenType": "Bearer"}), "credentials.answer"),
    ],
)
def test_a_sign_in_that_fails_says_why(portal, store, reply, expected):
    portal.polls = [reply]
    assert failure_of(store().sign_in("sso", lambda _prompt: None)).id == expected


def test_a_code_that_nobody_confirms_ends_and_a_slow_down_is_obeyed(portal, home):
    portal.polls = [json_error("SlowDownException"), *[PENDING] * 1000]
    clock, pauses = Clock(), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        clock.pass_by(seconds=max(seconds, 1) * 20)

    aws = AwsService(portal.environment(home), Redactor())
    signing_in = SsoSignIn(aws, clock, pause=pause, monotonic=clock.monotonic)
    session = SsoSession("corp", START_URL, "eu-west-1")
    assert failure_of(signing_in.sign_in(session, lambda _prompt: None)).id == "credentials.sign-in-expired"
    assert pauses[:3] == [0, 5, 5]
    assert len(pauses) == 7


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "", "http://localhost.example.com/"])
def test_only_a_web_address_is_shown_for_the_browser(portal, store, url):
    portal.device = {**DEVICE, "verificationUriComplete": url, "verificationUri": url}
    shown = []
    assert failure_of(store().sign_in("sso", shown.append)).id == "credentials.answer"
    assert shown == []


def test_our_own_sign_in_renews_itself_and_a_refused_renewal_asks_to_sign_in(portal, store):
    clock = Clock(datetime.now(UTC))
    vault = MemoryVault()

    async def scenario():
        await store(vault, clock=clock).sign_in("sso", lambda _prompt: None)
        clock.pass_by(hours=2)
        portal.role = role_for(clock)
        renewed = await store(vault, clock=clock).resolve("profile", "sso")
        clock.pass_by(hours=2)
        portal.renewal = json_error("InvalidGrantException")
        with pytest.raises(CredentialsError) as ended:
            await store(vault, clock=clock).resolve("profile", "sso")
        return renewed, ended.value.failure.id

    renewed, ended = asyncio.run(scenario())
    assert (renewed.access_key_id, ended) == (KEY_ID, "credentials.sso-sign-in")
    assert [asked.headers[BEARER] for asked in portal.asked("/federation/credentials")] == ["token-2"]
    assert portal.asked("/token")[1].document["refreshToken"] == "a-refresh-token"


def role_for(clock: Clock) -> Reply:
    milliseconds = int((clock() + timedelta(hours=1)).timestamp() * 1000)
    keys = {"accessKeyId": KEY_ID, "secretAccessKey": "a-secret-key", "sessionToken": "a", "expiration": milliseconds}
    return Reply({"roleCredentials": keys})


def test_a_token_that_the_portal_refuses_is_not_tried_again_and_the_next_one_is(portal, store, home):
    sign_in_with_cli(home)
    vault = MemoryVault()

    async def scenario():
        identities = store(vault)
        await identities.sign_in("sso", lambda _prompt: None)
        portal.accepted.discard("token-1")
        await identities.resolve("profile", "sso")
        identities.forget("profile", "sso")
        await identities.resolve("profile", "sso")

    asyncio.run(scenario())
    asked = [asked.headers[BEARER] for asked in portal.asked("/federation/credentials")]
    assert asked == ["token-1", "a-cached-token", "a-cached-token"]


def test_signing_out_forgets_our_token_and_what_it_gave(portal, store):
    vault = MemoryVault()

    async def scenario():
        identities = store(vault)
        await identities.sign_in("sso", lambda _prompt: None)
        await identities.resolve("profile", "sso")
        await identities.sign_out("sso")
        with pytest.raises(CredentialsError) as ended:
            await identities.resolve("profile", "sso")
        return ended.value.failure.id

    assert asyncio.run(scenario()) == "credentials.sso-sign-in"


def test_a_locked_keyring_does_not_hide_the_sign_in_of_the_cli(store, home):
    sign_in_with_cli(home)
    assert asyncio.run(store(LockedVault()).resolve("profile", "sso")).access_key_id == KEY_ID


def test_a_locked_keyring_is_named_where_it_is_the_reason(store):
    assert failure_of(store(LockedVault()).resolve("profile", "sso")).id == "keyring.locked"


def test_a_keyring_that_does_not_take_the_token_is_a_warning_and_the_sign_in_lasts_for_this_run(store):
    async def scenario():
        identities = store(LockedVault())
        warning = await identities.sign_in("sso", lambda _prompt: None)
        return warning, await identities.resolve("profile", "sso")

    warning, found = asyncio.run(scenario())
    assert (warning.id, found.access_key_id) == ("keyring.locked", KEY_ID)


def test_profiles_are_listed_while_the_keyring_is_locked(store, home):
    sign_in_with_cli(home)

    async def scenario():
        identities = store(LockedVault())
        with pytest.raises(KeyringError):
            await identities.list()
        return {one.name: one.needs for one in identities.list_without_vault()}

    assert asyncio.run(scenario()) == {"sso": "", "second": "", "legacy": "sign-in"}


def test_a_role_that_was_not_assigned_is_named(portal, store, home):
    sign_in_with_cli(home)
    portal.role = json_error("ForbiddenException", "No access", 403)
    failure = failure_of(store().resolve("profile", "sso"))
    assert failure.id == "credentials.sso-role"
    assert failure.sentence == "You have no access to the role Admin in the account 111122223333."
    assert failure.detail == "ForbiddenException: No access"


@pytest.mark.parametrize(
    ("old", "missing"),
    [
        ("sso_role_name = Admin\nregion", "sso_role_name"),
        ("sso_region = eu-west-1", "sso_region"),
        (f"[sso-session corp]\nsso_start_url = {START_URL}", "sso_start_url"),
    ],
)
def test_a_profile_that_is_not_complete_names_what_is_missing(store, home, old, missing):
    path = home / ".aws" / "config"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, "region" if old.endswith("region") else "[sso-session corp]"))
    failure = failure_of(store().resolve("profile", "sso"))
    assert failure.id == "credentials.sso-incomplete"
    assert missing in failure.sentence


@pytest.mark.parametrize("text", ["", "{", "[]", '{"accessToken": 1}', '{"accessToken": "x", "expiresAt": "soon"}'])
def test_a_broken_file_of_the_cli_counts_as_no_sign_in(store, home, text):
    sign_in_with_cli(home).write_text(text)
    assert failure_of(store().resolve("profile", "sso")).id == "credentials.sso-sign-in"


def test_a_profile_of_another_kind_is_not_signed_in_to(store, home):
    (home / ".aws" / "credentials").write_text("[keys]\naws_access_key_id = A\naws_secret_access_key = B\n")
    assert failure_of(store().sign_in("keys", lambda _prompt: None)).id == "credentials.no-sign-in"

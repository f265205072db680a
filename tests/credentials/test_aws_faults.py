"""The fourteen faults of AWS's credential sources and the clock's six: each its own id, its sentence, its next step.

Together with test_credential_process, test_metadata_service, test_sso and test_renewing, which look closer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from countersign.credentials.identities import IdentityStore
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import CredentialsError
from countersign.model.identity_sources import AssumedRole, MfaQuestion
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import (
    KEY_ID,
    ROLE,
    SECRET,
    TOKEN,
    Asked,
    Reply,
    assumed,
    endpoint,
    json_error,
    role_credentials,
    sts_error,
)
from tests.credentials.clocks import Clock
from tests.credentials.sso_portal import sign_in_with_cli, sso_portal

SERIAL = "arn:aws:iam::123456789012:mfa/me"
KEYS = "[keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = long-term-secret\n"
DEPLOY = f"[profile deploy]\nrole_arn = {ROLE}\nsource_profile = keys\nregion = eu-west-1\n"
WITH_MFA = f"{DEPLOY}mfa_serial = {SERIAL}\n"


@pytest.fixture
def make(home):
    """Make a store from the text of a config file and the URL of STS."""

    def made(config: str, sts: str = "http://127.0.0.1:9", **options) -> IdentityStore:
        (home / ".aws").mkdir(exist_ok=True)
        (home / ".aws" / "config").write_text(config)
        (home / ".aws" / "credentials").write_text(KEYS)
        variables = options.pop("variables", {})
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL_STS": sts, **variables}
        return IdentityStore(MemoryVault(), options.pop("redactor", Redactor()), environment, **options)

    return made


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(coroutine)
    failure = raised.value.failure
    assert failure.field
    assert failure.action
    assert SECRET not in repr(failure)
    assert TOKEN not in repr(failure)
    return failure


def said(failure) -> tuple[str, str]:
    return failure.id, failure.sentence


def test_1_the_keys_below_a_role_have_expired(make):
    refusal = sts_error("ExpiredToken", "The security token included in the request is expired")
    with endpoint(lambda _asked: refusal) as sts:
        failure = failure_of(make(DEPLOY, sts.url).resolve("profile", "deploy"))
    assert said(failure) == (
        "credentials.base-expired",
        "The keys that this identity stands on have expired.",
    )
    assert failure.detail == "ExpiredToken: The security token included in the request is expired"


def test_2_the_sso_session_has_expired_or_there_is_none(home):
    for after in (None, timedelta(minutes=-1)):
        path = home / str(after)
        with sso_portal(path) as portal:
            if after is not None:
                sign_in_with_cli(path, after=after)
            store = IdentityStore(MemoryVault(), Redactor(), portal.environment(path))
            failure = failure_of(store.resolve("profile", "sso"))
            assert portal.server.asked == []
        assert said(failure) == (
            "credentials.sso-sign-in",
            "The SSO session “corp” has ended, or nobody has signed in yet.",
        )


def test_3_the_portal_no_longer_takes_the_token(home):
    with sso_portal(home) as portal:
        sign_in_with_cli(home)
        portal.accepted.clear()
        store = IdentityStore(MemoryVault(), Redactor(), portal.environment(home))
        assert failure_of(store.resolve("profile", "sso")).id == "credentials.sso-sign-in"
        needs = {one.name: one.needs for one in asyncio.run(store.list())}
    assert needs["sso"] == "sign-in"


def test_4_a_wrong_mfa_code(make):
    message = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    questions = []

    async def ask(question: MfaQuestion) -> str:
        questions.append(question)
        return " 123 456 "

    with endpoint(lambda _asked: sts_error("AccessDenied", message)) as sts:
        store = make(WITH_MFA, sts.url, ask_mfa=ask)
        failure = failure_of(store.resolve("profile", "deploy"))
        (asked,) = sts.asked
    assert said(failure) == ("credentials.mfa-wrong", "The MFA code was not accepted.")
    assert questions == [MfaQuestion("deploy", SERIAL, ROLE)]
    assert (asked.form["SerialNumber"], asked.form["TokenCode"]) == (SERIAL, "123456")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", ("credentials.mfa-cancelled", "No MFA code was typed, so the role was not assumed.")),
        ("12345", ("credentials.mfa-wrong", "An MFA code has six digits.")),
        (None, ("credentials.mfa-needed", "This role asks for an MFA code, and nobody is there to type it.")),
    ],
)
def test_5_an_mfa_code_that_is_cancelled_mistyped_or_cannot_be_asked_for(make, code, expected):
    async def ask(question: MfaQuestion) -> str:
        return code

    with endpoint(lambda _asked: assumed()) as sts:
        store = make(WITH_MFA, sts.url, ask_mfa=None if code is None else ask)
        failure = failure_of(store.resolve("profile", "deploy"))
        assert sts.asked == []
    assert said(failure) == expected


def test_7_to_10_a_process_that_fails_or_prints_something_else_something_old_or_too_much(make):
    """The sixth, a process that hangs, is in test_credential_process."""
    programs = {
        "exit": "import sys; sys.exit(7)",
        "json": "print('{')",
        "old": (
            'print(\'{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "B", '
            '"Expiration": "2020-01-01T00:00:00Z"}\')'
        ),
        "much": "print('x' * 100_000_000)",
    }
    config = "".join(
        f"[profile {name}]\ncredential_process = {shlex.join([sys.executable, '-S', '-c', text])}\n"
        for name, text in programs.items()
    )
    store = make(config)
    assert {name: failure_of(store.resolve("profile", name)).id for name in programs} == {
        "exit": "credentials.process-exit",
        "json": "credentials.process-json",
        "old": "credentials.issued-expired",
        "much": "credentials.process-size",
    }


def test_11_profiles_in_a_circle(make):
    loop = (
        f"[profile a]\nrole_arn = {ROLE}\nsource_profile = b\n[profile b]\nrole_arn = {ROLE}\nsource_profile = c\n"
        f"[profile c]\nrole_arn = {ROLE}\nsource_profile = a\n"
        f"[profile self]\nrole_arn = {ROLE}\nsource_profile = self\n"
    )
    store = make(loop)
    assert said(failure_of(store.resolve("profile", "a"))) == (
        "credentials.profile-loop",
        "The profiles take their keys from each other in a circle: a → b → c → a.",
    )
    assert failure_of(store.resolve("profile", "self")).id == "credentials.profile-loop"
    listed = {one.name: one.note for one in asyncio.run(store.list())}
    assert "in a circle" in listed["b"]


def test_12_a_metadata_service_that_swallows_everything(make):
    with endpoint(lambda _asked: None) as hole:
        store = make("[profile bare]\nregion = x\n", variables={"AWS_EC2_METADATA_SERVICE_ENDPOINT": hole.url})
        started = time.monotonic()
        failure = failure_of(store.resolve("profile", "bare"))
        assert time.monotonic() - started < 5
    assert said(failure) == (
        "credentials.profile-empty",
        "The profile “bare” holds no credentials, and this machine gave none either.",
    )
    assert "did not answer in time" in failure.detail


def test_13_a_token_that_disappears_while_credentials_are_in_use(home):
    clock = Clock(datetime.now(UTC))
    with sso_portal(home) as portal:
        cached = sign_in_with_cli(home, after=timedelta(hours=8))
        portal.role = role_credentials(after=timedelta(minutes=30))
        store = IdentityStore(MemoryVault(), Redactor(), portal.environment(home), clock=clock)

        async def scenario():
            await store.resolve("profile", "sso")
            cached.unlink()
            clock.pass_by(minutes=29)
            late = await store.resolve("profile", "sso")
            clock.pass_by(minutes=2)
            with pytest.raises(CredentialsError) as ended:
                await store.resolve("profile", "sso")
            await store.close()
            return late, ended.value.failure

        late, failure = asyncio.run(scenario())
    assert late.access_key_id == KEY_ID
    assert late.warning.sentence == (
        "The credentials could not be renewed; the old ones work until they end. "
        "The SSO session “corp” has ended, or nobody has signed in yet."
    )
    assert failure.id == "credentials.sso-sign-in"


@pytest.mark.parametrize(
    ("region", "reply", "expected"),
    [
        (
            "eu west 1",
            assumed(),
            ("credentials.region", "“eu west 1” is not a region of AWS."),
        ),
        (
            "eu-west-1",
            sts_error("RegionDisabledException", "STS is not activated in this region for account:1."),
            ("credentials.region-disabled", "STS is switched off in this region for the account."),
        ),
    ],
)
def test_14_a_wrong_region(make, region, reply, expected):
    with endpoint(lambda _asked: reply) as sts:
        failure = failure_of(make(DEPLOY.replace("eu-west-1", region), sts.url).resolve("profile", "deploy"))
    assert said(failure) == expected


def test_14_a_region_whose_portal_cannot_be_reached(home):
    with sso_portal(home) as portal:
        sign_in_with_cli(home)
        environment = {**portal.environment(home), "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:9"}
        failure = failure_of(IdentityStore(MemoryVault(), Redactor(), environment).resolve("profile", "sso"))
    assert said(failure) == (
        "credentials.unreachable",
        "The AWS access portal in the region eu-west-1 cannot be reached.",
    )
    assert failure.action == "Check the region eu-west-1 and the network, then try again."


def test_access_is_denied(make):
    message = (
        f"User: arn:aws:iam::123456789012:user/me is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    )
    with endpoint(lambda _asked: sts_error("AccessDenied", message)) as sts:
        failure = failure_of(make(DEPLOY, sts.url).resolve("profile", "deploy"))
    assert said(failure) == ("credentials.role-denied", f"AWS does not allow assuming the role {ROLE}.")
    assert failure.detail == f"AccessDenied: {message}"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (sts_error("Throttling", "Rate exceeded", 400), "credentials.throttled"),
        (sts_error("ServiceUnavailable", "", 503), "credentials.service-down"),
        (sts_error("ValidationError", "1 validation error detected", 400), "credentials.refused"),
        (Reply(b"<html>a captive portal"), "credentials.answer"),
        (Reply(b"", 502), "credentials.service-down"),
        (Reply("<AssumeRoleResponse/>"), "credentials.answer"),
    ],
)
def test_other_answers_of_sts(make, reply, expected):
    with endpoint(lambda _asked: reply) as sts:
        store = make(DEPLOY, sts.url)
        assert failure_of(store.resolve("profile", "deploy")).id == expected
        assert len(sts.asked) == 1, "a refusal is not repeated"


def test_cancelling_does_not_wait_for_sts(make):
    arrived = threading.Event()
    with endpoint(lambda _asked: arrived.set()) as sts:
        store = make(DEPLOY, sts.url)

        async def scenario():
            resolving = asyncio.ensure_future(store.resolve("profile", "deploy"))
            await asyncio.to_thread(arrived.wait, 10)
            started = time.monotonic()
            resolving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await resolving
            return time.monotonic() - started

        assert asyncio.run(scenario()) < 1


@pytest.mark.parametrize(
    "message",
    [
        "Signature expired: 20261122T120000Z is now earlier than 20261122T121500Z (20261122T123000Z - 15 min.)",
        "Signature not yet current: 20261122T123000Z is still later than 20261122T121500Z",
    ],
)
def test_clock_1_and_2_aws_says_that_the_clock_is_slow_or_fast(make, message):
    with endpoint(lambda _asked: sts_error("SignatureDoesNotMatch", message)) as sts:
        failure = failure_of(make(DEPLOY, sts.url).resolve("profile", "deploy"))
    assert said(failure) == ("credentials.clock", "AWS says that this computer's clock is wrong.")


def test_clock_3_fresh_credentials_that_this_clock_takes_for_expired(make):
    clock = Clock(datetime.now(UTC) + timedelta(hours=3))
    with endpoint(lambda _asked: assumed()) as sts:
        failure = failure_of(make(DEPLOY, sts.url, clock=clock).resolve("profile", "deploy"))
    assert said(failure) == (
        "credentials.issued-expired",
        "AWS STS gave credentials that have expired already.",
    )
    assert "clock" in failure.action


def test_clock_4_the_machine_slept_past_the_end(make):
    clock = Clock(datetime.now(UTC))
    with endpoint(lambda _asked: assumed(key_id=f"ASIA{len(sts.asked)}", after=timedelta(hours=9))) as sts:

        async def scenario():
            store = make(DEPLOY, sts.url, clock=clock)
            first = await store.resolve("profile", "deploy")
            clock.set_forward(hours=8.99)
            return first.access_key_id, (await store.resolve("profile", "deploy")).access_key_id

        assert asyncio.run(scenario()) == ("ASIA1", "ASIA2")


def test_clock_5_a_clock_that_was_far_behind_when_the_credentials_came(make):
    """They seem to live for days; AWS ends them, and what it refused is forgotten on request."""
    clock = Clock(datetime.now(UTC) - timedelta(days=3))
    with endpoint(lambda _asked: assumed(key_id=f"ASIA{len(sts.asked)}")) as sts:

        async def scenario():
            store = make(DEPLOY, sts.url, clock=clock)
            await store.resolve("profile", "deploy")
            same = await store.resolve("profile", "deploy")
            store.forget("profile", "deploy")
            return same.access_key_id, (await store.resolve("profile", "deploy")).access_key_id

        assert asyncio.run(scenario()) == ("ASIA1", "ASIA2")


@pytest.mark.parametrize("zone", ["2099-11-22T12:30:00Z", "2099-11-22T14:30:00+02:00", "2099-11-22T12:30:00"])
def test_clock_6_a_time_in_another_zone_or_in_none_is_the_same_time(make, zone):
    text = f'print(\'{{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "B", "Expiration": "{zone}"}}\')'
    store = make(f"[profile p]\ncredential_process = {shlex.join([sys.executable, '-S', '-c', text])}\n")
    assert asyncio.run(store.resolve("profile", "p")).expires_at == datetime(2099, 11, 22, 12, 30, tzinfo=UTC)


def test_one_assume_role_for_fifty_requests(make):
    with endpoint(lambda _asked: assumed()) as sts:

        async def scenario():
            store = make(DEPLOY, sts.url, roles=(AssumedRole("on-top", "profile", "deploy", ROLE),))
            names = [("profile", "deploy"), ("role", "on-top")] * 25
            return {one.access_key_id for one in await asyncio.gather(*(store.resolve(*name) for name in names))}

        assert asyncio.run(scenario()) == {KEY_ID}
        assert len(sts.asked) == 2


def test_no_secret_reaches_a_log_even_at_the_lowest_level(make, caplog):
    caplog.set_level(logging.DEBUG)
    redactor = Redactor()

    def answer(asked: Asked) -> Reply:
        return assumed()

    with endpoint(answer) as sts:
        store = make(DEPLOY, sts.url, redactor=redactor)
        asyncio.run(store.resolve("profile", "deploy"))
    for secret in (SECRET, TOKEN, "long-term-secret"):
        assert secret not in caplog.text
        assert secret not in redactor.scrub(f"<{secret}>")


def test_sso_refusals_of_another_kind_keep_the_words_of_aws(home):
    with sso_portal(home) as portal:
        sign_in_with_cli(home)
        portal.role = json_error("TooManyRequestsException", "slow down", 429)
        failure = failure_of(
            IdentityStore(MemoryVault(), Redactor(), portal.environment(home)).resolve("profile", "sso")
        )
    assert (failure.id, failure.detail) == ("credentials.throttled", "TooManyRequestsException: slow down")

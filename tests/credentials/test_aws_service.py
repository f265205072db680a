"""Calls to AWS's credential services: endpoints from the environment, one attempt, a deadline."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from countersign.credentials.aws_service import AwsCall, AwsRefusal, AwsService
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import SECRET, Asked, Reply, assumed, endpoint, json_error

WHO = AwsCall("sts", "get_caller_identity", "us-west-2", {}, Credentials("AKIA", "a-secret-key"))
PORTAL = AwsCall(
    "sso", "get_role_credentials", "us-west-2", {"roleName": "r", "accountId": "1", "accessToken": "tok"}
)


def ask(call: AwsCall, environment: dict[str, str], **options):
    return asyncio.run(AwsService(environment, Redactor(), **options).ask(call))


def failure_of(call: AwsCall, environment: dict[str, str], **options):
    with pytest.raises(CredentialsError) as raised:
        ask(call, environment, **options)
    assert raised.value.__context__ is None
    return raised.value.failure


@pytest.mark.parametrize(
    ("variable", "reached"),
    [("AWS_ENDPOINT_URL_STS", True), ("AWS_ENDPOINT_URL", True), ("AWS_ENDPOINT_URL_SSO", False)],
)
def test_endpoints_follow_the_variables_of_every_aws_sdk(variable, reached):
    with endpoint(lambda _asked: Reply("<GetCallerIdentityResponse/>")) as sts:
        environment = {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"} if not reached else {}
        with pytest.raises(CredentialsError):
            ask(WHO, {**environment, variable: sts.url})
        assert bool(sts.asked) is reached


def test_a_service_of_its_own_wins_and_the_variables_can_be_ignored():
    environment = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}
    with endpoint(lambda _asked: assumed()) as sts:
        call = AwsCall(
            "sts",
            "assume_role",
            "us-west-2",
            {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "me"},
            WHO.credentials,
        )
        answer = ask(call, {**environment, "AWS_ENDPOINT_URL_STS": sts.url})
        ignored = {"AWS_ENDPOINT_URL_STS": sts.url, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
        # No name is looked up for a region that is none, so this stays on the machine.
        failure = failure_of(AwsCall("sts", "get_caller_identity", "no region", {}, WHO.credentials), ignored)
    assert answer["Credentials"]["SecretAccessKey"] == SECRET
    assert failure.id == "credentials.region"
    assert len(sts.asked) == 1


def test_a_refusal_is_an_answer_free_of_secrets_and_is_not_repeated():
    redactor = Redactor()
    refusal = json_error("UnauthorizedException", "the token tok-secret-1 is not valid", 401)
    with endpoint(lambda _asked: refusal) as portal:
        call = AwsCall("sso", "get_role_credentials", "x-y-1", {**PORTAL.parameters, "accessToken": "tok-secret-1"})
        service = AwsService({"AWS_ENDPOINT_URL_SSO": portal.url}, redactor)
        found = asyncio.run(service.ask(call))
    assert isinstance(found, AwsRefusal)
    assert (found.code, found.status) == ("UnauthorizedException", 401)
    assert found.message == "the token ••• is not valid"
    assert len(portal.asked) == 1
    assert "tok-secret-1" not in repr(call)


def test_calls_without_credentials_are_sent_unsigned():
    with endpoint(lambda _asked: Reply({"roleCredentials": {}})) as portal:
        ask(PORTAL, {"AWS_ENDPOINT_URL_SSO": portal.url, "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "B"})
    assert "authorization" not in portal.asked[0].headers


def test_broken_shared_files_and_a_missing_aws_profile_do_not_matter(home, monkeypatch):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text("not a section\n")
    monkeypatch.setenv("AWS_PROFILE", "missing")
    with endpoint(lambda _asked: Reply({"roleCredentials": {"accessKeyId": "A"}})) as portal:
        assert ask(PORTAL, {"AWS_ENDPOINT_URL_SSO": portal.url})["roleCredentials"] == {"accessKeyId": "A"}


def test_a_service_that_never_answers_ends_with_the_deadline():
    with endpoint(lambda _asked: None) as portal:
        started = time.monotonic()
        failure = failure_of(PORTAL, {"AWS_ENDPOINT_URL_SSO": portal.url}, deadline=2.0)
        assert time.monotonic() - started < 4
    assert failure.id == "credentials.timeout"
    assert failure.sentence == "The AWS access portal in the region us-west-2 did not answer in time."


def test_no_thread_is_left():
    with endpoint(lambda _asked: Reply({"roleCredentials": {}})) as portal:
        before = set(threading.enumerate())
        ask(PORTAL, {"AWS_ENDPOINT_URL_SSO": portal.url})
        for thread in set(threading.enumerate()) - before:
            thread.join(5)
            assert not thread.is_alive()


@pytest.mark.parametrize(
    ("call", "environment", "expected"),
    [
        (PORTAL, {"AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:9"}, "credentials.unreachable"),
        (PORTAL, {"AWS_ENDPOINT_URL_SSO": "not a url"}, "credentials.endpoint"),
        (AwsCall("sso", "get_role_credentials", "us-west-2", {}), {}, "credentials.parameters"),
        (AwsCall("sts", "get_caller_identity", "", {}, WHO.credentials), {}, "credentials.region-missing"),
    ],
)
def test_calls_that_reach_nobody(call, environment, expected):
    failure = failure_of(call, environment)
    assert failure.id == expected
    assert failure.action


def test_a_plain_server_behind_https_is_a_tls_failure():
    def answer(asked: Asked) -> Reply:
        return Reply()

    with endpoint(answer) as portal:
        failure = failure_of(PORTAL, {"AWS_ENDPOINT_URL_SSO": portal.url.replace("http:", "https:")})
    assert failure.id == "credentials.tls"

"""Auth is put on as written, all or nothing."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, CognitoAuth, NoAuth, OAuthAuth, SigV4Auth
from countersign.model.body import WireBody
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure, InputError, SigningError
from countersign.model.exchange import WireRequest
from countersign.model.redaction import MASK, Redactor
from countersign.model.url import WireUrl
from countersign.workflows.authorize import Authorize
from countersign.workflows.token_variables import TokenVariables

KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a-session-token-of-some-length")


class OneIdentity:
    """Know the credentials of one name."""

    async def resolve(self, _source, name):
        if name != "me":
            raise CredentialsError(Failure("credentials.not-found", f"There is no identity {name}."))
        return KEYS


class SignedIn:
    """Hold tokens of one user pool and one provider."""

    async def cognito_token(self, pool, token):
        if pool != "orders":
            raise CredentialsError(Failure("cognito.not-signed-in", f"Nobody is signed in to {pool}."))
        return f"{token}-token-of-orders"

    async def oauth_token(self, provider):
        return f"token-of-{provider}"


def authorize(auth, url="https://abc.execute-api.us-west-2.amazonaws.com/Prod?x=1", headers=(), redactor=None):
    request = WireRequest("GET", WireUrl.parse(url), (("Host", WireUrl.parse(url).authority), *headers), WireBody())
    workflow = Authorize(
        OneIdentity(),
        TokenVariables(SignedIn()),
        redactor or Redactor(),
        clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
    )
    return asyncio.run(workflow(request, auth))


def header(authorized, name):
    return [value for key, value in authorized.request.headers if key.lower() == name]


def test_no_auth_changes_nothing():
    authorized = authorize(NoAuth())
    assert authorized.signing is None
    assert authorized.request.headers == (("Host", "abc.execute-api.us-west-2.amazonaws.com"),)


def test_basic_auth_encodes_user_and_password():
    (value,) = header(authorize(BasicAuth("ada", "pä:ss")), "authorization")
    assert base64.b64decode(value.removeprefix("Basic ")).decode() == "ada:pä:ss"


def test_bearer_auth_sends_the_token():
    assert header(authorize(BearerAuth(" ey.J.x ")), "authorization") == ["Bearer ey.J.x"]


@pytest.mark.parametrize(
    ("auth", "secret"), [(BearerAuth("token-value"), "token-value"), (BasicAuth("a", "s3cret!"), "s3cret!")]
)
def test_what_is_sent_as_a_secret_is_masked_in_every_text_from_then_on(auth, secret):
    redactor = Redactor()
    authorize(auth, redactor=redactor)
    assert redactor.scrub(f"x {secret} y") == f"x {MASK} y"


@pytest.mark.parametrize(
    ("auth", "name", "value"),
    [
        (CognitoAuth("orders"), "authorization", "Bearer access-token-of-orders"),
        (CognitoAuth("orders", "id", "X-Token", ""), "x-token", "id-token-of-orders"),
        (OAuthAuth("issuer"), "authorization", "Bearer token-of-issuer"),
    ],
)
def test_a_token_goes_into_its_header_with_or_without_a_prefix(auth, name, value):
    assert header(authorize(auth), name) == [value]


def test_without_a_sign_in_nothing_is_sent():
    with pytest.raises(CredentialsError):
        authorize(CognitoAuth("others"))


def test_an_api_key_goes_into_a_header_or_into_the_query():
    assert header(authorize(ApiKeyAuth("x-api-key", "k1")), "x-api-key") == ["k1"]
    url = authorize(ApiKeyAuth("key", "a b&c", "query")).request.url
    assert url.query == "x=1&key=a%20b%26c"


def test_sigv4_reads_region_and_service_from_the_host():
    record = authorize(SigV4Auth(identity="me")).signing
    assert record is not None
    assert record.scope == "20261122/us-west-2/execute-api/aws4_request"
    assert record.canonical_request.startswith("GET\n/Prod\nx=1\n")


def test_sigv4_in_the_query_leaves_no_authorization_header():
    authorized = authorize(SigV4Auth(identity="me", place="query"))
    assert header(authorized, "authorization") == []
    assert "X-Amz-Signature=" in (authorized.request.url.query or "")


@pytest.mark.parametrize(
    ("auth", "url", "failure_id", "field"),
    [
        (SigV4Auth(identity="me", service="s3"), "https://localhost/", "signing.region-missing", "Region"),
        (SigV4Auth(identity="me", region="eu-west-1"), "https://localhost/", "signing.service-missing", "Service"),
        (
            SigV4Auth(identity="me", fixed_date="2015"),
            "https://abc.execute-api.us-west-2.amazonaws.com/",
            "signing.fixed-date",
            "Fixed date",
        ),
        (
            SigV4Auth(identity="me", fixed_date="20159930T123600Z"),
            "https://abc.execute-api.us-west-2.amazonaws.com/",
            "signing.fixed-date",
            "Fixed date",
        ),
    ],
)
def test_what_cannot_be_signed_is_said_at_its_field(auth, url, failure_id, field):
    with pytest.raises(SigningError) as raised:
        authorize(auth, url)
    assert (raised.value.failure.id, raised.value.failure.field) == (failure_id, field)


def test_a_missing_identity_is_never_an_unsigned_request():
    with pytest.raises(CredentialsError):
        authorize(SigV4Auth(identity="nobody"))


@pytest.mark.parametrize("auth", [BearerAuth("t"), SigV4Auth(identity="me")])
def test_an_authorization_header_of_the_user_is_an_error_not_overwritten(auth):
    with pytest.raises(InputError) as raised:
        authorize(auth, headers=(("Authorization", "mine"),))
    assert raised.value.failure.field == "Request headers"


def test_an_empty_bearer_token_with_a_line_break_is_refused():
    with pytest.raises(InputError) as raised:
        authorize(BearerAuth("a\nb"))
    assert raised.value.failure.field == "Token"


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://abc.execute-api.us-west-2.amazonaws.com/", True),
        ("http://localhost:8080/", False),
        ("http://127.0.0.1/", False),
    ],
)
def test_signing_over_plain_http_warns_unless_it_is_loopback(url, warned):
    auth = SigV4Auth(identity="me", region="us-west-2", service="execute-api")
    assert [warning.id for warning in authorize(auth, url).warnings] == (["signing.plain-http"] if warned else [])


def test_iots_gateway_gets_the_session_token_after_the_signature():
    auth = SigV4Auth(identity="me", service="iotdevicegateway", place="query")
    query = authorize(auth, "wss://abc-ats.iot.us-west-2.amazonaws.com/mqtt").request.url.query.split("&")
    assert query[-1] == f"X-Amz-Security-Token={KEYS.session_token}"
    assert query[-2].startswith("X-Amz-Signature=")
    other = replace(auth, service="execute-api", region="us-west-2")
    signed = authorize(other, "wss://h.example/Prod?x=1").request.url.query.split("&")
    assert signed[-1].startswith("X-Amz-Signature=")

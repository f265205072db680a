"""What an authorizer will answer, claim by claim, and what its real answer meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.jwt import ClaimCheck, Verification
from countersign.signing.authorizer_check import (
    COGNITO_PAGE,
    JWT_PAGE,
    REST_401_PAGE,
    TROUBLE_PAGE,
    CognitoAuthorizer,
    JwtAuthorizer,
    check_authorizer,
    read_refusal,
)
from countersign.signing.jwt_claims import decode_jwt, verify_jwt
from tests.signing.test_jwt_claims import CLAIMS, CLIENT, ID_CLAIMS, ISSUER, NOW, OTHER, POOL, jwks, raw, signed

HTTP_API = JwtAuthorizer(ISSUER, (CLIENT,))
SCOPED = replace(HTTP_API, scopes=("orders/write", "orders/admin"))
REST_API = CognitoAuthorizer(("arn:aws:cognito-idp:eu-west-3:123456789012:userpool/eu-west-3_Ab129faBb",))
SCOPED_REST = replace(REST_API, scopes=("orders/write",))
UNAUTHORIZED = '{"message":"Unauthorized"}'


def check(authorizer, claims=CLAIMS, prefix="Bearer ", **changes):
    merged = {name: value for name, value in (claims | changes).items() if value is not None}
    return check_authorizer(authorizer, prefix + raw({"alg": "RS256", "kid": "k1"}, merged), NOW)


def verification(token: str) -> Verification:
    return verify_jwt(decode_jwt(token, NOW), jwks(), POOL, NOW)


@pytest.mark.parametrize("prefix", ["Bearer ", "bearer ", ""])
@pytest.mark.parametrize(
    ("authorizer", "claims"),
    [(HTTP_API, CLAIMS), (HTTP_API, ID_CLAIMS), (SCOPED, CLAIMS), (REST_API, ID_CLAIMS), (SCOPED_REST, CLAIMS)],
)
def test_a_fitting_token_passes_with_and_without_bearer(authorizer, claims, prefix):
    answer = check(authorizer, claims, prefix)
    assert (answer.status, answer.allowed, answer.failure_id) == (200, True, "")
    assert {found.state for found in answer.checks if found.claim != "signature"} == {"passed"}
    assert answer.note.startswith("The signature was not verified here")


@pytest.mark.parametrize(
    ("changes", "claim", "expected"),
    [
        ({"iss": ISSUER + "/"}, "iss", "authorizer.issuer"),
        ({"iss": None}, "iss", "authorizer.issuer"),
        ({"client_id": "another"}, "client_id", "authorizer.audience"),
        ({"client_id": None}, "client_id", "authorizer.audience"),
        ({"aud": "another"}, "aud", "authorizer.audience"),
        ({"aud": ["another", "third"]}, "aud", "authorizer.audience"),
        ({"exp": CLAIMS["iat"]}, "exp", "authorizer.expired"),
        ({"exp": None}, "exp", "authorizer.no-exp"),
        ({"nbf": CLAIMS["exp"]}, "nbf", "authorizer.nbf"),
        ({"iat": CLAIMS["exp"]}, "iat", "authorizer.iat"),
        ({"iat": "soon"}, "iat", "authorizer.iat"),
    ],
)
def test_an_http_api_refuses_with_401(changes, claim, expected):
    answer = check(HTTP_API, **changes)
    assert (answer.status, answer.failure_id, answer.body) == (401, expected, UNAUTHORIZED)
    assert [found.claim for found in answer.checks if found.state == "failed"] == [claim]
    assert answer.www_authenticate.startswith('Bearer scope="" error="invalid_token"')
    published = 'error_description="the token does not have a valid audience"' in answer.www_authenticate
    assert published == (expected == "authorizer.audience")
    assert answer.source == (TROUBLE_PAGE if published else JWT_PAGE)


def test_aud_counts_before_client_id():
    assert check(HTTP_API, aud=[CLIENT], client_id="another").allowed
    assert not check(HTTP_API, aud="another", client_id=CLIENT).allowed


def test_a_slash_at_the_end_of_the_issuer_is_pointed_out():
    assert "differ by a slash" in check(HTTP_API, iss=ISSUER + "/").sentence
    assert "slash" not in check(HTTP_API, iss="https://elsewhere").sentence


@pytest.mark.parametrize("changes", [{"scope": "orders/read"}, {"scope": None}, {"scope": "orders/WRITE"}])
def test_a_missing_scope_is_403_at_an_http_api(changes):
    answer = check(SCOPED, **changes)
    assert (answer.status, answer.failure_id) == (403, "authorizer.scope")
    assert answer.www_authenticate == 'Bearer scope="orders/write orders/admin" error="insufficient_scope"'
    assert answer.body == '{"message":"Forbidden"}'


def test_scopes_may_stand_in_scp():
    assert check(SCOPED, scope=None, scp=["orders/admin"]).allowed


def test_an_expired_token_without_the_scope_is_401():
    assert check(SCOPED, scope=None, exp=CLAIMS["iat"]).failure_id == "authorizer.expired"


@pytest.mark.parametrize("value", ["", "  ", "Bearer", "Bearer  "])
def test_no_token_at_all(value):
    answer = check_authorizer(HTTP_API, value, NOW)
    assert (answer.status, answer.www_authenticate, answer.failure_id) == (401, "Bearer", "authorizer.no-token")
    rest = check_authorizer(REST_API, value, NOW)
    assert (rest.status, rest.www_authenticate, rest.source) == (401, "", COGNITO_PAGE)


@pytest.mark.parametrize(
    "value",
    [
        "not-a-token",
        "Basic dXNlcjpwYXNz",
        "Bearer Bearer " + signed(CLAIMS),
        f'"{signed(CLAIMS)}"',
        signed(CLAIMS)[:80] + " " + signed(CLAIMS)[80:],
        "a" * 1024 * 1024,
    ],
)
def test_what_is_no_token_is_401(value):
    for authorizer in (HTTP_API, REST_API):
        answer = check_authorizer(authorizer, value, NOW)
        assert (answer.status, answer.failure_id) == (401, "authorizer.unreadable")


def test_the_header_is_named():
    answer = check_authorizer(replace(HTTP_API, header="X-Token"), "", NOW)
    assert "X-Token" in answer.sentence


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"alg": "none", "kid": "k1"}, "authorizer.algorithm"),
        ({"alg": "HS256", "kid": "k1"}, "authorizer.algorithm"),
        ({"alg": "ES256", "kid": "k1"}, "authorizer.algorithm"),
        ({"alg": "RS256"}, "authorizer.kid"),
    ],
)
def test_only_rsa_with_a_named_key(header, expected):
    assert check_authorizer(HTTP_API, raw(header, CLAIMS), NOW).failure_id == expected


def test_what_is_known_about_the_signature_counts():
    good, bad = signed(CLAIMS), signed(CLAIMS, OTHER)
    assert check_authorizer(HTTP_API, good, NOW, verification(good)).note == ""
    refused = check_authorizer(HTTP_API, bad, NOW, verification(bad))
    assert (refused.status, refused.failure_id) == (401, "authorizer.signature")
    unknown = Verification("not-verified", (ClaimCheck("signature", "unknown", ""),))
    assert check_authorizer(HTTP_API, good, NOW, unknown).allowed


@pytest.mark.parametrize(
    ("authorizer", "claims", "changes", "expected", "source"),
    [
        (REST_API, CLAIMS, {}, "authorizer.token-use", REST_401_PAGE),
        (SCOPED_REST, ID_CLAIMS, {}, "authorizer.token-use", REST_401_PAGE),
        (SCOPED_REST, CLAIMS, {"scope": "orders/read"}, "authorizer.scope", REST_401_PAGE),
        (REST_API, ID_CLAIMS, {"iss": "https://elsewhere"}, "authorizer.issuer", COGNITO_PAGE),
        (REST_API, ID_CLAIMS, {"exp": CLAIMS["iat"]}, "authorizer.expired", COGNITO_PAGE),
    ],
)
def test_a_rest_api_refuses_with_401(authorizer, claims, changes, expected, source):
    answer = check(authorizer, claims, **changes)
    assert (answer.status, answer.failure_id, answer.source) == (401, expected, source)
    assert answer.www_authenticate == ""
    expired = '{"message":"The incoming token has expired"}'
    assert answer.body == (expired if expected == "authorizer.expired" else UNAUTHORIZED)
    assert ("401 or 403" in answer.note) == (expected == "authorizer.scope")


def test_a_rest_api_does_not_look_at_the_app_client():
    assert check(REST_API, ID_CLAIMS, aud="another").allowed


@pytest.mark.parametrize("arns", [(), ("",), ("arn:aws:s3:::bucket",), ("eu-west-3_Ab129faBb",)])
def test_pools_that_cannot_be_read_let_nobody_pass(arns):
    answer = check(CognitoAuthorizer(arns), ID_CLAIMS)
    assert answer.failure_id == "authorizer.issuer"
    assert "no issuer" in answer.sentence


def test_one_of_several_pools_is_enough():
    other = "arn:aws-cn:cognito-idp:cn-north-1:123456789012:userpool/cn-north-1_abc"
    assert check(CognitoAuthorizer((other, *REST_API.pool_arns)), ID_CLAIMS).allowed
    assert check(
        CognitoAuthorizer((other,)), ID_CLAIMS, iss="https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_abc"
    ).allowed


def described(words: str) -> str:
    return f'Bearer scope="" error="invalid_token" error_description="{words}"'


@pytest.mark.parametrize(
    ("status", "value", "body", "expected"),
    [
        (401, "Bearer", "", "authorizer.no-token"),
        (401, described("the token does not have a valid audience"), "", "authorizer.audience"),
        (401, described("the token has expired").replace('" ', '", '), "", "authorizer.expired"),
        (401, described("token contains an invalid number of segments"), "", "authorizer.unreadable"),
        (401, described("issuer does not match"), "", "authorizer.issuer"),
        (401, described("OIDC discovery endpoint communication error"), "", "authorizer.discovery"),
        (401, described("JWKS communication error"), "", "authorizer.keys"),
        (401, described("something new"), "", "authorizer.invalid-token"),
        (401, "Bearer error=invalid_token", "", "authorizer.invalid-token"),
        (403, 'Bearer scope="orders/write" error="insufficient_scope"', "", "authorizer.scope"),
        (401, "", '{"message":"The incoming token has expired"}', "authorizer.expired"),
        (401, "", UNAUTHORIZED, None),
        (401, 'Basic realm="x"', "", None),
        (401, "a" * 1024 * 1024, "", None),
        (200, "Bearer", "", None),
    ],
)
def test_a_real_refusal_is_read(status, value, body, expected):
    failure = read_refusal(status, value, body)
    assert (failure and failure.id) == expected


def test_a_refusal_names_the_scopes_and_keeps_the_words():
    failure = read_refusal(403, 'Bearer scope="orders/write" error="insufficient_scope"')
    assert "orders/write" in failure.sentence
    failure = read_refusal(401, 'Bearer error="invalid_token" error_description="something \u202e new"')
    assert failure.detail == "something \u202e new"
    assert failure.sentence.isprintable()

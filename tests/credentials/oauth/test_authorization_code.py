"""The browser is sent with PKCE, and what it brings back is from the provider it was sent to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from countersign.credentials.oauth.authorization_code import authorization_request, code_challenge, code_from
from countersign.model.errors import CredentialsError
from countersign.model.oauth import OAuthEndpoints, OAuthProvider
from countersign.model.redaction import MASK, Redactor

ISSUER = "https://example.com"
ENDPOINTS = OAuthEndpoints(issuer=ISSUER, authorization=f"{ISSUER}/authorize")
PROVIDER = OAuthProvider("p", client_id="desktop", scopes=("openid", "orders/read"), audience="https://api/")
CALLBACK = "http://localhost:7373/callback"


def sent(provider=PROVIDER, endpoints=ENDPOINTS):
    request = authorization_request(provider, endpoints, CALLBACK, "the state")
    return request, {name: value for name, [value] in parse_qs(urlsplit(request.url).query).items()}


def test_the_challenge_is_that_of_rfc_7636_appendix_b():
    assert code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_everything_that_was_typed_is_asked_for():
    request, query = sent()
    assert request.url.startswith(f"{ISSUER}/authorize?")
    assert query == {
        "response_type": "code",
        "client_id": "desktop",
        "redirect_uri": CALLBACK,
        "scope": "openid orders/read",
        "state": "the state",
        "code_challenge": code_challenge(request.verifier),
        "code_challenge_method": "S256",
        "nonce": request.nonce,
        "audience": "https://api/",
    }
    assert len(request.verifier) >= 43
    assert request.verifier not in request.url + repr(request)


def test_nothing_is_used_twice():
    (first, _), (second, _) = sent(), sent()
    assert first.verifier != second.verifier
    assert first.nonce != second.nonce


def test_the_endpoints_own_query_stays():
    request, query = sent(endpoints=OAuthEndpoints(authorization=f"{ISSUER}/authorize?tenant=a%20b"))
    assert request.url.startswith(f"{ISSUER}/authorize?tenant=a%20b&response_type=code&")
    assert query["tenant"] == "a b"


def test_without_openid_there_is_no_nonce_and_offline_access_asks_for_consent():
    request, query = sent(OAuthProvider("p", client_id="desktop", scopes=("offline_access",)))
    assert request.nonce == ""
    assert "nonce" not in query
    assert query["prompt"] == "consent"


@pytest.mark.parametrize("methods", [("plain",), ()])
def test_a_provider_without_s256_is_refused(methods):
    with pytest.raises(CredentialsError) as caught:
        sent(endpoints=OAuthEndpoints(authorization=f"{ISSUER}/", code_challenge_methods=methods))
    assert caught.value.failure.id == "oauth.pkce-not-offered"


def test_the_code_is_taken_and_kept_secret():
    redactor = Redactor()
    assert code_from({"code": "cAnArY7code", "iss": ISSUER}, ENDPOINTS, redactor) == "cAnArY7code"
    assert redactor.scrub("cAnArY7code") == MASK


SENDS_ISSUER = OAuthEndpoints(issuer=ISSUER, sends_issuer=True)


@pytest.mark.parametrize(
    ("parameters", "endpoints", "failure_id"),
    [
        ({"code": "c", "iss": "https://evil.example"}, ENDPOINTS, "oauth.answer-issuer"),
        ({"code": "c", "iss": f"{ISSUER}/"}, ENDPOINTS, "oauth.answer-issuer"),
        ({"code": "c", "iss": ""}, ENDPOINTS, "oauth.answer-issuer"),
        ({"code": "c"}, SENDS_ISSUER, "oauth.answer-issuer"),
        ({"error": "access_denied", "iss": "https://evil.example"}, ENDPOINTS, "oauth.answer-issuer"),
        ({"error": "access_denied"}, SENDS_ISSUER, "oauth.answer-issuer"),
        ({"error": "access_denied", "iss": ISSUER}, SENDS_ISSUER, "oauth.access-denied"),
        ({"error": "access_denied", "code": "c"}, ENDPOINTS, "oauth.access-denied"),
    ],
)
def test_an_answer_of_another_provider_or_an_error_gives_no_code(parameters, endpoints, failure_id):
    with pytest.raises(CredentialsError) as caught:
        code_from(parameters, endpoints, Redactor())
    assert caught.value.failure.id == failure_id


def test_without_an_issuer_any_is_taken():
    assert code_from({"code": "c", "iss": "https://anything.example"}, OAuthEndpoints(), Redactor()) == "c"

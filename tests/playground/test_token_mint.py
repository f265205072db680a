"""The test issuer makes what it is asked for, and the authorizer that trusts it says why a token is bad."""

from __future__ import annotations

import time

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.playground.token_mint import TokenMint

MINT = TokenMint("https://localhost/test-issuer")
REFUSED = 'Bearer scope="orders/read" error="invalid_token"'


def minted(client, **wishes) -> str:
    answer = client.get("/test-issuer/token", params=wishes)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


@pytest.mark.parametrize(
    ("wishes", "status", "challenge"),
    [
        ({}, 200, None),
        ({"size": 4096}, 200, None),
        ({"aud": "playground", "client_id": ""}, 200, None),
        ({"expires_in": -60}, 401, f'{REFUSED} error_description="the token has expired"'),
        ({"aud": "somebody"}, 401, f'{REFUSED} error_description="the token does not have a valid audience"'),
        ({"client_id": "somebody"}, 401, f'{REFUSED} error_description="the token does not have a valid audience"'),
        ({"iss": "https://example.com"}, 401, REFUSED),
        ({"kid": "unknown"}, 401, REFUSED),
        ({"alg": "none"}, 401, REFUSED),
        ({"alg": "HS256"}, 401, REFUSED),
        ({"scope": "orders/write"}, 403, 'Bearer scope="orders/read" error="insufficient_scope"'),
        ({"scope": ""}, 403, 'Bearer scope="orders/read" error="insufficient_scope"'),
    ],
    ids=str,
)
def test_its_authorizer_answers_each_wish(client, wishes, status, challenge):
    answer = client.get("/test-issuer/factorial", headers={"authorization": f"Bearer {minted(client, **wishes)}"})
    assert (answer.status_code, answer.headers.get("www-authenticate")) == (status, challenge)


def test_a_token_verifies_with_a_second_library_against_the_discovered_keys(playground, client):
    document = client.get("/test-issuer/.well-known/openid-configuration").json()
    assert document["issuer"] == playground.test_issuer
    keys = client.get(document["jwks_uri"]).json()["keys"]
    answer = client.post(document["token_endpoint"], data={"grant_type": "client_credentials", "scope": "a b"}).json()
    claims = jwt.decode(
        answer["access_token"], jwt.PyJWK(keys[0]), algorithms=["RS256"], issuer=playground.test_issuer
    )
    assert (claims["scope"], claims["exp"] - claims["iat"], answer["expires_in"]) == ("a b", 3600, 3600)


def test_a_token_may_be_exactly_4096_characters(client):
    assert len(minted(client, size=4096)) == 4096


@given(st.integers(1500, 20_000), st.sampled_from(["RS256", "none", "HS256"]))
def test_a_wished_size_is_met_or_missed_by_one(size, algorithm):
    token, _ = MINT.mint({"size": str(size), "alg": algorithm}, int(time.time()))
    assert len(token) in {size - 1, size}
    assert jwt.decode(token, options={"verify_signature": False})["iss"] == MINT.issuer


@pytest.mark.parametrize("life", ["-60", "-5000", "0", "1"])
def test_an_expired_token_was_once_good(life):
    token, seconds = MINT.mint({"expires_in": life}, 1_800_000_000)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["exp"], seconds) == (1_800_000_000 + int(life), int(life))
    assert claims["iat"] <= min(claims["exp"], 1_800_000_000)


@pytest.mark.parametrize(
    "wishes", [{"size": "65537"}, {"size": "x"}, {"size": "²"}, {"expires_in": "1" * 30}, {"alg": "ES256"}], ids=str
)
def test_a_wish_beyond_reason_is_refused_in_words(client, wishes):
    answer = client.get("/test-issuer/token", params=wishes)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(next(iter(wishes)))

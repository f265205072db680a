"""A token is taken apart without trust, and held against a pool with its keys."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.model.errors import Failure, InputError
from countersign.signing.jwt_claims import LONGEST_TOKEN, Expectation, decode_jwt, in_words, not_verified, verify_jwt

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ISSUER = "https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Ab129faBb"
CLIENT = "3n4b5urk1ft4fl3mg5e62d9ado"
POOL = Expectation(ISSUER, CLIENT)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLAIMS = {
    "iss": ISSUER,
    "token_use": "access",
    "client_id": CLIENT,
    "scope": "orders/read orders/write",
    "iat": int(NOW.timestamp()) - 480,
    "exp": int(NOW.timestamp()) + 3120,
}
ID_CLAIMS = {name: value for name, value in CLAIMS.items() if name != "client_id"} | {
    "token_use": "id",
    "aud": CLIENT,
}


def jwks(*key_ids: str, key=KEY) -> dict:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {"keys": [public | {"kid": key_id, "alg": "RS256", "use": "sig"} for key_id in key_ids or ("k1",)]}


def signed(claims: dict, key=KEY, key_id: str = "k1", **header: object) -> str:
    return jwt.encode(claims, key, "RS256", {"kid": key_id, **header})


def raw(header: object, claims: object, signature: bytes = b"signature") -> str:
    texts = (part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*texts, signature))


def verified(token: str, *, keys=None, expected=POOL, now=NOW):
    return verify_jwt(decode_jwt(token, now), jwks() if keys is None else keys, expected, now)


def unreadable(text: str) -> str:
    with pytest.raises(InputError) as caught:
        decode_jwt(text, NOW)
    assert caught.value.failure.field == "Token"
    assert len(str(caught.value)) < 300
    return caught.value.failure.id


def problems(token: str, now=NOW) -> list[str]:
    return [problem.id for problem in decode_jwt(token, now).problems]


def test_a_token_is_taken_apart_with_its_dates_in_words():
    token = decode_jwt(signed(CLAIMS), NOW)
    assert (token.algorithm, token.key_id, token.issuer, token.client_id) == ("RS256", "k1", ISSUER, CLIENT)
    assert token.scopes == ("orders/read", "orders/write")
    assert {date.claim: date.words for date in token.dates} == {
        "exp": "22 Nov 2026 12:52:00 UTC, in 52 min",
        "iat": "22 Nov 2026 11:52:00 UTC, 8 min ago",
    }
    assert token.problems == ()


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(0), "0 s ago"),
        (timedelta(seconds=59), "in 59 s"),
        (timedelta(seconds=-60), "1 min ago"),
        (timedelta(hours=3, minutes=12), "in 3 h 12 min"),
        (timedelta(days=-400), "400 days ago"),
    ],
)
def test_how_far_away_a_date_is(delta, words):
    assert in_words(NOW + delta, NOW).endswith(f", {words}")


@pytest.mark.parametrize("around", ["{}", "Bearer {}", "bearer  {} ", ' "{}"\n'])
def test_a_pasted_token_may_have_its_surroundings(around):
    text = signed(CLAIMS)
    found = decode_jwt(around.format(text), NOW)
    assert (found.text, found.problems) == (text, ())


def test_a_token_that_a_terminal_has_wrapped_is_read_and_said_so():
    text = signed(CLAIMS)
    wrapped = f"{text[:80]}\n    {text[80:]}"
    assert problems(wrapped) == ["jwt.whitespace"]
    assert verified(wrapped).state == "verified"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "jwt.empty"),
        ("Bearer ", "jwt.empty"),
        ("abc", "jwt.parts"),
        ("a.b", "jwt.parts"),
        ("a.b.c.d.e", "jwt.encrypted"),
        ("." * 60_000, "jwt.parts"),
        (" " * 60_000, "jwt.empty"),
        ("bearer " * 9_000, "jwt.parts"),
        ("!.!.!", "jwt.base64"),
        ("a.a.a", "jwt.base64"),
        (raw(b"\xff\xfe", {}), "jwt.base64"),
        (raw({}, b"no json"), "jwt.json"),
        (raw({}, []), "jwt.json"),
        (raw([], {}), "jwt.json"),
        (raw({}, b'{"exp": NaN}'), "jwt.json"),
        (raw({}, b"[" * 40_000), "jwt.json"),
        (raw({}, b'{"exp": ' + b"9" * 5000 + b"}"), "jwt.json"),
        ("a" * (LONGEST_TOKEN + 1), "jwt.too-large"),
        ("a" * 1024 * 1024, "jwt.too-large"),
    ],
)
def test_what_is_no_token_says_why(text, expected):
    assert unreadable(text) == expected


def test_a_token_of_4096_bytes_is_fine():
    token = signed(CLAIMS | {"padding": "x" * 2500})
    assert len(token) > 4000
    assert verified(token).state == "verified"


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    with suppress(InputError):
        decode_jwt(text, NOW)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.recursive(st.none() | st.floats() | st.text(max_size=8), st.lists)))
def test_any_claims_are_read_or_refused(claims):
    named = {"exp": claims.get("a"), "aud": claims.get("b"), "scope": claims.get("c"), **claims}
    with suppress(InputError):
        token = decode_jwt(raw({"alg": claims.get("d"), "kid": claims.get("e")}, named), NOW)
        assert verify_jwt(token, jwks(), POOL, NOW).state == "refused"


@pytest.mark.parametrize(
    ("header", "claims", "expected"),
    [
        ({"alg": "none"}, CLAIMS, ["jwt.alg-none"]),
        ({"alg": "NoNe"}, CLAIMS, ["jwt.alg-none"]),
        ({}, CLAIMS, ["jwt.alg-none"]),
        ({"alg": "HS256"}, CLAIMS, ["jwt.alg-symmetric"]),
        ({"alg": "RS256"}, b'{"exp": 1795352400, "exp": 1795352401}', ["jwt.duplicate"]),
        ({"alg": "RS256"}, {}, ["jwt.no-exp"]),
        ({"alg": "RS256"}, {"exp": "soon"}, ["jwt.bad-date", "jwt.no-exp"]),
        ({"alg": "RS256"}, {"exp": 1e300}, ["jwt.bad-date", "jwt.no-exp"]),
        ({"alg": "RS256"}, {"exp": True}, ["jwt.bad-date", "jwt.no-exp"]),
        ({"alg": "RS256"}, {"exp": -5}, ["jwt.bad-date", "jwt.no-exp"]),
        ({"alg": "RS256"}, CLAIMS | {"exp": int(NOW.timestamp())}, ["jwt.expired"]),
        ({"alg": "RS256"}, CLAIMS | {"nbf": int(NOW.timestamp()) + 90}, ["jwt.not-yet-valid"]),
        ({"alg": "RS256"}, CLAIMS | {"iat": int(NOW.timestamp()) + 90}, ["jwt.issued-in-future"]),
        ({"alg": "RS256"}, CLAIMS | {"iat": int(NOW.timestamp()) + 50}, []),
    ],
)
def test_what_can_be_seen_without_keys(header, claims, expected):
    assert problems(raw(header, claims)) == expected


@pytest.mark.parametrize("claims", [CLAIMS, ID_CLAIMS])
def test_a_genuine_token_is_verified_claim_by_claim(claims):
    found = verified(signed(claims))
    assert found.state == "verified"
    assert found.failure is None
    client = "aud" if claims is ID_CLAIMS else "client_id"
    assert [check.claim for check in found.checks] == ["signature", "iss", "token_use", client, "exp", "iat"]


PUBLIC_PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def forged_with_the_public_key() -> str:
    import hashlib
    import hmac

    unsigned = raw({"alg": "HS256", "kid": "k1"}, CLAIMS).rpartition(".")[0]
    mac = hmac.digest(PUBLIC_PEM, unsigned.encode(), hashlib.sha256)
    return f"{unsigned}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def without_signature() -> str:
    return raw({"alg": "none", "kid": "k1"}, CLAIMS, b"")


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (without_signature(), "jwt.alg-none"),
        (forged_with_the_public_key(), "jwt.alg-symmetric"),
        (jwt.encode(CLAIMS, KEY, "RS512", {"kid": "k1"}), "jwt.alg-other"),
        (jwt.encode(CLAIMS, KEY, "PS256", {"kid": "k1"}), "jwt.alg-other"),
        (signed(CLAIMS, key_id="k2"), "jwt.unknown-kid"),
        (jwt.encode(CLAIMS, KEY, "RS256"), "jwt.unknown-kid"),
        (signed(CLAIMS, OTHER), "jwt.signature"),
        (signed(CLAIMS, OTHER, jwk=jwks(key=OTHER)["keys"][0]), "jwt.signature"),
        (raw({"alg": "RS256", "kid": "k1", "crit": ["b64"], "b64": False}, CLAIMS), "jwt.crit"),
        (raw({"alg": "RS256", "kid": "k1"}, CLAIMS, b""), "jwt.signature"),
        (raw({"alg": "RS256", "kid": ["k1"]}, CLAIMS), "jwt.unknown-kid"),
    ],
)
def test_a_signature_that_is_not_the_pools_is_refused(token, expected):
    found = verified(token)
    assert (found.state, found.failure.id) == ("refused", expected)
    assert found.failure.sentence.endswith(".")


def test_a_changed_claim_breaks_the_signature():
    head, _, signature = signed(CLAIMS).split(".")
    changed = raw({}, CLAIMS | {"scope": "admin"}).split(".")[1]
    assert verified(f"{head}.{changed}.{signature}").failure.id == "jwt.signature"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iss": ISSUER + "/"}, "jwt.issuer"),
        ({"iss": None}, "jwt.issuer"),
        ({"token_use": "refresh"}, "jwt.token-use"),
        ({"token_use": None}, "jwt.token-use"),
        ({"client_id": "another"}, "jwt.client"),
        ({"client_id": None, "aud": CLIENT}, "jwt.client"),
        ({"token_use": "id"}, "jwt.client"),
        ({"exp": None}, "jwt.no-exp"),
        ({"exp": CLAIMS["iat"]}, "jwt.expired"),
        ({"nbf": CLAIMS["exp"]}, "jwt.not-yet-valid"),
        ({"iat": CLAIMS["exp"]}, "jwt.issued-in-future"),
    ],
)
def test_a_genuine_token_for_something_else_is_refused(changes, expected):
    merged = CLAIMS | changes
    # Written by hand where PyJWT would refuse to write it.
    unsigned = raw(
        {"alg": "RS256", "kid": "k1"}, {name: value for name, value in merged.items() if value is not None}
    )
    token = jwt.PyJWS().encode(base64.urlsafe_b64decode(unsigned.split(".")[1] + "=="), KEY, "RS256", {"kid": "k1"})
    assert verified(token).failure.id == expected


def test_the_wanted_kind_of_token():
    wants_id = Expectation(ISSUER, CLIENT, "id")
    assert verified(signed(ID_CLAIMS), expected=wants_id).state == "verified"
    found = verified(signed(CLAIMS), expected=wants_id)
    assert found.failure.id == "jwt.token-use"
    assert "an ID token is wanted" in found.failure.sentence


@pytest.mark.parametrize("keys", [{}, {"keys": None}, {"keys": [5, None, {}]}, {"keys": {"kid": "k1"}}])
def test_a_key_set_that_holds_no_keys(keys):
    assert verified(signed(CLAIMS), keys=keys).failure.id == "jwt.unknown-kid"


@pytest.mark.parametrize(
    "key",
    [
        {"kid": "k1"},
        {"kid": "k1", "kty": "oct", "k": "c2VjcmV0"},
        {"kid": "k1", "kty": "RSA", "n": "!", "e": "AQAB"},
        {"kid": "k1", "kty": "RSA", "n": 5, "e": "AQAB"},
    ],
)
def test_a_key_that_cannot_be_read(key):
    assert verified(signed(CLAIMS), keys={"keys": [key]}).failure.id in {"jwt.key-unreadable", "jwt.signature"}


def test_without_keys_it_says_that_nothing_was_verified():
    reason = Failure("x", "The pool's keys cannot be had.")
    found = not_verified(decode_jwt(signed(CLAIMS, OTHER), NOW), reason, POOL, NOW)
    assert found.state == "not-verified"
    assert found.checks[0].state == "unknown"
    assert found.checks[0].sentence == "The signature was not verified. The pool's keys cannot be had."
    assert [check.state for check in found.checks[1:]] == ["passed"] * 5
    assert [check.claim for check in not_verified(decode_jwt(signed(CLAIMS), NOW), reason, None, NOW).checks] == [
        "signature"
    ]


def test_a_tokens_words_are_shown_on_one_line_and_short():
    found = verified(signed(CLAIMS | {"iss": "evil\n\x1b[31m" + "x" * 999}))
    assert found.failure.sentence.isprintable()
    assert len(found.failure.sentence) < 250


def test_no_repr_holds_the_token_or_its_claims():
    token = decode_jwt(signed(CLAIMS | {"email": "ada@example.com"}), NOW)
    assert token.text not in repr(token)
    assert "ada@example.com" not in repr(token)

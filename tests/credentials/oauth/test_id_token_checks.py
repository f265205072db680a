"""An ID token counts only for this client, this sign-in, this time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.oauth.id_token_checks import check_id_token, same_subject
from countersign.model.errors import CredentialsError
from tests.credentials.oauth.scripted_provider import NOW, unsigned_jwt

ISSUER = "https://example.com"


def check(token: str, *, issuer: str = ISSUER, nonce: str = "n0nce") -> None:
    check_id_token(token, issuer=issuer, client_id="desktop", nonce=nonce, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": ["other", "desktop"]},
        {"exp": NOW.timestamp() - 200},  # clocks differ a little
    ],
)
def test_a_token_made_for_us_passes(changes):
    check(unsigned_jwt(**{"iss": ISSUER, "nonce": "n0nce"} | changes))


def test_what_is_not_known_is_not_looked_at():
    check(unsigned_jwt(iss="https://anything.example", nonce="any"), issuer="", nonce="")


@pytest.mark.parametrize(
    ("changes", "failure_id"),
    [
        ({"iss": "https://evil.example"}, "oauth.id-token"),
        ({"iss": None}, "oauth.id-token"),
        ({"aud": "other"}, "oauth.id-token"),
        ({"aud": ["other"]}, "oauth.id-token"),
        ({"aud": None}, "oauth.id-token"),
        ({"aud": "desktop2"}, "oauth.id-token"),
        ({"nonce": "another"}, "oauth.id-token"),
        ({"nonce": None}, "oauth.id-token"),
        ({"nonce": "nönce"}, "oauth.id-token"),
        ({"exp": None}, "oauth.id-token"),
        ({"exp": "tomorrow"}, "oauth.id-token"),
        ({"exp": True}, "oauth.id-token"),
        ({"exp": NOW.timestamp() - 301}, "oauth.id-token-ended"),
    ],
)
def test_a_token_made_for_somebody_else_does_not(changes, failure_id):
    with pytest.raises(CredentialsError) as caught:
        check(unsigned_jwt(**{"iss": ISSUER, "nonce": "n0nce"} | changes))
    assert caught.value.failure.id == failure_id
    assert "nonce" not in caught.value.failure.detail


@given(st.text() | st.lists(st.text(max_size=20), min_size=3, max_size=3).map(".".join))
def test_any_text_is_refused_in_words(text):
    with pytest.raises(CredentialsError):
        check(text)


def test_a_renewed_token_speaks_of_the_same_person():
    assert same_subject(unsigned_jwt(sub="ada"), unsigned_jwt(sub="ada", exp=1))
    assert not same_subject(unsigned_jwt(sub="ada"), unsigned_jwt(sub="bob"))

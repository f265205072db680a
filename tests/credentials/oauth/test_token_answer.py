"""A token endpoint may answer anything; only tokens come out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.oauth.endpoint_calls import EndpointAnswer
from countersign.credentials.oauth.token_answer import accepted_object, read_tokens, seconds
from countersign.model.errors import CredentialsError
from countersign.model.redaction import MASK, Redactor
from countersign.model.url import WireUrl
from tests.credentials.oauth.scripted_provider import NOW

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["access_token", "token_type", "expires_in", "refresh_token", "id_token", "scope", "error"])


def given_answer(document: object, status: int = 200, kind: str = "application/json") -> EndpointAnswer:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return EndpointAnswer(WireUrl.parse("https://example.com/token"), status, kind, "", body)


def test_tokens_are_read_and_last_as_long_as_said():
    document = {
        "access_token": "at",
        "token_type": "bEaReR",
        "expires_in": 3600,
        "refresh_token": "rt",
        "id_token": "it",
        "scope": "a b",
    }
    tokens = read_tokens(document, NOW, ("asked",))
    assert (tokens.access_token, tokens.refresh_token, tokens.id_token) == ("at", "rt", "it")
    assert tokens.expires_at == NOW + timedelta(hours=1)
    assert tokens.scopes == ("a", "b")


def test_scopes_that_are_not_named_are_those_that_were_asked_for():
    tokens = read_tokens({"access_token": "at", "token_type": "Bearer"}, NOW, ("asked",))
    assert tokens.scopes == ("asked",)
    assert tokens.expires_at is None


@pytest.mark.parametrize(
    ("document", "failure_id"),
    [
        ({}, "oauth.token-answer"),
        ({"access_token": "", "token_type": "Bearer"}, "oauth.token-answer"),
        ({"access_token": 7, "token_type": "Bearer"}, "oauth.token-answer"),
        ({"access_token": "a\r\nX-Injected: 1", "token_type": "Bearer"}, "oauth.token-answer"),
        ({"access_token": "tökén", "token_type": "Bearer"}, "oauth.token-answer"),
        ({"access_token": "at", "token_type": "Bearer", "refresh_token": ["rt"]}, "oauth.token-answer"),
        ({"access_token": "at"}, "oauth.token-type"),
        ({"access_token": "at", "token_type": "DPoP"}, "oauth.token-type"),
        ({"access_token": "at", "token_type": 1}, "oauth.token-type"),
    ],
)
def test_what_is_no_bearer_token_is_refused(document, failure_id):
    with pytest.raises(CredentialsError) as caught:
        read_tokens(document, NOW, ())
    assert caught.value.failure.id == failure_id


@pytest.mark.parametrize(
    ("answer", "failure_id"),
    [
        (given_answer({"error": "invalid_scope"}, 400), "oauth.invalid-scope"),
        (given_answer({"error": "invalid_client"}, 401), "oauth.invalid-client"),
        (given_answer({"error": "bad_verification_code"}, 200), "oauth.other"),
        (given_answer(b"<html>", 502, "text/html"), "oauth.status"),
        (given_answer({"message": "no"}, 403), "oauth.status"),
        (given_answer({"message": "slow"}, 429), "oauth.too-many-requests"),
        (given_answer({"access_token": "x"}, 201), "oauth.status"),
        (given_answer(b"", 200, ""), "oauth.content-type"),
        (given_answer(b"access_token=x", 200, "application/x-www-form-urlencoded"), "oauth.content-type"),
    ],
)
def test_what_is_no_success_is_put_into_words(answer, failure_id):
    with pytest.raises(CredentialsError) as caught:
        accepted_object(answer, Redactor())
    assert caught.value.failure.id == failure_id
    assert caught.value.failure.action


def test_tokens_are_known_to_the_redactor_even_of_an_answer_that_cannot_be_used():
    redactor = Redactor()
    document = accepted_object(given_answer({"access_token": "cAnArY7token", "token_type": "mac"}), redactor)
    with pytest.raises(CredentialsError):
        read_tokens(document, NOW, ())
    assert redactor.scrub("cAnArY7token") == MASK


@given(st.dictionaries(KEYS, JSON), st.sampled_from([200, 201, 400, 401, 500]))
def test_whatever_json_comes_it_is_tokens_or_a_failure(document, status):
    tokens = None
    with suppress(CredentialsError):
        tokens = read_tokens(accepted_object(given_answer(document, status), Redactor()), NOW, ())
    assert tokens is None or tokens.access_token.isprintable()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3600, 3600),
        ("3600", 3600),
        (0, 0),
        (1.5, 1.5),
        (10**400, None),
        (10**30, 10 * 366 * 86400),
        (-1, None),
        (True, None),
        (None, None),
        ("soon", None),
        (float("nan"), None),
        (float("inf"), 10 * 366 * 86400),
        ([], None),
    ],
)
def test_seconds_are_read_from_what_providers_write(value, expected):
    assert seconds(value) == expected

"""Identities in a few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.credentials import Identity
from countersign.ui.identity.words import ends_soon, kind_chip, kind_words, needs_words, short_arn, time_left

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "ended"),
        (0, "ended"),
        (1, "1 s left"),
        (59, "59 s left"),
        (60, "1 min 0 s left"),
        (299, "4 min 59 s left"),
        (300, "5 min left"),
        (47 * 60 + 59, "47 min left"),
        (3600, "1 h 0 min left"),
        (12 * 3600 + 61, "12 h 1 min left"),
        (3 * 86_400 + 5, "3 days left"),
    ],
)
def test_time_left_is_coarse_until_the_end_is_near(seconds, words):
    assert time_left(AT + timedelta(seconds=seconds), AT) == words


def test_what_does_not_end_has_no_time_left():
    assert time_left(None, AT) == ""
    assert not ends_soon(None, AT)


@given(st.integers(-(10**7), 10**7))
def test_seconds_are_shown_exactly_while_the_end_is_near(seconds):
    ends = AT + timedelta(seconds=seconds)
    words = time_left(ends, AT)
    assert ends_soon(ends, AT) == (" s " in words or words == "ended")


@pytest.mark.parametrize(
    ("identity", "words", "chip"),
    [
        (Identity("a", "keyring"), "keyring", ""),
        (Identity("a", "keyring", has_session_token=True), "keyring, session token", ""),
        (Identity("a", "memory"), "memory only", "memory only"),
        (Identity("a", "environment", has_session_token=True), "environment variables", ""),
        (Identity("a", "profile", detail="SSO", has_session_token=True), "SSO session", "SSO"),
        (Identity("a", "profile", detail="role"), "role session", "role"),
        (Identity("a", "profile"), "profile", "profile"),
        (Identity("a", "role"), "role session", "role"),
        (Identity("a", "cognito", detail="guest"), "Cognito guest", "guest"),
        (Identity("a", "cognito", detail="token"), "Cognito identity", "token"),
    ],
)
def test_the_kind_is_named(identity, words, chip):
    assert kind_words(identity) == words
    assert kind_chip(identity) == chip


def test_what_a_person_must_do_is_named():
    assert needs_words(Identity("a", "profile", needs="sign-in")) == "sign-in needed"
    assert needs_words(Identity("a", "profile", needs="mfa")) == "MFA code needed"
    assert needs_words(Identity("a", "profile")) == ""


def test_an_arn_is_shortened_to_what_tells_it_apart():
    assert short_arn("arn:aws:iam::123456789012:role/path/Orders:x") == "arn:…:role/path/Orders:x"
    assert short_arn("GAHT12345678") == "GAHT12345678"

"""Every error code has an id, a sentence, an action."""

from __future__ import annotations

import pytest

from countersign.credentials.oauth.refusals import refusal
from countersign.model.redaction import MASK, Redactor

CODES = (
    # RFC 6749, sections 4.1.2.1 and 5.2
    *("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type"),
    *("invalid_scope", "access_denied", "unsupported_response_type", "server_error", "temporarily_unavailable"),
    # RFC 8628, RFC 7009, RFC 8707, RFC 9449
    *("authorization_pending", "slow_down", "expired_token", "unsupported_token_type", "invalid_target"),
    *("invalid_dpop_proof", "use_dpop_nonce"),
    # OpenID Connect Core 1.0, section 3.1.2.6
    *("interaction_required", "login_required", "account_selection_required", "consent_required"),
)


@pytest.mark.parametrize("code", CODES)
def test_each_code_has_its_own_id_a_sentence_and_an_action(code):
    failure = refusal({"error": code, "error_description": "why"}, Redactor())
    assert failure.id == f"oauth.{code.replace('_', '-')}"
    assert failure.sentence.endswith(".")
    assert failure.action.endswith(".")
    assert "!" not in failure.sentence + failure.action
    assert failure.detail == "why"


def test_a_refused_refresh_token_is_told_from_a_refused_code():
    code = refusal({"error": "invalid_grant"}, Redactor())
    token = refusal({"error": "invalid_grant"}, Redactor(), refreshing=True)
    assert code.id == token.id
    assert "the code" in code.sentence
    assert "refresh token" in token.sentence


@pytest.mark.parametrize("error", ["quota_exceeded", "<b>bold</b>"])
def test_an_unknown_code_is_quoted(error):
    failure = refusal({"error": error}, Redactor())
    assert failure.id == "oauth.other"
    assert f"“{error}”" in failure.sentence


@pytest.mark.parametrize("error", [None, 7, {"a": 1}, "", "x" * 100, "two\nlines", "\u202egnp"])
def test_a_code_that_cannot_be_read_is_not_shown(error):
    failure = refusal({"error": error}, Redactor())
    assert failure.id == "oauth.other"
    assert "without a readable name" in failure.sentence


def test_secrets_in_the_providers_words_are_masked():
    redactor = Redactor()
    redactor.register(["cAnArY7secret"])
    failure = refusal({"error": "invalid_client", "error_description": "secret cAnArY7secret is wrong"}, redactor)
    assert failure.detail == f"secret {MASK} is wrong"

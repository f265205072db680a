"""Every error code of an OAuth provider in words, by id, sentence and action.

Sources: RFC 6749 (sections 4.1.2.1 and 5.2), RFC 7009 (2.2.1), RFC 8628 (3.5), RFC 8707 (2), RFC 9449 (5), OpenID
Connect Core 1.0 (3.1.2.6).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from countersign.credentials.plain_line import plain_line
from countersign.model.errors import Failure
from countersign.model.redaction import Redactor

PENDING = "oauth.authorization-pending"
SLOW_DOWN = "oauth.slow-down"
INVALID_GRANT = "oauth.invalid-grant"

_CODE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,60}")
_BROWSER = "Sign in again, and follow the steps in the browser."
_AGAIN = "Sign in again."

EXPIRED_TOKEN = Failure(
    "oauth.expired-token",
    "The code was not confirmed before it ended.",
    "Sign in again, and type the new code on the provider's page.",
)
_REFRESH_REFUSED = Failure(
    INVALID_GRANT,
    "The provider no longer takes the refresh token: it has ended, was revoked, or was used before.",
    _AGAIN,
)
_DPOP = (
    "The provider gives tokens only to clients that prove a key (DPoP), which Countersign cannot do.",
    "Use a client that may have bearer tokens.",
    "Client ID",
)
# code: sentence, action, field
_WORDS = {
    "invalid_request": (
        "The provider cannot make sense of the request.",
        "Read its words in the details; most often a scope or the audience is missing.",
        "",
    ),
    "invalid_client": (
        "The provider does not accept this client ID and client secret.",
        "Check both, and whether the secret goes in a header or in the body.",
        "Client ID",
    ),
    "invalid_grant": (
        "The provider does not take the code: it has ended, was used before, or belongs to another client.",
        _AGAIN,
        "",
    ),
    "unauthorized_client": (
        "The provider does not let this client sign in in this way.",
        "Allow the grant for the client at the provider, or choose another way under Sign in with.",
        "Sign in with",
    ),
    "unsupported_grant_type": (
        "The provider does not offer this way to sign in.",
        "Choose another one under Sign in with.",
        "Sign in with",
    ),
    "unsupported_response_type": (
        "The provider does not give authorization codes to this client.",
        "Allow the authorization code flow for the client, or choose another way under Sign in with.",
        "Sign in with",
    ),
    "invalid_scope": (
        "The provider does not grant these scopes: one is unknown, misspelt, or not allowed for this client.",
        "Correct the scopes.",
        "Scopes",
    ),
    "invalid_target": (
        "The provider does not know the audience, or this client may not ask for it.",
        "Correct the audience.",
        "Audience",
    ),
    "access_denied": (
        "The sign-in was refused, in the browser or by the provider.",
        "Sign in again and agree, or ask who runs the provider for access.",
        "",
    ),
    "server_error": ("The provider reports an error of its own.", "Try again later.", ""),
    "temporarily_unavailable": ("The provider is overloaded or being serviced.", "Try again later.", ""),
    "authorization_pending": ("Nobody has confirmed the code yet.", "Type it on the provider's page.", ""),
    "slow_down": ("The provider is asked too often.", "Wait a little, then try again.", ""),
    "interaction_required": ("The provider wants something from the person who signs in.", _BROWSER, ""),
    "login_required": ("The provider wants the person to sign in.", _BROWSER, ""),
    "account_selection_required": ("The provider wants the person to choose an account.", _BROWSER, ""),
    "consent_required": ("The provider wants the person's consent.", _BROWSER, ""),
    "unsupported_token_type": ("The provider cannot revoke this kind of token.", "Wait until the token ends.", ""),
    "invalid_dpop_proof": _DPOP,
    "use_dpop_nonce": _DPOP,
}


def refusal(answer: dict[str, Any], redactor: Redactor, *, refreshing: bool = False) -> Failure:
    """Put the `error` of an answer into words; the provider's own go to `detail`, without secrets.

    `refreshing` tells that a refresh token was sent, which `invalid_grant` then speaks of.
    """
    code = answer.get("error")
    code = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    return replace(_failure(code, refreshing=refreshing), detail=provider_words(answer, redactor))


def provider_words(answer: dict[str, Any], redactor: Redactor) -> str:
    """Return `error_description` and `error_uri` on one line, of bounded length, without secrets."""
    texts = (answer.get("error_description"), answer.get("error_uri"))
    return plain_line(" ".join(text for text in texts if isinstance(text, str)), redactor)


def _failure(code: str, *, refreshing: bool) -> Failure:
    if code == "expired_token":
        return EXPIRED_TOKEN
    if code == "invalid_grant" and refreshing:
        return _REFRESH_REFUSED
    if code in _WORDS:
        return Failure(f"oauth.{code.replace('_', '-')}", *_WORDS[code])
    named = f"the error “{code}”" if code else "an error without a readable name"
    return Failure(
        "oauth.other",
        f"The provider answered with {named}.",
        "Read its words in the details, or ask who runs the provider.",
    )

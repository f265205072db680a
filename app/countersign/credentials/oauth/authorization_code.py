"""The two halves of a sign-in in the browser: the URL it is sent to, and what it must come back with.

RFC 6749 (section 4.1), PKCE with S256 (RFC 7636), `iss` in the answer (RFC 9207), nonce (OpenID Connect Core 1.0,
section 3.1.2.1).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from countersign.credentials.oauth.refusals import refusal
from countersign.model.errors import CredentialsError, Failure
from countersign.model.oauth import OAuthEndpoints, OAuthProvider
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """Hold one sign-in on its way through the browser. `nonce` is "" where no ID token was asked for."""

    url: str = field(repr=False)
    redirect_uri: str
    endpoints: OAuthEndpoints
    verifier: str = field(repr=False)
    nonce: str = field(default="", repr=False)


def authorization_request(
    provider: OAuthProvider, endpoints: OAuthEndpoints, redirect_uri: str, state: str
) -> AuthorizationRequest:
    """Return a new request; raise `CredentialsError` where the provider says that it cannot do PKCE with S256."""
    if endpoints.code_challenge_methods is not None and "S256" not in endpoints.code_challenge_methods:
        raise CredentialsError(_NO_PKCE)
    verifier = secrets.token_urlsafe(48)
    nonce = secrets.token_urlsafe(32) if "openid" in provider.scopes else ""
    parameters = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": state,
        "code_challenge": code_challenge(verifier),
        "code_challenge_method": "S256",
        "nonce": nonce,
        "audience": provider.audience,
        # Without it, OpenID Connect Core (section 11) lets a provider ignore the scope.
        "prompt": "consent" if "offline_access" in provider.scopes else "",
    }
    url = WireUrl.parse(endpoints.authorization)
    query = urlencode({name: value for name, value in parameters.items() if value})
    # The endpoint's own query stays (RFC 6749, section 3.1).
    whole = url.with_query(f"{url.query}&{query}" if url.query else query)
    return AuthorizationRequest(str(whole), redirect_uri, endpoints, verifier, nonce)


def code_challenge(verifier: str) -> str:
    """Return the S256 challenge (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def code_from(parameters: Mapping[str, str], endpoints: OAuthEndpoints, redactor: Redactor) -> str:
    """Return the code that the browser came back with; raise `CredentialsError` for an error or a wrong issuer."""
    redactor.register([parameters.get("code", "")])
    _check_issuer(parameters.get("iss"), endpoints)
    if "error" in parameters:
        raise CredentialsError(refusal(dict(parameters), redactor))
    return parameters.get("code", "")


def _check_issuer(issuer: str | None, endpoints: OAuthEndpoints) -> None:
    """Refuse an answer of another provider, also where it is an error (RFC 9207, section 2.4)."""
    if issuer is None:
        if endpoints.sends_issuer:
            raise CredentialsError(_issuer_failure("without saying which provider sent it"))
    elif endpoints.issuer and issuer != endpoints.issuer:
        raise CredentialsError(_issuer_failure(f"from another provider, “{issuer[:200]}”"))


def _issuer_failure(how: str) -> Failure:
    return Failure(
        "oauth.answer-issuer",
        f"The browser came back with an answer {how}.",
        "Do not use it. Check the issuer, then sign in again.",
        field="Issuer",
    )


_NO_PKCE = Failure(
    "oauth.pkce-not-offered",
    "The provider does not offer PKCE with S256, without which a code can be stolen on its way.",
    "Ask who runs the provider to allow it, or choose another way under Sign in with.",
    field="Sign in with",
)

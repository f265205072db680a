"""Who a request is sent as, read from its auth."""

from __future__ import annotations

from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    CredentialsSource,
    OAuthAuth,
    SigV4Auth,
)


def sender(auth: Auth) -> tuple[CredentialsSource, str] | str:  # noqa: PLR0911 - one per kind of auth
    """Return who signs, as source and name ("" for the default, also without auth), or words for other auth."""
    match auth:
        case SigV4Auth():
            return auth.source, auth.identity
        case CognitoAuth():
            return f"{auth.pool or 'no user pool'} ({auth.token} token)"
        case OAuthAuth():
            return auth.provider or "no provider"
        case BasicAuth():
            return "Basic"
        case BearerAuth():
            return "a bearer token"
        case ApiKeyAuth():
            return "an API key"
    return "keyring", ""

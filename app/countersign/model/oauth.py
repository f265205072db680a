"""An OAuth 2 or OpenID Connect provider as a named thing, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

OAuthGrant = Literal["client_credentials", "authorization_code", "device_code"]
ClientAuth = Literal["basic", "body", "none"]

_MARGIN = timedelta(seconds=60)
_MARGIN_SHARE = 10  # of a short life, a tenth


@dataclass(frozen=True, slots=True)
class OAuthProvider:
    """Describe a provider and one of its clients; the client secret stands in the keyring.

    Endpoints that are "" are discovered from the issuer. `client_auth` says how the client proves itself to the token
    endpoint (RFC 6749, section 2.3.1); without a secret only its ID is sent. `audience` names the API that the access
    token is for, where the provider asks for one.
    """

    name: str
    issuer: str = ""
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    device_authorization_endpoint: str = ""
    revocation_endpoint: str = ""
    client_id: str = ""
    has_client_secret: bool = False
    scopes: tuple[str, ...] = ()
    audience: str = ""
    client_auth: ClientAuth = "basic"
    grant: OAuthGrant = "authorization_code"


@dataclass(frozen=True, slots=True)
class OAuthEndpoints:
    """Hold where a provider is reached, "" where it does not say (RFC 8414, section 2).

    `issuer` is "" when none was typed. `sends_issuer` promises `iss` in answers of the authorization endpoint
    (RFC 9207). `code_challenge_methods` is None when the provider does not list them.
    """

    issuer: str = ""
    authorization: str = ""
    token: str = ""
    device_authorization: str = ""
    revocation: str = ""
    jwks: str = ""
    sends_issuer: bool = False
    code_challenge_methods: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """Hold what the token endpoint gave. The tokens never show in a repr.

    `expires_at` is None where the provider does not say when the access token ends. `scopes` are those that were
    granted.
    """

    access_token: str = field(repr=False)
    received_at: datetime
    expires_at: datetime | None = None
    refresh_token: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()

    def has_ended(self, now: datetime) -> bool:
        """Tell whether the access token can no longer be used."""
        return self.expires_at is not None and now >= self.expires_at

    def is_due(self, now: datetime) -> bool:
        """Tell whether to renew: a minute before the end, or at nine tenths of a short life."""
        if self.expires_at is None:
            return False
        return now >= self.expires_at - min(_MARGIN, (self.expires_at - self.received_at) / _MARGIN_SHARE)


@dataclass(frozen=True, slots=True)
class DeviceAuthorization:
    """Hold what a person types where (RFC 8628, section 3.2). `interval` counts seconds.

    `verification_uri_complete` holds the code already, "" where the provider gives none.
    """

    user_code: str
    verification_uri: str
    device_code: str = field(repr=False)
    expires_at: datetime
    interval: float = 5.0
    verification_uri_complete: str = field(default="", repr=False)

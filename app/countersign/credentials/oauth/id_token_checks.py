"""Check the ID token that came straight from the token endpoint (OpenID Connect Core 1.0, section 3.1.3.7).

TLS vouches for its origin there, so its signature is not looked at here; the token panel verifies it.
"""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from countersign.model.errors import CredentialsError, Failure

_LEEWAY = timedelta(minutes=5)


def check_id_token(token: str, *, issuer: str, client_id: str, nonce: str, now: datetime) -> None:
    """Raise `CredentialsError` where the token was not made for this client, this sign-in, this time.

    `issuer` "" and `nonce` "" are not looked at.
    """
    claims = claims_of(token)
    audience = claims.get("aud")
    if issuer and claims.get("iss") != issuer:
        raise _unfit("was issued by somebody else than the provider")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        raise _unfit("was made for another client")
    # Compared in constant time, as every secret of a sign-in.
    if nonce and not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise _unfit("belongs to another sign-in: its nonce differs")
    end = claims.get("exp")
    if isinstance(end, bool) or not isinstance(end, int | float):
        raise _unfit("does not say when it ends")
    if end + _LEEWAY.total_seconds() < now.timestamp():
        raise CredentialsError(_CLOCK)


def same_subject(old: str, new: str) -> bool:
    """Tell whether a renewed ID token speaks of the same person (section 12.2)."""
    return claims_of(old).get("sub") == claims_of(new).get("sub")


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims, unverified; raise `CredentialsError` where the text is no JWT (RFC 7519, section 3)."""
    parts = token.split(".")
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError, RecursionError):
        payload = None
    if len(parts) != 3 or not isinstance(payload, dict):
        raise _unfit("cannot be read")
    return payload


def _unfit(what: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "oauth.id-token",
            f"The ID token {what}, so the sign-in does not count.",
            "Check the issuer and the client ID, then sign in again.",
        )
    )


_CLOCK = Failure(
    "oauth.id-token-ended",
    "The ID token had ended when it came.",
    "Check this machine's clock, then sign in again.",
)

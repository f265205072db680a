"""How an app client with a secret proves itself: SECRET_HASH at the API, a header or the body at the token endpoint.

Source: "Computing secret hash values" and "Token endpoint", Amazon Cognito Developer Guide.
"""

from __future__ import annotations

import base64
import hmac
from urllib.parse import quote_plus

from countersign.model.cognito import UserPool


def secret_hash(pool: UserPool, username: str, secret: str) -> dict[str, str]:
    """Return SECRET_HASH for the USERNAME of the same request; nothing without a secret."""
    if not secret:
        return {}
    digest = hmac.digest(secret.encode(), f"{username}{pool.client_id}".encode(), "sha256")
    return {"SECRET_HASH": base64.b64encode(digest).decode()}


def basic_header(pool: UserPool, secret: str) -> str:
    """Return the value of Authorization (RFC 6749, section 2.3.1)."""
    pair = f"{quote_plus(pool.client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"

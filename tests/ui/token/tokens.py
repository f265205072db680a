"""A pool, tokens of it, and what was found on them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

from countersign.model.cognito import UserPool
from countersign.model.jwt import ClaimCheck, DecodedJwt, Verification
from countersign.signing.jwt_claims import decode_jwt

POOL = UserPool("orders-users", "eu-west-3_Ab129faBb", "3n4b5urk1ft4fl3mg5e62d9ado", "orders", ("orders/read",))
EXPIRY = datetime(2026, 11, 22, 3, 14, 2, tzinfo=UTC)
NOW = EXPIRY - timedelta(minutes=52, seconds=10)
SIGNATURE = "c2lnbmF0dXJl" * 20
CLAIMS = {
    "iss": POOL.issuer,
    "token_use": "access",
    "client_id": POOL.client_id,
    "scope": "orders/read orders/write",
    "exp": int(EXPIRY.timestamp()),
}
PASSED = Verification(
    "verified",
    (
        ClaimCheck("signature", "passed", "Signed with the pool's key."),
        ClaimCheck("iss", "passed", "The token comes from this user pool."),
        ClaimCheck("client_id", "passed", "It was issued for this app client."),
        ClaimCheck("exp", "passed", "Good until then."),
    ),
)


def encoded(claims=CLAIMS, header=None, signature=SIGNATURE) -> str:
    """Return a token as text; the signature is none."""
    return ".".join((_part(header or {"alg": "RS256", "kid": "abcdEfgh/1234="}), _part(claims), signature))


def decoded(claims=CLAIMS, header=None, signature=SIGNATURE, now=NOW) -> DecodedJwt:
    """Return a token taken apart."""
    return decode_jwt(encoded(claims, header, signature), now)


def _part(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

"""An issuer of the playground's own, which makes any token that is asked for: expired, too long, for others, forged.

It is no user pool and checks nobody. It exists because a real pool cannot be asked for a bad token.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from countersign.playground.json_web_token import encoded, jwk_of

CLIENT_ID = "playground"
LARGEST_TOKEN = 64 * 1024
_LONGEST_LIFE = 10 * 365 * 86_400  # seconds
_ALGORITHMS = ("RS256", "none", "HS256")
_TEXT_CLAIMS = ("aud", "client_id", "iss", "scope", "sub", "token_use", "username")


class TokenMint:
    """Sign tokens with a key of this start."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._key: rsa.RSAPrivateKey | None = None
        self._key_id = secrets.token_hex(9)

    def key_set(self) -> dict[str, Any]:
        """Return the JWKS (RFC 7517, section 5)."""
        return {"keys": [jwk_of(self._private_key().public_key(), self._key_id)]}

    def discovery(self) -> dict[str, Any]:
        """Return the discovery document (OpenID Connect Discovery 1.0, section 3)."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/.well-known/jwks.json",
            "token_endpoint": f"{self.issuer}/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
            "response_types_supported": [],
        }

    def mint(self, wishes: Mapping[str, str], now: int) -> tuple[str, int]:
        """Return a token and its seconds to live; raise `ValueError` with a sentence for a wish beyond reason.

        `wishes` may hold `expires_in` (seconds, negative for an expired token), `size` (characters of the whole
        token), `alg` (RS256, none, or HS256 with the public key as its secret), `kid`, and the claims `aud`,
        `client_id`, `iss`, `scope`, `sub`, `token_use` and `username`; an empty one is left out.
        """
        life = _whole(wishes, "expires_in", 3600, -_LONGEST_LIFE, _LONGEST_LIFE)
        size = _whole(wishes, "size", 0, 0, LARGEST_TOKEN)
        algorithm = wishes.get("alg", "RS256")
        if algorithm not in _ALGORITHMS:
            raise ValueError(f"alg is {', '.join(_ALGORITHMS[:-1])} or {_ALGORITHMS[-1]}.")
        issued = now + min(life, 0) - (3600 if life < 0 else 0)  # an expired token was once a good one
        claims = self._claims(wishes, issued, now + life)
        head = encoded(json.dumps({"alg": algorithm, "kid": wishes.get("kid") or self._key_id}).encode())
        signature_length = len(self._signature(algorithm, b""))
        body = _body(claims, size - len(head) - signature_length - 2)
        return f"{head}.{body}.{self._signature(algorithm, f'{head}.{body}'.encode())}", life

    def _claims(self, wishes: Mapping[str, str], issued: int, ends: int) -> dict[str, object]:
        usual = {
            "iss": self.issuer,
            "sub": CLIENT_ID,
            "client_id": CLIENT_ID,
            "scope": "orders/read",
            "token_use": "access",
        }
        wished = {name: wishes[name] for name in _TEXT_CLAIMS if name in wishes}
        texts = {name: value for name, value in (usual | wished).items() if value}
        return {**texts, "jti": secrets.token_hex(8), "iat": issued, "exp": ends}

    def _signature(self, algorithm: str, signed: bytes) -> str:
        if algorithm == "none":
            return ""
        key = self._private_key()
        if algorithm == "HS256":
            # The forgery of RFC 8725, section 2.1: the public key, which everybody has, as a shared secret.
            form = serialization.PublicFormat.SubjectPublicKeyInfo
            public = key.public_key().public_bytes(serialization.Encoding.PEM, form)
            return encoded(hmac.digest(public, signed, "sha256"))
        return encoded(key.sign(signed, padding.PKCS1v15(), hashes.SHA256()))

    def _private_key(self) -> rsa.RSAPrivateKey:
        if self._key is None:
            self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self._key


def _whole(wishes: Mapping[str, str], name: str, usual: int, low: int, high: int) -> int:
    text = wishes.get(name, str(usual))
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12 and low <= int(text) <= high):
        raise ValueError(f"{name} is a whole number from {low} to {high}.")
    return int(text)


def _body(claims: dict[str, object], length: int) -> str:
    """Encode claims, filled up to a length; base64url reaches three lengths of four, otherwise it is one less."""
    body = encoded(json.dumps(claims).encode())
    if len(body) >= length:
        return body
    frame = len(json.dumps(claims | {"filling": ""}))
    return encoded(json.dumps(claims | {"filling": "x" * max(0, length * 3 // 4 - frame)}).encode())

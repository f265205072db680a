"""JSON web tokens, read, verified and written for the authorizers, independent of the window's own inspector.

Sources: RFC 7515 (section 3.1), RFC 7517, RFC 7518 (section 3.3), RFC 7519.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


@dataclass(frozen=True, slots=True)
class ReceivedToken:
    """Hold a token's header and claims; nothing here says that it is genuine."""

    header: dict[str, Any]
    claims: dict[str, Any] = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def read(cls, text: str) -> ReceivedToken:
        """Take a token apart; raise `ValueError` where it cannot be read."""
        head, body, signature = text.split(".")
        return cls(_object(head), _object(body), f"{head}.{body}".encode(), decoded(signature))

    def is_signed_with(self, key: rsa.RSAPublicKey) -> bool:
        """Tell whether the signature is RS256 with that key."""
        try:
            key.verify(self.signature, self.signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return self.header.get("alg") == "RS256"

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes in `scope`, or else in `scp`."""
        value = self.claims.get("scope", self.claims.get("scp", ""))
        return tuple(map(str, value)) if isinstance(value, list) else tuple(str(value).split())


def public_key_of(jwk: dict[str, Any]) -> rsa.RSAPublicKey:
    """Return the RSA key of a JWK; raise `ValueError` or `KeyError` where it is none."""
    numbers = (int.from_bytes(decoded(jwk[name])) for name in ("e", "n"))
    return rsa.RSAPublicNumbers(*numbers).public_key()


def jwk_of(key: rsa.RSAPublicKey, key_id: str) -> dict[str, str]:
    """Return the JWK of an RSA key for RS256."""
    numbers = key.public_numbers()
    modulus, exponent = (encoded(value.to_bytes((value.bit_length() + 7) // 8)) for value in (numbers.n, numbers.e))
    return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": key_id, "n": modulus, "e": exponent}


def decoded(text: str) -> bytes:
    """Decode base64url without padding (RFC 7515, appendix C); raise `ValueError`."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def encoded(data: bytes) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(decoded(part))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - the text is at fault, not a caller
    return value

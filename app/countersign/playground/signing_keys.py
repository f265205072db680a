"""What a known secret signs with: the day's HMAC key of SigV4, the elliptic-curve key of SigV4A."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from countersign.model.credentials import Credentials
from countersign.playground.claim import V4A

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def v4_signature(credentials: Credentials, scope: tuple[str, str, str, str], text: str) -> str:
    """Return the signature of a string to sign, in hex."""
    key = ("AWS4" + credentials.secret_access_key).encode()
    for part in scope:
        key = _hmac(key, part.encode("utf-8", "surrogateescape"))
    return _hmac(key, text.encode()).hex()


def v4a_public_key(credentials: Credentials) -> ec.EllipticCurvePublicKey:
    """Derive the public key of a secret: NIST SP 800-108 in counter mode, as aws-c-auth's key_derivation.c does."""
    key = ("AWS4A" + credentials.secret_access_key).encode()
    label = V4A.encode()
    for counter in range(1, 255):
        context = credentials.access_key_id.encode() + bytes([counter])
        candidate = int.from_bytes(_hmac(key, b"\0\0\0\1" + label + b"\0" + context + b"\0\0\1\0"), "big")
        if candidate <= _P256_ORDER - 2:
            return ec.derive_private_key(candidate + 1, ec.SECP256R1()).public_key()
    raise AssertionError("no candidate below the curve's order: less likely than 2**-8000")


def v4a_verifies(credentials: Credentials, signature: str, text: str) -> bool:
    """Tell whether a signature, DER in hex, fits a string to sign."""
    try:
        der = bytes.fromhex(signature)
        v4a_public_key(credentials).verify(der, text.encode(), ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)

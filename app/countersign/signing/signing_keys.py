"""Signing keys: derived from a secret once for a day, region and service."""

from __future__ import annotations

import hmac
import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, Protocol

from countersign.signing.refusals import field_refusal, shown

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

Algorithm = Literal["AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"]

_SCOPE_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch
_REGION_SET = re.compile(r"[A-Za-z0-9*-]{1,64}(,[A-Za-z0-9*-]{1,64})*").fullmatch
_BLOCK = 64
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class SigningKey(Protocol):
    """Sign strings for one scope; `region` is the region set in SigV4A."""

    algorithm: Algorithm
    scope: str
    region: str

    def sign(self, string_to_sign: str) -> str:
        """Return the signature in lower-case hex."""


class HmacKey:
    """Hold a SigV4 key as two half-done hashes (RFC 2104), so that each signature costs two blocks less."""

    __slots__ = ("_inner", "_outer", "algorithm", "region", "scope")

    def __init__(self, key: bytes, region: str, scope: str) -> None:
        self.algorithm: Algorithm = "AWS4-HMAC-SHA256"
        self.region = region
        self.scope = scope
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = sha256(padded.translate(_INNER_PAD))
        self._outer = sha256(padded.translate(_OUTER_PAD))

    def sign(self, string_to_sign: str) -> str:
        """Return the HMAC-SHA-256 of the string."""
        inner = self._inner.copy()
        inner.update(string_to_sign.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()


class EcdsaKey:
    """Hold a SigV4A key: a private key on P-256."""

    __slots__ = ("_private_key", "algorithm", "region", "scope")

    def __init__(self, private_key: EllipticCurvePrivateKey, region_set: str, scope: str) -> None:
        self.algorithm: Algorithm = "AWS4-ECDSA-P256-SHA256"
        self.region = region_set
        self.scope = scope
        self._private_key = private_key

    def sign(self, string_to_sign: str) -> str:
        """Return the ECDSA signature in DER; RFC 6979 makes it the same for the same string."""
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._private_key.sign(string_to_sign.encode(), ECDSA(SHA256(), deterministic_signing=True)).hex()


@lru_cache(maxsize=32)
def hmac_key(secret: str, day: str, region: str, service: str) -> HmacKey:
    """Derive the SigV4 key ("Calculate the signature", IAM User Guide); `day` is YYYYMMDD."""
    _check_secret(secret)
    _check_scope_name("Region", region)
    _check_scope_name("Service", service)
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return HmacKey(key, region, f"{day}/{region}/{service}/aws4_request")


def ecdsa_key(access_key_id: str, secret: str, day: str, region_set: str, service: str) -> EcdsaKey:
    """Return the SigV4A key with its scope, which names no region."""
    _check_secret(secret)
    _check_scope_name("Service", service)
    if not _REGION_SET(region_set):
        raise field_refusal(
            "Region",
            "region-set",
            f"“{shown(region_set)}” is not a region set." if region_set else "There is no region set.",
            "Write regions with commas between them, or * for all: us-east-1,eu-west-*.",
        )
    return EcdsaKey(p256_key(access_key_id, secret), region_set, f"{day}/{service}/aws4_request")


@lru_cache(maxsize=32)
def p256_key(access_key_id: str, secret: str) -> EllipticCurvePrivateKey:
    """Derive the P-256 key that belongs to a secret: NIST SP 800-108 in counter mode, then FIPS 186-4, B.4.2.

    The candidate that is too large for the curve (one in 2**32) gives way to the next counter, as AWS's signers do.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    label = b"AWS4-ECDSA-P256-SHA256"
    for counter in range(1, 255):
        context = access_key_id.encode() + bytes([counter])
        fixed_input = b"\x00\x00\x00\x01" + label + b"\x00" + context + b"\x00\x00\x01\x00"
        candidate = int.from_bytes(hmac.digest(f"AWS4A{secret}".encode(), fixed_input, "sha256"), "big")
        if candidate <= _P256_ORDER - 2:
            return derive_private_key(candidate + 1, SECP256R1())
    raise field_refusal(
        "Secret access key", "key-derivation", "No SigV4A key follows from this secret.", "Use another access key."
    )


def _check_secret(secret: str) -> None:
    if not secret:
        raise field_refusal(
            "Secret access key",
            "secret-missing",
            "There is no secret access key.",
            "Enter it, or choose an identity.",
        )
    if secret != secret.strip() or not secret.isprintable():
        raise field_refusal(
            "Secret access key",
            "secret-malformed",
            "The secret access key begins or ends with a space, or holds a control character.",
            "Copy it again, without the space or line break around it.",
        )


def _check_scope_name(field: str, name: str) -> None:
    if not name:
        raise field_refusal(
            field,
            f"{field.lower()}-missing",
            f"There is no {field.lower()} to sign for.",
            f"Enter it under {field}; the host name does not tell it.",
        )
    if not _SCOPE_NAME(name):
        raise field_refusal(
            field,
            f"{field.lower()}-malformed",
            f"“{shown(name)}” is not the name of a {field.lower()}.",
            "Use letters, digits and hyphens, such as us-east-1 or execute-api.",
        )

"""SRP-6a as Cognito speaks it, pure: the password proves itself without being sent.

The group is the 3,072-bit one of RFC 3526 (section 4) with generator 2, the hash SHA-256. Numbers are hashed as Java
writes them: shortest form, with a zero byte in front where the highest bit is set. The session key is 16 bytes of
HKDF over S with u as salt. Sources: RFC 5054 (section 2) for the protocol; AWS's amazon-cognito-identity-js for the
form.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GENERATOR = 2

_INFO = b"Caldera Derived Key"
_KEY_BYTES = 16
_SECRET_BITS = 256  # RFC 5054, section 2.6; more would hold up the other threads without need
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class SrpGroup:
    """Hold a prime and a generator (RFC 5054, appendix A)."""

    prime: int
    generator: int

    def public(self, secret: int) -> int:
        """Return A = g^a."""
        return pow(self.generator, secret, self.prime)

    def premaster(self, *, server: int, secret: int, multiplier: int, scrambler: int, x: int) -> int:
        """Return S = (B - k * g^x) ^ (a + u * x) (RFC 5054, section 2.6)."""
        base = (server - multiplier * pow(self.generator, x, self.prime)) % self.prime
        return pow(base, secret + scrambler * x, self.prime)


COGNITO_GROUP = SrpGroup(PRIME, GENERATOR)


@dataclass(frozen=True, slots=True)
class SrpIdentity:
    """Say who proves what: `realm` is the pool ID's part after "_", or a device's group key."""

    realm: str
    user: str
    password: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """Return the inner hash of x."""
        return hashlib.sha256(f"{self.realm}{self.user}:{self.password}".encode()).digest()


@dataclass(frozen=True, slots=True)
class PasswordClaim:
    """Hold the answer to a PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER challenge."""

    signature: str = field(repr=False)
    timestamp: str


@dataclass(frozen=True, slots=True)
class DeviceVerifier:
    """Hold what ConfirmDevice takes, both base64."""

    verifier: str = field(repr=False)
    salt: str


class SrpClient:
    """Hold one attempt: its secret `a` and its public `A`."""

    def __init__(self, secret: int | None = None) -> None:
        self._secret = secret if secret is not None else secrets.randbits(_SECRET_BITS) | 1 << (_SECRET_BITS - 1)
        self._public = COGNITO_GROUP.public(self._secret)

    @property
    def public(self) -> str:
        """Return SRP_A, hexadecimal."""
        return f"{self._public:x}"

    def claim(
        self, identity: SrpIdentity, *, server: str, salt: str, secret_block: str, now: datetime
    ) -> PasswordClaim:
        """Answer a verifier challenge; `server` is SRP_B. Raise `ValueError` for what no honest server sends."""
        key = self._session_key(identity, _unsigned(server), _unsigned(salt))
        timestamp = srp_timestamp(now)
        block = base64.b64decode(secret_block, validate=True)
        message = f"{identity.realm}{identity.user}".encode() + block + timestamp.encode()
        signature = hmac.digest(key, message, "sha256")
        return PasswordClaim(base64.b64encode(signature).decode(), timestamp)

    def _session_key(self, identity: SrpIdentity, server: int, salt: int) -> bytes:
        scrambler = _number(_bytes(self._public) + _bytes(server))
        # RFC 5054, section 2.5.4: either would make the key known to a listener.
        if server % PRIME == 0 or scrambler == 0:
            raise ValueError("SRP_B")
        shared = COGNITO_GROUP.premaster(
            server=server,
            secret=self._secret,
            multiplier=_number(_bytes(PRIME) + _bytes(GENERATOR)),
            scrambler=scrambler,
            x=_x(identity, salt),
        )
        extracted = hmac.digest(_bytes(scrambler), _bytes(shared), "sha256")
        return hmac.digest(extracted, _INFO + b"\x01", "sha256")[:_KEY_BYTES]


def device_verifier(identity: SrpIdentity, salt: int | None = None) -> DeviceVerifier:
    """Return the verifier by which Cognito will know a device, for a fresh salt."""
    salt = secrets.randbits(128) | 1 << 120 if salt is None else salt
    verifier = pow(GENERATOR, _x(identity, salt), PRIME)
    return DeviceVerifier(base64.b64encode(_bytes(verifier)).decode(), base64.b64encode(_bytes(salt)).decode())


def srp_timestamp(now: datetime) -> str:
    """Return the one form that Cognito takes: "Sun Nov 1 09:05:07 UTC 2026", in English, the day without a zero."""
    now = now.astimezone(UTC)
    return f"{_WEEKDAYS[now.weekday()]} {_MONTHS[now.month - 1]} {now.day} {now:%H:%M:%S} UTC {now.year}"


def _unsigned(digits: str) -> int:
    number = int(digits, 16)
    if number < 0:
        raise ValueError(digits)
    return number


def _x(identity: SrpIdentity, salt: int) -> int:
    return _number(_bytes(salt) + identity.digest)


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest())


def _bytes(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1)

"""SRP-6a: the published numbers, Cognito's own form, and what no honest server sends."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.credentials.cognito.srp import (
    GENERATOR,
    PRIME,
    SrpClient,
    SrpGroup,
    SrpIdentity,
    device_verifier,
    srp_timestamp,
)

NOW = datetime(2026, 11, 1, 9, 5, 7, tzinfo=UTC)
IDENTITY = SrpIdentity("Ab129faBb", "ada", "secret")


def number(text: str) -> int:
    return int("".join(text.split()), 16)


# RFC 5054, appendix B.
RFC_PRIME = number("""
    EEAF0AB9 ADB38DD6 9C33F80A FA8FC5E8 60726187 75FF3C0B 9EA2314C 9C256576 D674DF74 96EA81D3 383B4813 D692C6E0
    E0D5D8E2 50B98BE4 8E495C1D 6089DAD1 5DC7D7B4 6154D6B6 CE8EF4AD 69B15D49 82559B29 7BCF1885 C529F566 660E57EC
    68EDBC3C 05726CC0 2FD4CBF4 976EAA9A FD5138FE 8376435B 9FC61D2F C0EB06E3""")
RFC_A = number("60975527 035CF2AD 1989806F 0407210B C81EDC04 E2762A56 AFD529DD DA2D4393")
RFC_X = number("94B7555A ABE9127C C58CCF49 93DB6CF8 4D16C124")
RFC_K = number("7556AA04 5AEF2CDD 07ABAF0F 665C3E81 8913186F")
RFC_U = number("CE38B959 3487DA98 554ED47D 70A7AE5F 462EF019")
RFC_PUBLIC_A = number("""
    61D5E490 F6F1B795 47B0704C 436F523D D0E560F0 C64115BB 72557EC4 4352E890 3211C046 92272D8B 2D1A5358 A2CF1B6E
    0BFCF99F 921530EC 8E393561 79EAE45E 42BA92AE ACED8251 71E1E8B9 AF6D9C03 E1327F44 BE087EF0 6530E69F 66615261
    EEF54073 CA11CF58 58F0EDFD FE15EFEA B349EF5D 76988A36 72FAC47B 0769447B""")
RFC_PUBLIC_B = number("""
    BD0C6151 2C692C0C B6D041FA 01BB152D 4916A1E7 7AF46AE1 05393011 BAF38964 DC46A067 0DD125B9 5A981652 236F99D9
    B681CBF8 7837EC99 6C6DA044 53728610 D0C6DDB5 8B318885 D7D82C7F 8DEB75CE 7BD4FBAA 37089E6F 9C6059F3 88838E7A
    00030B33 1EB76840 910440B1 B27AAEAE EB4012B7 D7665238 A8E3FB00 4B117B58""")
RFC_SECRET = number("""
    B0DC82BA BCF30674 AE450C02 87745E79 90A3381F 63B387AA F271A10D 233861E3 59B48220 F7C4693C 9AE12B0A 6F67809F
    0876E2D0 13800D6C 41BB59B6 D5979B5C 00A172B4 A2A5903A 0BDCAF8A 709585EB 2AFAFA8F 3499B200 210DCC1F 10EB3394
    3CD67FC8 8A2F39A4 BE5BEC4E C0A3212D C346D7E4 74B29EDE 8A469FFE CA686E5A""")


def test_the_numbers_of_rfc_5054():
    group = SrpGroup(RFC_PRIME, 2)
    assert group.public(RFC_A) == RFC_PUBLIC_A
    found = group.premaster(server=RFC_PUBLIC_B, secret=RFC_A, multiplier=RFC_K, scrambler=RFC_U, x=RFC_X)
    assert found == RFC_SECRET


def test_cognitos_prime_is_the_safe_prime_of_rfc_3526():
    # 2^3072 - 2^3008 - 1 + 2^64 * { [2^2942 pi] + 1690314 }
    assert 2**3072 - 2**3008 - 1 + 2**64 * (pi_times_two_to_the(2942) + 1690314) == PRIME
    assert all(pow(base, PRIME - 1, PRIME) == 1 for base in (2, 3, 5))


def pi_times_two_to_the(exponent: int) -> int:
    """Machin's formula in integers, with guard bits."""
    scale = 1 << (exponent + 64)

    def arctan_of_inverse(value: int) -> int:
        total, term, divisor, sign = 0, scale // value, 1, 1
        while term:
            total += sign * (term // divisor)
            term //= value * value
            divisor, sign = divisor + 2, -sign
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239)) >> 64


class Server:
    """Cognito's half, written from its description: what it must find with the verifier alone."""

    def __init__(self, verifier: int, salt: int, secret: int | None = None) -> None:
        self.verifier, self.salt = verifier, salt
        self.secret = secret or secrets.randbits(256)
        multiplier = digest(java(PRIME) + java(GENERATOR))
        self.public = (multiplier * verifier + pow(GENERATOR, self.secret, PRIME)) % PRIME

    def signature(self, client_public: str, identity: SrpIdentity, block: bytes, timestamp: str) -> bytes:
        public = int(client_public, 16)
        scrambler = digest(java(public) + java(self.public))
        shared = pow(public * pow(self.verifier, scrambler, PRIME), self.secret, PRIME)
        extracted = hmac.digest(java(scrambler), java(shared), "sha256")
        key = hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]
        return hmac.digest(key, f"{identity.realm}{identity.user}".encode() + block + timestamp.encode(), "sha256")


def java(value: int) -> bytes:
    text = f"{value:x}"
    text = text.rjust(len(text) + len(text) % 2, "0")
    return bytes.fromhex("00" + text if text[0] in "89abcdef" else text)


def digest(data: bytes) -> int:
    return int(hashlib.sha256(data).hexdigest(), 16)


@settings(max_examples=25, deadline=None)
@given(password=st.text(st.characters(codec="utf-8"), max_size=40), salt=st.integers(1, 2**128))
def test_a_device_proves_its_password_to_who_has_only_the_verifier(password, salt):
    identity = SrpIdentity("-group", "eu-west-3_device", password)
    made = device_verifier(identity, salt)
    verifier = int.from_bytes(base64.b64decode(made.verifier))
    assert int.from_bytes(base64.b64decode(made.salt)) == salt
    server, client, block = Server(verifier, salt), SrpClient(), b"block"
    claim = client.claim(
        identity,
        server=f"{server.public:x}",
        salt=f"{salt:x}",
        secret_block=base64.b64encode(block).decode(),
        now=NOW,
    )
    expected = server.signature(client.public, identity, block, claim.timestamp)
    assert base64.b64decode(claim.signature) == expected
    assert SrpIdentity("-group", "eu-west-3_device", password + "x").digest != identity.digest


@pytest.mark.parametrize("server", ["0", f"{PRIME:x}", f"{2 * PRIME:x}", "", "no hex", "-5"])
def test_a_dishonest_server_is_refused(server):
    with pytest.raises(ValueError, match=r".*"):
        SrpClient().claim(IDENTITY, server=server, salt="1", secret_block="AAAA", now=NOW)


@pytest.mark.parametrize(("salt", "block"), [("", "AAAA"), ("-1", "AAAA"), ("1", "not base64!")])
def test_broken_parameters_are_refused(salt, block):
    with pytest.raises(ValueError, match=r".*"):
        SrpClient().claim(IDENTITY, server="5", salt=salt, secret_block=block, now=NOW)


def test_the_timestamp_is_english_in_utc_without_a_leading_zero():
    assert srp_timestamp(NOW) == "Sun Nov 1 09:05:07 UTC 2026"
    assert srp_timestamp(NOW.astimezone(timezone(timedelta(hours=-10)))) == "Sun Nov 1 09:05:07 UTC 2026"


def test_two_attempts_share_nothing_and_no_repr_shows_the_password():
    assert SrpClient().public != SrpClient().public
    assert "secret" not in repr(IDENTITY)

"""How keys follow from a secret, and that they are derived once."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.credentials import Credentials
from countersign.model.url import WireUrl
from countersign.signing import EMPTY_PAYLOAD_HASH, SigningOptions, sign
from countersign.signing.signing_keys import HmacKey, ecdsa_key, hmac_key, p256_key


@given(st.binary(max_size=64), st.text(alphabet="ab\ncé", max_size=200))
def test_a_key_of_two_half_done_hashes_is_hmac(key: bytes, text: str):
    """The signature equals the standard library's HMAC-SHA-256."""
    assert HmacKey(key, "r", "s").sign(text) == hmac.digest(key, text.encode(), "sha256").hex()


def test_the_v4_key_is_the_one_in_the_documentation():
    """The derived key is that of the IAM User Guide's example: its HMAC of a string is known."""
    key = hmac_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam")
    derived = bytes.fromhex("f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d")
    assert key.sign("x") == hmac.digest(derived, b"x", "sha256").hex()
    assert key.scope == "20120215/us-east-1/iam/aws4_request"


def test_the_v4a_key_is_the_one_of_aws_c_auth():
    """The public key is that of the key derivation test in awslabs/aws-c-auth."""
    key = p256_key("AKISORANDOMAASORANDOM", "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom")
    numbers = key.public_key().public_numbers()
    assert f"{numbers.x:064X}" == "15D242CEEBF8D8169FD6A8B5A746C41140414C3B07579038DA06AF89190FFFCB"
    assert f"{numbers.y:064X}" == "0515242CEDD82E94799482E4C0514B505AFCCF2C0C98D6A553BF539F424C5EC0"


def test_a_v4a_signature_holds_and_stays_the_same():
    """The signature verifies, does not verify another string, and is the same each time (RFC 6979)."""
    key = ecdsa_key("AKID", "secret", "20260101", "us-east-1,eu-*", "s3")
    public = p256_key("AKID", "secret").public_key()
    signature = key.sign("text")
    public.verify(bytes.fromhex(signature), b"text", ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(bytes.fromhex(signature), b"texts", ECDSA(SHA256()))
    assert key.sign("text") == signature
    assert (key.region, key.scope) == ("us-east-1,eu-*", "20260101/s3/aws4_request")


@pytest.mark.parametrize(("algorithm", "derivation"), [("v4", hmac_key), ("v4a", p256_key)])
def test_a_key_is_derived_once_a_day(algorithm: str, derivation: object):
    """A hundred requests of one day derive one key; the cache is bounded."""
    derivation.cache_clear()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    url = WireUrl.parse("https://a.test/")
    for minute in range(100):
        options = SigningOptions("us-east-1", "s3", start + timedelta(minutes=minute), algorithm=algorithm)
        sign("GET", url, (), EMPTY_PAYLOAD_HASH, Credentials("AKID", "secret"), options)
    assert derivation.cache_info().misses == 1
    assert derivation.cache_info().maxsize <= 32


def test_sigv4a_says_its_region_set():
    """The scope names no region; the region set is sent, signed and kept in the record."""
    credentials = Credentials("AKID", "secret")
    date = datetime(2026, 1, 1, tzinfo=UTC)
    in_headers = SigningOptions("", "s3", date, algorithm="v4a", region_set="us-east-1,us-west-2")
    in_query = SigningOptions("", "s3", date, algorithm="v4a", region_set="us-east-1,us-west-2", place="query")
    url = WireUrl.parse("https://a.test/")
    record = sign("GET", url, (), EMPTY_PAYLOAD_HASH, credentials, in_headers)
    presigned = sign("GET", url, (), EMPTY_PAYLOAD_HASH, credentials, in_query)
    assert record.algorithm == "AWS4-ECDSA-P256-SHA256"
    assert ("X-Amz-Region-Set", "us-east-1,us-west-2") in record.headers
    assert record.signed_headers == "host;x-amz-content-sha256;x-amz-date;x-amz-region-set"
    assert (record.scope, record.region) == ("20260101/s3/aws4_request", "us-east-1,us-west-2")
    assert "&X-Amz-Region-Set=us-east-1%2Cus-west-2&" in f"{presigned.url.query}"
    assert "X-Amz-Region-Set=us-east-1%2Cus-west-2" in presigned.canonical_request

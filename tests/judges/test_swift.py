"""Swift's S3 API takes what our signer signs, and a 403 of it shows the very strings that we signed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from countersign.model.credentials import Credentials
from countersign.model.url import WireUrl
from countersign.signing import UNSIGNED_PAYLOAD
from tests.judges import swift_server
from tests.judges.wire import MULTIPART, MULTIPART_TYPE, Letter, send

KEYS = Credentials(swift_server.ACCESS_KEY_ID, swift_server.SECRET_ACCESS_KEY)
FORGED = Credentials(swift_server.ACCESS_KEY_ID, "another secret")
ODD_KEYS = ["plain", "a//b/../c", "café ሴ", "!'()*", "a%2Fb", "a%2fb", "a+b~c", "x/.", "semi;colon,comma@at:$&="]
QUERIES = ["x=+", "y=%7E&z=~", "w=%2f/", "flag&empty=", "b=c=d&%20=%C3%A9", "name=blue shoes", "B=1&a=2&A=3"]


@pytest.fixture(scope="module")
def url(swift):
    bucket = WireUrl.parse(f"http://127.0.0.1:{swift.port}/judged")
    assert send(Letter("PUT", bucket).signed(KEYS, "s3")).status == 200
    return lambda tail: WireUrl.parse(f"{bucket}/{tail}")


@pytest.mark.parametrize("key", ODD_KEYS)
@pytest.mark.parametrize("place", ["headers", "query"])
def test_odd_keys(url, key, place):
    body = key.encode()
    written = send(Letter("PUT", url(key), (), body).signed(KEYS, "s3", place=place), body)
    assert written.status == 200, written.body
    read = send(Letter("GET", url(key)).signed(KEYS, "s3", place=place))
    assert (read.status, read.body) == (200, body)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("place", ["headers", "query"])
def test_queries(url, query, place):
    target = url(f"with-query?{query}")
    assert send(Letter("PUT", target, (), b"x").signed(KEYS, "s3", place=place), b"x").status == 200


@pytest.mark.parametrize("place", ["headers", "query"])
def test_a_multipart_body_is_kept_byte_for_byte(url, place):
    letter = Letter("PUT", url("form"), (("Content-Type", MULTIPART_TYPE),), MULTIPART)
    assert send(letter.signed(KEYS, "s3", place=place), MULTIPART).status == 200
    assert send(Letter("GET", url("form")).signed(KEYS, "s3")).body == MULTIPART


def test_an_unsigned_payload_is_taken(url):
    record = Letter("PUT", url("unsigned"), (), b"x").signed(KEYS, "s3", payload_hash=UNSIGNED_PAYLOAD)
    assert send(record, b"x").status == 200


def test_another_body_than_the_signed_one_is_refused(url):
    record = Letter("PUT", url("body"), (), b"signed").signed(KEYS, "s3")
    assert send(record, b"spoof!").status == 400


@pytest.mark.parametrize("place", ["headers", "query"])
@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_refusal_shows_the_strings_that_we_signed(url, key, place):
    headers = (("X-Amz-Meta-Spaced", "  a   b "), ("Content-Type", "text/plain"))
    target = url(f"{key}?x=+&y=%7E&flag&w=%2f/")
    record = Letter("PUT", target, headers, b"x").signed(FORGED, "s3", place=place)
    answer = send(record, b"x")
    assert answer.status == 403
    error = ElementTree.fromstring(answer.body)
    assert error.findtext("Code") == "SignatureDoesNotMatch"
    assert bytes.fromhex(error.findtext("CanonicalRequestBytes")).decode() == record.canonical_request
    assert error.findtext("StringToSign") == record.string_to_sign
    assert error.findtext("SignatureProvided") == record.signature

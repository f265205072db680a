"""MiniStack, which has its own SigV4 code, takes what our signer signs and refuses what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from countersign.model.credentials import Credentials
from countersign.model.url import WireUrl
from countersign.signing import UNSIGNED_PAYLOAD
from tests.judges.wire import MULTIPART, MULTIPART_TYPE, Letter, send

TARGETS = [
    "/",
    "/users/a b",
    "/a//b/../c/./d",
    "/trailing/../",
    "/ends/..",
    "/café/ሴ",
    "/%2Fa%2fb%20c%7E",
    "/!'()*,;=@:$&+~",
    "/q?a=1&b=2&a=0&a=1",
    "/q?x=+&y=%7E&z=~&w=%2f/",
    "/q?flag&empty=&b=c=d&%20=%C3%A9",
    "/q?name=blue shoes",
]
ODD_KEYS = ["a//b/../c", "café ሴ", "./x", "%21%27%28%29%2A", "%3B%2C%40%3A%24%26%3D%2B"]
# In headers MiniStack takes an S3 path as it stands; in the query it decodes and encodes again, as Swift always does.
KEYS_IN_THE_QUERY = [*ODD_KEYS, "!'()*", "a%2Fb", "a+b~c", "semi;colon,comma@at:$&="]


@pytest.fixture(params=["user", "session"])
def keys(request, ministack) -> Credentials:
    return getattr(ministack, request.param)


@pytest.fixture
def api_url(ministack):
    return lambda target: WireUrl.parse(f"http://{ministack.api_host}:{ministack.port}/Prod{target}")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("place", "algorithm"), [("headers", "v4"), ("query", "v4"), ("headers", "v4a")])
def test_rest_api_paths_and_queries(*, keys, api_url, target, place, algorithm):
    record = Letter("GET", api_url(target)).signed(keys, "execute-api", place=place, algorithm=algorithm)
    assert send(record).status == 200


@pytest.mark.parametrize("place", ["headers", "query"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [(MULTIPART_TYPE, MULTIPART), ("application/octet-stream", bytes(range(256)) * 40), ("application/json", b"{}")],
)
def test_rest_api_bodies(*, keys, api_url, place, kind, body):
    headers = (("Content-Type", kind), ("X-Tag", "one"), ("X-Tag", "a   b"), ("User-Agent", "countersign"))
    record = Letter("POST", api_url("/upload"), headers, body).signed(keys, "execute-api", place=place)
    assert send(record, body).status == 200


def test_rest_api_unsigned_payload(keys, api_url):
    letter = Letter("POST", api_url("/upload"), (), b"anything")
    record = letter.signed(keys, "execute-api", payload_hash=UNSIGNED_PAYLOAD)
    assert send(record, b"anything").status == 200


@pytest.mark.parametrize(("place", "algorithm"), [("headers", "v4"), ("query", "v4"), ("headers", "v4a")])
def test_a_forged_or_stale_signature_is_refused(*, ministack, api_url, place, algorithm):
    letter = Letter("GET", api_url("/users"))
    how = {"place": place, "algorithm": algorithm}
    forged = Credentials(ministack.user.access_key_id, "another secret")
    assert send(letter.signed(forged, "execute-api", **how)).status == 403
    stale = letter.signed(ministack.user, "execute-api", **how, date=datetime.now(UTC) - timedelta(hours=1))
    assert send(stale).status == 403
    no_token = Credentials(ministack.session.access_key_id, ministack.session.secret_access_key)
    assert send(letter.signed(no_token, "execute-api", **how)).status == 403


def test_another_body_than_the_signed_one_is_refused(ministack, api_url):
    record = Letter("POST", api_url("/upload"), (), b"signed").signed(ministack.user, "execute-api")
    assert send(record, b"sent").status == 403


@pytest.mark.parametrize(
    ("place", "key"), [*(("headers", key) for key in ODD_KEYS), *(("query", key) for key in KEYS_IN_THE_QUERY)]
)
def test_s3_keys(*, ministack, keys, key, place):
    url = WireUrl.parse(f"http://127.0.0.1:{ministack.port}/judged/{key}")
    body = key.encode()
    assert send(Letter("PUT", url, (), body).signed(keys, "s3", place=place), body).status == 200
    read = send(Letter("GET", url).signed(keys, "s3", place=place))
    assert (read.status, read.body) == (200, body)


def test_s3_unsigned_payload_in_headers(ministack, keys):
    url = WireUrl.parse(f"http://127.0.0.1:{ministack.port}/judged/unsigned")
    record = Letter("PUT", url, (), b"x").signed(keys, "s3", payload_hash=UNSIGNED_PAYLOAD)
    assert send(record, b"x").status == 200


@pytest.mark.parametrize("place", ["headers", "query"])
def test_s3_takes_sigv4a(ministack, keys, place):
    """In the query, MiniStack takes SigV4A for S3 only."""
    url = WireUrl.parse(f"http://127.0.0.1:{ministack.port}/judged/%C3%A9/v4a?x=+&a=2&a=1")
    options = {"place": place, "algorithm": "v4a", "region_set": "us-west-2,eu-*"}
    assert send(Letter("PUT", url, (), b"x").signed(keys, "s3", **options), b"x").status == 200
    forged = Credentials(keys.access_key_id, "another secret", keys.session_token)
    assert send(Letter("PUT", url, (), b"x").signed(forged, "s3", **options), b"x").status == 403


@pytest.mark.parametrize("place", ["headers", "query"])
def test_sts_says_who_signed(ministack, keys, place):
    url = WireUrl.parse(f"http://127.0.0.1:{ministack.port}/")
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    headers = (("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),)
    answer = send(Letter("POST", url, headers, body).signed(keys, "sts", place=place), body)
    assert answer.status == 200
    assert b"user/judged" in answer.body


@pytest.mark.parametrize(("token", "status"), [("appended", 101), ("signed", 403)])
def test_a_session_token_is_appended_for_iot(ministack, token, status):
    """The device gateway signs the URL of its WebSocket without the token, which is put behind the signature."""
    url = WireUrl.parse(f"http://a1b2c3-ats.iot.us-west-2.localhost:{ministack.port}/mqtt")
    record = Letter("GET", url).signed(ministack.session, "iotdevicegateway", place="query", session_token=token)
    upgrade = (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Protocol", "mqtt"))
    key = (("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13"))
    assert send(replace(record, headers=(*record.headers, *upgrade, *key))).status == status

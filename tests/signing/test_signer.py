"""The signer against AWS's signing suite and the KVS vectors, and what it promises about the request it returns."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest

from countersign.model.credentials import Credentials
from countersign.model.errors import SigningError
from countersign.model.signing_record import HeaderList, SigningRecord
from countersign.model.url import WireUrl
from countersign.signing import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, SigningOptions, sign, sorted_query

SUITE = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "aws-signing-test-suite" / "v4"
CASES = sorted(folder.name for folder in SUITE.iterdir()) if SUITE.is_dir() else []
DATE = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
WITH_TOKEN = replace(KEYS, session_token="a/token+with==signs")
URL = WireUrl.parse("https://example.amazonaws.com/")


def options(**changes: object) -> SigningOptions:
    return replace(SigningOptions("us-east-1", "service", DATE), **changes)


def refusal_of(**changes: object) -> tuple[str, str]:
    """Sign a request that differs from a good one in `changes`; return the id and field of the refusal."""
    request = {"method": "GET", "url": URL, "headers": (), "payload_hash": EMPTY_PAYLOAD_HASH, "credentials": KEYS}
    request |= {"options": options()} | changes
    with pytest.raises(SigningError) as caught:
        sign(**request)
    failure = caught.value.failure
    assert failure.sentence.endswith(".")
    assert failure.action.endswith(".")
    return failure.id, failure.field


@dataclass(frozen=True)
class Case:
    """One case of AWS's suite. Its request text is raw: the path is what a client means, not what it sends."""

    folder: Path
    context: dict
    method: str
    target: str
    headers: HeaderList
    body: bytes

    @classmethod
    def read(cls, folder: Path) -> Case:
        head, _, body = (folder / "request.txt").read_bytes().partition(b"\n\n")
        # A value that goes on in an indented line is one value (RFC 9112, section 5.2).
        first, *lines = re.sub(r"\n[ \t]+", " ", head.decode()).strip("\n").split("\n")
        method, _, rest = first.partition(" ")
        headers = tuple((name, value) for name, _, value in (line.partition(":") for line in lines))
        context = json.loads((folder / "context.json").read_text())
        return cls(folder, context, method, rest.removesuffix(" HTTP/1.1"), headers, body)

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode().replace("\r\n", "\n")

    def sign(self, place: str) -> SigningRecord:
        keys, context = self.context["credentials"], self.context
        # The suite gives paths raw and signs them encoded once. On the wire a path is encoded already, and standard
        # rules encode it again; so a path that the wire encodes is signed by the rules that encode once, S3's. The
        # second encoding of the standard rules is judged by awscrt (test_second_opinions.py).
        url = WireUrl.parse(f"https://example.amazonaws.com{self.target}")
        encoded_on_the_wire = "%" in url.path
        return sign(
            self.method,
            url,
            self.headers,
            sha256(self.body).hexdigest(),
            Credentials(keys["access_key_id"], keys["secret_access_key"], keys.get("token", "")),
            SigningOptions(
                context["region"],
                context["service"],
                datetime.fromisoformat(context["timestamp"]),
                place=place,
                session_token="appended" if context.get("omit_session_token") else "signed",
                s3_path_rules=encoded_on_the_wire,
                normalize_path=context["normalize"],
                expires=context["expiration_in_seconds"],
                content_sha256_header=context["sign_body"] and place == "headers",
            ),
        )


def message(record: SigningRecord, target: str) -> str:
    lines = "".join(f"{name}:{value}\n" for name, value in record.headers)
    return f"{record.method} {target} HTTP/1.1\n{lines}"


def test_the_suite_is_complete(vectors: Path):
    """All 38 cases of AWS's suite are read."""
    assert len(CASES) == 38
    assert SUITE.is_relative_to(vectors)


@pytest.mark.parametrize("place", ["headers", "query"])
@pytest.mark.parametrize("name", CASES)
def test_every_step_is_the_one_in_the_suite(name: str, place: str, vectors: Path):
    """Canonical request, string to sign and signature equal the suite's, byte for byte."""
    case = Case.read(SUITE / name)
    record = case.sign(place)
    prefix = "header" if place == "headers" else "query"
    assert record.canonical_request == case.text(f"{prefix}-canonical-request.txt")
    assert record.string_to_sign == case.text(f"{prefix}-string-to-sign.txt")
    assert record.signature == case.text(f"{prefix}-signature.txt")


@pytest.mark.parametrize("name", CASES)
def test_the_signed_headers_are_the_ones_in_the_suite(name: str, vectors: Path):
    """The message with the signature in a header is the suite's: same headers, same order, same bytes."""
    case = Case.read(SUITE / name)
    expected = re.sub(r"\n[ \t]+", " ", case.text("header-signed-request.txt").partition("\n\n")[0])
    assert message(case.sign("headers"), case.target) == f"{expected}\n"


@pytest.mark.parametrize("name", CASES)
def test_the_signed_query_is_the_one_in_the_suite(name: str, vectors: Path):
    """The given parameters stay in front as they were; the added ones are the suite's, in an order of our own."""
    case = Case.read(SUITE / name)
    record = case.sign("query")
    head = case.text("query-signed-request.txt").partition("\n\n")[0]
    expected_line, _, expected_headers = re.sub(r"\n[ \t]+", " ", head).partition("\n")
    expected = WireUrl.parse(
        f"https://example.amazonaws.com{expected_line.split(' ', 1)[1].removesuffix(' HTTP/1.1')}"
    )
    given = (WireUrl.parse(f"https://example.amazonaws.com{case.target}").query or "").split("&")
    assert record.url.query is not None
    assert expected.query is not None
    assert record.url.path == expected.path
    assert sorted(record.url.query.split("&")) == sorted(expected.query.split("&"))
    assert given == [""] or record.url.query.split("&")[: len(given)] == given
    assert message(record, "").partition("\n")[2].strip("\n") == expected_headers.strip("\n")


KVS = ["with session token", "without session token", "service override", "with a path"]


@pytest.mark.parametrize("name", KVS)
def test_a_signaling_url_is_the_one_that_the_kvs_sdk_makes(name: str, vectors: Path):
    """The URL, put in canonical order, is the vector's, byte for byte."""
    entries = json.loads((vectors / "kvs" / "signed_urls.json").read_text())
    assert [entry["name"] for entry in entries] == KVS
    case = next(entry for entry in entries if entry["name"] == name)
    query = "&".join(f"{key}={value}" for key, value in case["query"].items())
    record = sign(
        "GET",
        WireUrl.parse(case["endpoint"]).with_query(query),
        (),
        EMPTY_PAYLOAD_HASH,
        Credentials(case["access_key_id"], case["secret_access_key"], case["session_token"] or ""),
        SigningOptions(
            case["region"], case["service"], datetime.fromisoformat(case["date"]), place="query", expires=299
        ),
    )
    assert str(sorted_query(record.url)) == case["expected_url"]
    assert str(record.url).startswith(f"{WireUrl.parse(case['endpoint'])!s}?{query}&X-Amz-Algorithm=")


def test_the_given_text_is_kept_and_the_signature_stands_last():
    """A presigned URL begins with the user's own query, untouched, and ends with the signature."""
    url = WireUrl.parse("https://example.com/a//b/../c%2f?z=+&a=%7e&&a=1&flag")
    record = sign("GET", url, (), EMPTY_PAYLOAD_HASH, WITH_TOKEN, options(place="query"))
    names = re.findall(r"(?:^|&)(X-Amz-[A-Za-z-]+)=", record.url.query or "")
    assert str(record.url).startswith(f"{url}&X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert names == [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature",
    ]
    assert record.url.query.endswith(f"&X-Amz-Signature={record.signature}")
    assert record.session_token_signed


def test_a_token_can_come_after_the_signature():
    """The token that services such as IoT want appended is in the URL, not in what is signed."""
    bare = sign("GET", URL, (), EMPTY_PAYLOAD_HASH, KEYS, options(place="query"))
    record = sign("GET", URL, (), EMPTY_PAYLOAD_HASH, WITH_TOKEN, options(place="query", session_token="appended"))
    assert str(record.url) == f"{bare.url}&X-Amz-Security-Token=a%2Ftoken%2Bwith%3D%3Dsigns"
    assert record.signature == bare.signature
    assert not record.session_token_signed


def test_a_token_header_can_be_left_out_of_the_signature():
    """An appended token is sent in a header that is not signed."""
    bare = sign("GET", URL, (), EMPTY_PAYLOAD_HASH, KEYS, options())
    record = sign("GET", URL, (), EMPTY_PAYLOAD_HASH, WITH_TOKEN, options(session_token="appended"))
    assert ("X-Amz-Security-Token", WITH_TOKEN.session_token) in record.headers
    assert record.signature == bare.signature
    assert not record.session_token_signed


def test_the_record_says_who_signed_what():
    """Every field of the record agrees with the Authorization header."""
    record = sign("DELETE", URL, (("A", "1"),), EMPTY_PAYLOAD_HASH, WITH_TOKEN, options())
    assert record.headers[-1] == ("Authorization", record.authorization)
    assert record.authorization == (
        f"AWS4-HMAC-SHA256 Credential={record.access_key_id}/{record.scope}, "
        f"SignedHeaders={record.signed_headers}, Signature={record.signature}"
    )
    assert record.scope == "20150830/us-east-1/service/aws4_request"
    assert (record.date, record.region, record.service) == ("20150830T123600Z", "us-east-1", "service")
    assert record.signed_headers == "a;host;x-amz-date;x-amz-security-token"
    assert KEYS.secret_access_key not in repr(record)


def test_host_is_added_once_and_a_given_one_is_kept():
    """Without a Host header the URL's is sent, without a default port; a given one is sent and signed instead."""
    url = WireUrl.parse("https://example.com:8443/")
    added = sign("GET", url, (), EMPTY_PAYLOAD_HASH, KEYS, options())
    default = sign("GET", WireUrl.parse("wss://example.com:443/"), (), EMPTY_PAYLOAD_HASH, KEYS, options())
    given = sign("GET", url, (("hOST", "other.test"),), EMPTY_PAYLOAD_HASH, KEYS, options())
    assert added.headers[0] == ("Host", "example.com:8443")
    assert default.headers[0] == ("Host", "example.com")
    assert given.headers[0] == ("hOST", "other.test")
    assert "\nhost:other.test\n" in given.canonical_request
    assert sum(name.lower() == "host" for name, _ in given.headers) == 1


@pytest.mark.parametrize(
    ("service", "sent"), [("s3", True), ("aoss", True), ("glacier", True), ("execute-api", False)]
)
def test_the_hash_header_is_sent_where_the_service_wants_it(service: str, sent: bool):
    """S3, OpenSearch Serverless and Glacier get x-amz-content-sha256, signed; others do not."""
    record = sign("GET", URL, (), EMPTY_PAYLOAD_HASH, KEYS, options(service=service))
    assert (("x-amz-content-sha256", EMPTY_PAYLOAD_HASH) in record.headers) is sent
    assert ("x-amz-content-sha256" in record.signed_headers) is sent


@pytest.mark.parametrize("payload_hash", [UNSIGNED_PAYLOAD, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"])
def test_a_hash_that_is_no_sha256_is_sent_as_a_header(payload_hash: str):
    """A service cannot guess an unsigned or a streamed payload, so the header says it."""
    record = sign("PUT", URL, (), payload_hash, KEYS, options())
    assert ("x-amz-content-sha256", payload_hash) in record.headers
    assert record.canonical_request.endswith(f"\n{payload_hash}")


def test_a_presigned_s3_url_leaves_the_payload_unsigned():
    """S3 signs UNSIGNED-PAYLOAD in the query, unless the hash is sent as a header on purpose."""
    digest = sha256(b"body").hexdigest()
    plain = sign("PUT", URL, (), digest, KEYS, options(service="s3", place="query"))
    other = sign("PUT", URL, (), digest, KEYS, options(place="query"))
    given = sign("PUT", URL, (), digest, KEYS, options(service="s3", place="query", content_sha256_header=True))
    assert plain.payload_hash == UNSIGNED_PAYLOAD
    assert plain.headers == (("Host", "example.amazonaws.com"),)
    assert other.payload_hash == digest
    assert given.payload_hash == digest
    assert given.signed_headers == "host;x-amz-content-sha256"


def test_s3_paths_are_signed_as_written_and_others_normalised():
    """S3 keeps `a//b/../c`; every other service reads it without the dots, unless told otherwise."""
    url = WireUrl.parse("https://example.com/a//b/../c%2F!")

    def path(**changes: object) -> str:
        return sign("GET", url, (), EMPTY_PAYLOAD_HASH, KEYS, options(**changes)).canonical_request.split("\n")[1]

    assert path(service="s3") == path(service="s3-object-lambda") == path(s3_path_rules=True) == "/a//b/../c/%21"
    assert path() == path(service="s3", s3_path_rules=False) == "/a/c%252F%21"
    assert path(normalize_path=False) == "/a//b/../c%252F%21"


def test_the_date_is_signed_in_utc():
    """A date in another zone is the same moment."""
    there = DATE.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert sign("GET", URL, (), EMPTY_PAYLOAD_HASH, KEYS, options(date=there)) == sign(
        "GET", URL, (), EMPTY_PAYLOAD_HASH, KEYS, options()
    )


@pytest.mark.parametrize("name", ["Authorization", "x-amz-date", "X-Amz-Security-Token", "X-AMZ-CONTENT-SHA256"])
def test_a_header_of_another_signature_is_refused(name: str):
    """Nothing that the signature writes is overwritten silently."""
    assert refusal_of(headers=((name, "x"),)) == ("signing.header-already-signed", "Request headers")


@pytest.mark.parametrize("place", ["headers", "query"])
@pytest.mark.parametrize("name", ["X-Amz-Signature", "x-amz-credential", "X%2DAmz-Date", "X-Amz-Security-Token"])
def test_a_url_that_is_signed_already_is_refused(name: str, place: str):
    """A stale signature in a URL, even in another spelling, stops the signer."""
    stale = refusal_of(url=URL.with_query(f"a=1&{name}=x"), options=options(place=place))
    assert stale == ("signing.url-already-signed", "Request URL")


def test_a_parameter_that_only_looks_like_one_is_signed():
    """X-Amz-TestParam belongs to the user."""
    record = sign("GET", URL.with_query("X-Amz-TestParam=1"), (), EMPTY_PAYLOAD_HASH, KEYS, options(place="query"))
    assert "X-Amz-TestParam=1" in record.canonical_request

"""Two thousand random requests, signed by us, by awscrt and, where it is right, by botocore.

awscrt reads a query's "+" as a plus sign and refuses a stray "%", where S3 and API Gateway read a space and the sign
itself; and it takes an S3 path to be encoded canonically already. Requests with any of these are handed to it in the
spelling that means the same and that it reads right; all others verbatim, and the test counts both.

botocore always normalises paths, never encodes a query, and loses repeated parameters when it presigns. It judges the
requests that these do not touch.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest
from awscrt.crypto import EC
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from countersign.model.credentials import Credentials
from countersign.model.signing_record import HeaderList, SigningRecord
from countersign.model.url import WireUrl
from countersign.signing import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, SigningOptions, sign
from countersign.signing.signing_keys import p256_key

COUNT = 2_000
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SEGMENTS = [
    "a",
    "b",
    "",
    ".",
    "..",
    "prod",
    "ключ",
    "a b",
    "%2f",
    "%2F..",
    "%e1%88%b4",
    "x!'()*",
    "~_-.",
    "@:;,=&$+",
    "|",
]
NAMES = [
    "a",
    "A",
    "Param",
    "Param-3",
    "ሴ",
    "x y",
    "%C3%a9",
    "p+q",
    "a[]",
    "X-Amz-Meta",
    "~",
    "q=1",
    "/",
    ":@!$'()*,;",
]
VALUES = ["", "1", "2", "b c", "b+c", "%20", "%2f", "/", "é", "%", "50%", "%zz", "a=b", "~%7E", "?", "100%25"]
FIELDS = [
    "My-Header1",
    "my-header1",
    "X-Amz-Meta-Note",
    "Accept",
    "Content-Type",
    "Range",
    "User-Agent",
    "X-Amzn-Trace-Id",
]
FIELD_VALUES = ["v", "", "a   b", " padded ", "tab\tbed", "é ü", '"a   b"', "1,2", "ключ"]


@dataclass(frozen=True)
class Request:
    """One random request as `sign` takes it."""

    method: str
    url: WireUrl
    headers: HeaderList
    payload_hash: str
    body: bytes
    credentials: Credentials
    options: SigningOptions

    def sign(self) -> SigningRecord:
        return sign(self.method, self.url, self.headers, self.payload_hash, self.credentials, self.options)


def random_request(chance: random.Random, algorithm: str = "v4") -> Request:
    path = "/" + "/".join(chance.choices(SEGMENTS, k=chance.randint(0, 5)))
    pieces = [
        name if chance.random() < 0.15 else f"{name}={chance.choice(VALUES)}"
        for name in chance.choices(NAMES, k=chance.choice([0, 0, 1, 2, 3, 6]))
    ]
    query = "?" + "&".join(pieces) if pieces or chance.random() < 0.1 else ""
    port = chance.choice(["", "", ":443", ":8443"])
    body = chance.choice([b"", b"{}", b"\0\xff" * 9])
    service = chance.choice(["execute-api", "kinesisvideo", "s3", "service"])
    headers = tuple((chance.choice(FIELDS), chance.choice(FIELD_VALUES)) for _ in range(chance.randint(0, 4)))
    return Request(
        method=chance.choice(["GET", "POST", "PUT", "DELETE", "PURGE"]),
        url=WireUrl.parse(f"https://{chance.choice(['example.com', 'a-b.test'])}{port}{path}{query}"),
        headers=headers,
        payload_hash=sha256(body).hexdigest() if chance.random() < 0.8 else UNSIGNED_PAYLOAD,
        body=body,
        credentials=Credentials(
            "AKIDEXAMPLE" + chance.choice("ABC"), SECRET + chance.choice("123"), chance.choice(["", "t/o+k==en"])
        ),
        options=SigningOptions(
            region=chance.choice(["us-east-1", "eu-central-2"]),
            service=service,
            date=datetime(2015, 8, 30, 12, 36, tzinfo=UTC) + timedelta(seconds=chance.randrange(10**8)),
            place=chance.choice(["headers", "query"]),
            algorithm=algorithm,
            region_set=chance.choice(["*", "us-east-1,eu-*"]),
            session_token=chance.choice(["signed", "signed", "appended"]),
            signed_headers=chance.choice(["all", "all", "required"]),
            normalize_path=chance.random() < 0.7,
            expires=chance.choice([1, 300, 604_800]),
        ),
    )


def requests(algorithm: str, count: int) -> list[Request]:
    chance = random.Random(20150830)
    return [random_request(chance, algorithm) for _ in range(count)]


def target_for_awscrt(request: Request) -> str:
    path = request.url.path
    if request.options.service == "s3":
        path = quote(unquote_to_bytes(path), safe="/~")
    if request.url.query is None:
        return path
    query = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", request.url.query).replace("+", "%20")
    return f"{path}?{query}"


def as_awscrt_takes_it(request: Request) -> dict:
    options, is_s3 = request.options, request.options.service == "s3"
    in_query = options.place == "query"
    return {
        "method": request.method,
        "target": target_for_awscrt(request),
        "headers": [("Host", request.url.authority), *request.headers],
        "access_key_id": request.credentials.access_key_id,
        "secret_access_key": request.credentials.secret_access_key,
        "session_token": request.credentials.session_token,
        "place": options.place,
        "required_only": options.signed_headers == "required",
        "v4a": options.algorithm == "v4a",
        "region": options.region_set if options.algorithm == "v4a" else options.region,
        "service": options.service,
        "date": options.date.isoformat(),
        "s3_path": is_s3,
        "normalize": options.normalize_path and not is_s3,
        "payload_hash": UNSIGNED_PAYLOAD if is_s3 and in_query else request.payload_hash,
        "hash_header": not in_query and (is_s3 or request.payload_hash == UNSIGNED_PAYLOAD),
        "expires": options.expires,
        "token_appended": options.session_token == "appended",
    }


@dataclass(frozen=True)
class Opinion:
    """What awscrt made of one request."""

    canonical_request: str
    string_to_sign: str
    signature: str


def awscrt_opinions(requests_: list[Request], folder: Path) -> list[Opinion]:
    log = folder / "awscrt.log"
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("awscrt_process.py")), str(log)],
        input=json.dumps([as_awscrt_takes_it(request) for request in requests_]),
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    text = log.read_text()
    steps = [
        re.findall(
            rf"successfully built {step} (?:for|via) algorithm \S+, with contents \n(.*?)\n\n\[", text, re.DOTALL
        )
        for step in ("canonical request", "string-to-sign")
    ]
    signed = [re.search(r"Signature=([0-9a-f]+)", json.dumps(answer))[1] for answer in json.loads(done.stdout)]
    return [Opinion(*opinion) for opinion in zip(*steps, signed, strict=True)]


def test_awscrt_signs_two_thousand_random_requests_alike(tmp_path: Path):
    """Canonical request, string to sign and signature equal awscrt's, byte for byte, in headers and in the query."""
    wanted = requests("v4", COUNT)
    verbatim = 0
    for request, opinion in zip(wanted, awscrt_opinions(wanted, tmp_path), strict=True):
        record = request.sign()
        assert record.canonical_request == opinion.canonical_request, request
        assert record.string_to_sign == opinion.string_to_sign
        assert record.signature == opinion.signature
        verbatim += target_for_awscrt(request) == request.url.target
    assert verbatim > COUNT / 2
    assert {request.options.place for request in wanted} == {"headers", "query"}


def botocore_is_right_about(request: Request) -> bool:
    """Tell whether a request stays clear of what botocore does not do (see the top of this file)."""
    options = request.options
    encoded_strictly = not re.search(r"%(?![0-9A-F]{2})|%7E|[^A-Za-z0-9\-._~%&=]", request.url.query or "")
    pieces = (request.url.query or "").split("&")
    pairs_whole = all(piece.count("=") == 1 for piece in pieces) or pieces == [""]
    standard = options.service != "s3" and options.normalize_path
    everything = options.signed_headers == "all" and options.session_token == "signed"
    return options.place == "headers" and standard and everything and encoded_strictly and pairs_whole


def botocore_opinion(request: Request) -> Opinion:
    """Sign as `SigV4Auth.add_auth` does, but at the request's own date."""
    keys, options = request.credentials, request.options
    signer = SigV4Auth(
        BotocoreCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token or None),
        options.service,
        options.region,
    )
    message = AWSRequest(request.method, str(request.url), data=request.body)
    for name, value in request.headers:
        message.headers.add_header(name, value)
    if request.payload_hash == UNSIGNED_PAYLOAD:
        message.headers["x-amz-content-sha256"] = UNSIGNED_PAYLOAD
    message.context["timestamp"] = options.date.strftime("%Y%m%dT%H%M%SZ")
    signer._modify_request_before_signing(message)
    canonical_request = signer.canonical_request(message)
    string_to_sign = signer.string_to_sign(message, canonical_request)
    return Opinion(canonical_request, string_to_sign, signer.signature(string_to_sign, message))


def test_botocore_signs_alike_what_it_signs_right():
    """Every step equals botocore's for the requests whose path and query botocore reads as AWS does."""
    judged = [request for request in requests("v4", 4 * COUNT) if botocore_is_right_about(request)]
    assert len(judged) > COUNT / 10
    for request in judged:
        record = request.sign()
        opinion = botocore_opinion(request)
        assert record.canonical_request == opinion.canonical_request, request
        assert record.string_to_sign == opinion.string_to_sign
        assert record.signature == opinion.signature


def public_key_of(credentials: Credentials) -> EC:
    """Give awscrt the public half of the key that we derived."""
    key = p256_key(credentials.access_key_id, credentials.secret_access_key).public_key()
    return EC.new_key_from_der_data(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def test_awscrt_accepts_our_sigv4a_signatures_and_we_its_own(tmp_path: Path):
    """SigV4A: the same canonical request and string to sign, and either's signature holds under the one key.

    The Python binding of awscrt has no SigV4A verifier; it does the three things that the C one does: build the
    canonical request and compare it, build the string to sign, and verify ECDSA over its SHA-256. The key is ours;
    that it is also awscrt's follows from awscrt's own signature holding under it.
    """
    wanted = requests("v4a", 200)
    for request, opinion in zip(wanted, awscrt_opinions(wanted, tmp_path), strict=True):
        record = request.sign()
        digest = sha256(opinion.string_to_sign.encode()).digest()
        key = public_key_of(request.credentials)
        assert record.canonical_request == opinion.canonical_request, request
        assert record.string_to_sign == opinion.string_to_sign
        assert key.verify(digest, bytes.fromhex(record.signature))
        assert key.verify(digest, bytes.fromhex(opinion.signature))
        assert not key.verify(sha256(b"another").digest(), bytes.fromhex(record.signature))


@pytest.mark.parametrize("place", ["headers", "query"])
def test_a_wrong_secret_gives_another_signature(place: str):
    """The comparison above can fail: one changed letter of the secret changes every signature."""
    request = random_request(random.Random(1))
    options = replace(request.options, place=place)
    other = replace(request.credentials, secret_access_key=SECRET + "9")
    mine = replace(request, options=options).sign()
    assert mine.signature != replace(request, options=options, credentials=other).sign().signature
    assert mine.canonical_request.endswith(mine.payload_hash)
    assert mine.payload_hash in (EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, sha256(request.body).hexdigest())

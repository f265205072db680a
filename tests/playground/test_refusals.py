"""Every refusal comes in AWS's words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

import pytest

MISMATCH = "The request signature we calculated does not match the signature you provided."
INVALID_TOKEN = "The security token included in the request is invalid."


def refusal(answer) -> tuple[int, str, str]:
    assert answer.headers["content-type"] == "application/json"
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-amzn-requestid"])
    assert answer.headers["x-amz-apigw-id"]
    assert answer.headers["date"]
    return answer.status_code, answer.headers["x-amzn-errortype"], answer.json()["message"]


@pytest.mark.parametrize("target", ["/Prod/users", "/Prod/nothing/here", "/Prod", "/Prod/"])
def test_no_signature_and_no_route_are_a_missing_token(ask, target):
    expected = (403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    assert refusal(ask("GET", target)) == expected


def test_a_signed_request_to_an_unknown_route_is_a_missing_token(ask, temporary):
    answer = ask("GET", *temporary.in_headers("GET", "/Prod/nothing"))
    assert refusal(answer)[1] == "MissingAuthenticationTokenException"


@pytest.mark.parametrize("place", ["in_headers", "in_query"])
@pytest.mark.parametrize(
    "changes",
    [{"access_key_id": "AKIAZZZZZZZZZZZZZZZZ"}, {"session_token": ""}, {"session_token": "another"}],
)
def test_unknown_keys_and_wrong_tokens_are_an_invalid_token(ask, temporary, place, changes):
    answer = ask("GET", *getattr(temporary.but(**changes), place)("GET", "/Prod/users"))
    assert refusal(answer) == (403, "UnrecognizedClientException", INVALID_TOKEN)


def test_a_token_with_long_term_keys_is_an_invalid_token(ask, long_term, temporary):
    signer = long_term.but(session_token=temporary.session_token)
    assert refusal(ask("GET", *signer.in_headers("GET", "/Prod/users")))[2] == INVALID_TOKEN


@pytest.mark.parametrize("place", ["in_headers", "in_query"])
def test_a_wrong_secret_is_answered_with_the_strings_that_were_expected(ask, temporary, place):
    target = "/Prod/users/a%20b?q=blue%20shoes&expand=orders"
    wrong = temporary.but(secret_access_key="not-the-secret-of-anybody-here-0123456789")
    sent, headers = getattr(wrong, place)("GET", target)
    status, kind, message = refusal(ask("GET", sent, headers))
    assert (status, kind) == (403, "InvalidSignatureException")
    pattern = (
        re.escape(MISMATCH)
        + re.escape(
            " Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        )
        + r"\n\nThe Canonical String for this request should have been\n'(.*)'"
        + r"\n\nThe String-to-Sign should have been\n'(.*)'\n"
    )
    canonical, to_sign = re.fullmatch(pattern, message, re.DOTALL).groups()
    assert canonical.startswith("GET\n/Prod/users/a%2520b\n")
    assert "q=blue%20shoes" in canonical
    assert to_sign.splitlines()[3] == hashlib.sha256(canonical.encode()).hexdigest()


def test_signing_the_string_that_was_told_makes_the_request_good(ask, temporary):
    """The told string is true: signed with the real secret, it is accepted."""
    target, headers = temporary.in_headers("GET", "/Prod/echo", [("user-agent", "signed, which awscrt never does")])
    changed = [(name, value.replace("host;", "host;user-agent;")) for name, value in headers]
    message = refusal(ask("GET", target, changed))[2]
    to_sign = message.partition("String-to-Sign should have been\n'")[2].removesuffix("'\n")
    key = ("AWS4" + temporary.secret_access_key).encode()
    for part in to_sign.splitlines()[2].split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    signed = [(name, re.sub("Signature=.*", f"Signature={signature}", value)) for name, value in changed]
    assert ask("GET", target, signed).status_code == 200


def test_a_body_other_than_the_signed_one_is_a_mismatch(ask, temporary):
    body = b'{"name": "Eve"}'
    answer = ask("POST", *temporary.in_headers("POST", "/Prod/users", (), b"{}"), body)
    message = refusal(answer)[2]
    assert message.startswith(MISMATCH)
    assert f"\n{hashlib.sha256(body).hexdigest()}'\n" in message


def test_an_unsigned_payload_is_a_mismatch_that_names_the_bodys_hash(ask, temporary):
    signer = temporary.but(payload_hash="UNSIGNED-PAYLOAD")
    message = refusal(ask("POST", *signer.in_headers("POST", "/Prod/users", (), b"{}"), b"{}"))[2]
    assert f"\n{hashlib.sha256(b'{}').hexdigest()}'\n" in message


def test_a_stated_hash_that_is_not_the_bodys_is_a_mismatch(ask, temporary):
    target, headers = temporary.in_headers("POST", "/Prod/users", (), b"{}")
    stated = [*headers, ("x-amz-content-sha256", hashlib.sha256(b"another").hexdigest())]
    assert refusal(ask("POST", target, stated, b"{}"))[2].startswith(MISMATCH)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"region": "eu-west-1"}, "Credential should be scoped to a valid region, not 'eu-west-1'."),
        ({"service": "s3"}, "Credential should be scoped to correct service: 'execute-api'."),
        ({"region": "eu-*", "asymmetric": True}, "Credential should be scoped to a valid region, not 'eu-*'."),
    ],
)
@pytest.mark.parametrize("place", ["in_headers", "in_query"])
def test_a_wrong_scope_is_named(ask, temporary, place, changes, sentence):
    answer = ask("GET", *getattr(temporary.but(**changes), place)("GET", "/Prod/users"))
    assert refusal(answer)[1:] == ("InvalidSignatureException", sentence + " ")


@pytest.mark.parametrize("asymmetric", [False, True])
def test_an_old_date_has_expired(ask, temporary, asymmetric):
    signer = temporary.but(moment=datetime(2015, 8, 30, 12, 36, tzinfo=UTC), asymmetric=asymmetric)
    message = refusal(ask("GET", *signer.in_headers("GET", "/Prod/users")))[2]
    date = r"\d{8}T\d{6}Z"
    assert re.fullmatch(
        rf"Signature expired: 20150830T123600Z is now earlier than {date} \({date} - 5 min\.\)", message
    )


def test_a_presigned_url_ends_when_it_says(ask, temporary):
    old = temporary.but(moment=datetime.now(UTC) - timedelta(seconds=90), expires=60)
    assert refusal(ask("GET", *old.in_query("GET", "/Prod/users")))[2].startswith("Signature expired: ")
    fresh = old.but(expires=600)
    assert ask("GET", *fresh.in_query("GET", "/Prod/users")).status_code == 200


def test_a_date_in_the_future_is_not_yet_current(ask, temporary):
    signer = temporary.but(moment=datetime.now(UTC) + timedelta(hours=1))
    assert refusal(ask("GET", *signer.in_headers("GET", "/Prod/users")))[2].startswith("Signature not yet current: ")


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("Bearer abc.def", "Invalid key=value pair (missing equal-sign) in Authorization header"),
        ("AWS4-HMAC-SHA256 nonsense", "Invalid key=value pair (missing equal-sign) in Authorization header"),
        ("AWS4-HMAC-SHA1 Credential=a/b, SignedHeaders=host, Signature=1", "Unsupported AWS 'algorithm'"),
        ("Digest Credential=a, SignedHeaders=b, Signature=c", "Algorithm must start with 'AWS4-'; got 'Digest'"),
        ("AWS4-HMAC-SHA256 Signature=1", "Authorization header requires 'Credential' parameter."),
        (
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=1",
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ),
    ],
)
def test_half_a_signature_is_incomplete(ask, header, sentence):
    dated = [] if "'X-Amz-Date'" in sentence else [("x-amz-date", "20260101T000000Z")]
    status, kind, message = refusal(ask("GET", "/Prod/users", [("authorization", header), *dated]))
    assert (status, kind) == (403, "IncompleteSignatureException")
    assert sentence in message
    assert base64.b64encode(hashlib.sha256(header.encode()).digest()).decode() in message
    assert "abc.def" not in message


def test_a_credential_with_too_few_parts_is_incomplete(ask):
    headers = [
        ("authorization", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=1"),
        ("x-amz-date", "20260101T000000Z"),
    ]
    assert "Credential must have exactly 5" in refusal(ask("GET", "/Prod/users", headers))[2]
    headers[1] = ("x-amz-date", "yesterday")
    headers[0] = (headers[0][0], headers[0][1].replace("a/b", "a/b/c/d/e"))
    assert "Date must be in ISO-8601 'basic format'" in refusal(ask("GET", "/Prod/users", headers))[2]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("SignedHeaders=host;", "SignedHeaders=", "'Host' or ':authority' must be a 'SignedHeader'"),
        ("/aws4_request", "/aws5_request", "Credential should be scoped with a valid terminator: 'aws4_request'"),
        ("/20", "/19", "Date in Credential scope does not match YYYYMMDD"),
    ],
)
def test_a_tampered_authorization_is_named(ask, long_term, old, new, sentence):
    target, headers = long_term.in_headers("GET", "/Prod/users")
    changed = [(name, value.replace(old, new) if name == "Authorization" else value) for name, value in headers]
    assert refusal(ask("GET", target, changed))[2].startswith(sentence)


@pytest.mark.parametrize("expires", ["0", "604801", "-1", "soon"])
def test_an_expiry_out_of_bounds_is_incomplete(ask, temporary, expires):
    target, headers = temporary.but(expires=60).in_query("GET", "/Prod/users")
    answer = ask("GET", target.replace("X-Amz-Expires=60", f"X-Amz-Expires={expires}"), headers)
    assert "'X-Amz-Expires' must be between 1 and 604800 seconds." in refusal(answer)[2]


def test_a_request_that_awscrt_cannot_read_is_a_bad_request(ask, temporary):
    target, headers = temporary.in_headers("GET", "/Prod/users?a=1")
    assert ask("GET", f"{target}&x-amz-date=1", headers).status_code == 400


@pytest.mark.parametrize(
    ("place", "changes", "status", "code"),
    [
        ("in_headers", {"secret_access_key": "x" * 40}, 403, "SignatureDoesNotMatch"),
        ("in_query", {"secret_access_key": "x" * 40}, 403, "SignatureDoesNotMatch"),
        ("in_headers", {"access_key_id": "AKIAZZZZZZZZZZZZZZZZ"}, 403, "InvalidAccessKeyId"),
        ("in_headers", {"session_token": ""}, 400, "InvalidToken"),
        ("in_headers", {"region": "eu-west-1"}, 400, "AuthorizationHeaderMalformed"),
        ("in_headers", {"moment": datetime(2015, 8, 30, tzinfo=UTC)}, 403, "RequestTimeTooSkewed"),
        ("in_query", {"moment": datetime(2015, 8, 30, tzinfo=UTC), "expires": 60}, 403, "AccessDenied"),
        ("in_headers", {"payload_hash": "0" * 64}, 400, "XAmzContentSHA256Mismatch"),
        ("in_headers", {"payload_hash": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, 501, "NotImplemented"),
        ("in_headers", {"s3": False}, 400, "InvalidRequest"),
    ],
)
def test_s3_refuses_in_xml(*, ask, temporary, place, changes, status, code):
    signer = temporary.but(**{"service": "s3", "s3": True, **changes})
    answer = ask("GET", *getattr(signer, place)("GET", "/s3/photos/a//b"))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/xml"
    assert f"<Code>{code}</Code>" in answer.text
    if code == "SignatureDoesNotMatch":
        assert "<CanonicalRequest>GET\n/s3/photos/a//b\n" in answer.text
        assert "<StringToSign>AWS4-HMAC-SHA256\n" in answer.text
        assert "<SignatureProvided>" in answer.text


def test_s3_without_a_signature_is_access_denied(ask):
    answer = ask("GET", "/s3/photos/a")
    assert (answer.status_code, "<Code>AccessDenied</Code>" in answer.text) == (403, True)

"""How S3 words its refusals, in XML.

Source: "Error responses", Amazon S3 API Reference.
"""

from __future__ import annotations

import secrets
from xml.sax.saxutils import escape

from countersign.playground.claim import SignatureClaim, read_claim
from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.refusal import Reason, Refusal

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your key and signing method."
)
_MALFORMED = "The authorization header is malformed; "
_SKEWED = "The difference between the request time and the current time is too large."
_ERRORS: dict[Reason, tuple[int, str, str]] = {
    "missing": (403, "AccessDenied", "Access Denied"),
    "unknown-key": (
        403,
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
    ),
    "bad-token": (400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
    "wrong-region": (
        400,
        "AuthorizationHeaderMalformed",
        _MALFORMED + "the region '{detail}' is wrong; expecting '{region}'",
    ),
    "wrong-service": (
        400,
        "AuthorizationHeaderMalformed",
        _MALFORMED + 'incorrect service "{detail}". This endpoint belongs to "s3".',
    ),
    "host-not-signed": (400, "AuthorizationHeaderMalformed", _MALFORMED + "host must be signed"),
    "expired": (403, "RequestTimeTooSkewed", _SKEWED),
    "not-yet-valid": (403, "RequestTimeTooSkewed", _SKEWED),
    "payload-hash-missing": (400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
    "chunk-signing": (
        501,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented.",
    ),
    "unreadable": (400, "InvalidURI", "Couldn't parse the specified URI."),
}


def s3_headers() -> tuple[tuple[str, str], ...]:
    """Return the two request IDs that S3 puts on every answer."""
    return (("x-amz-request-id", secrets.token_hex(8).upper()), ("x-amz-id-2", secrets.token_urlsafe(48)))


def s3_error(status: int, code: str, message: str, **more: str) -> Answer:
    """Return an S3 error document; `more` adds elements in their order."""
    ids = s3_headers()
    elements = {"Code": code, "Message": message, **more, "RequestId": ids[0][1], "HostId": ids[1][1]}
    inner = "".join(f"<{name}>{_escaped(value)}</{name}>" for name, value in elements.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'
    return Answer(status, (("content-type", "application/xml"), *ids), body.encode("utf-8", "replace"))


def word_refusal(refusal: Refusal, request: ReceivedRequest, region: str) -> Answer:
    """Return S3's error for a refusal."""
    if refusal.reason == "mismatch":
        return _mismatch(refusal, read_claim(request))
    if refusal.reason == "payload-mismatch":
        return _payload_mismatch(refusal.detail, request)
    if refusal.reason == "expired" and read_claim(request).place == "query":
        return s3_error(403, "AccessDenied", "Request has expired")
    otherwise = (400, "AuthorizationHeaderMalformed", _MALFORMED + "{detail}")
    status, code, message = _ERRORS.get(refusal.reason, otherwise)
    return s3_error(status, code, message.format(detail=refusal.detail, region=region))


def _mismatch(refusal: Refusal, claim: SignatureClaim) -> Answer:
    return s3_error(
        403,
        "SignatureDoesNotMatch",
        _MISMATCH,
        AWSAccessKeyId=claim.access_key_id,
        StringToSign=refusal.string_to_sign,
        SignatureProvided=claim.signature,
        StringToSignBytes=_hex(refusal.string_to_sign),
        CanonicalRequest=refusal.canonical_request,
        CanonicalRequestBytes=_hex(refusal.canonical_request),
    )


def _payload_mismatch(received: str, request: ReceivedRequest) -> Answer:
    return s3_error(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ClientComputedContentSHA256=request.header("x-amz-content-sha256"),
        S3ComputedContentSHA256=received,
    )


def _hex(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").hex(" ")


def _escaped(text: str) -> str:
    return escape(text, {'"': "&quot;", "'": "&apos;"})

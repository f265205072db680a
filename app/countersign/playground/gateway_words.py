"""How API Gateway words its answers.

Source: "Troubleshooting HTTP 403 Forbidden errors" in AWS re:Post and "Gateway response types", API Gateway Developer
Guide.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from dataclasses import replace
from typing import Any

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.refusal import Reason, Refusal

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
_ERROR_TYPES: dict[Reason, str] = {
    "missing": "MissingAuthenticationTokenException",
    "malformed": "IncompleteSignatureException",
    "incomplete": "IncompleteSignatureException",
    "unknown-key": "UnrecognizedClientException",
    "bad-token": "UnrecognizedClientException",
}
_MALFORMED = (
    "Invalid key=value pair (missing equal-sign) in Authorization header "
    "(hashed with SHA-256 and encoded with Base64): '{}'."
)
_SCOPE_DATE = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP"
_SENTENCES: dict[Reason, str] = {
    "unknown-key": "The security token included in the request is invalid.",
    "bad-token": "The security token included in the request is invalid.",
    "wrong-region": "Credential should be scoped to a valid region, not '{}'. ",
    "wrong-service": "Credential should be scoped to correct service: 'execute-api'. ",
    "wrong-terminator": "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
    "host-not-signed": "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    "expired": "{}",
    "not-yet-valid": "{}",
}


def gateway_answer(value: Any, status: int = 200, error_type: str = "") -> Answer:
    """Return JSON as an integration behind API Gateway would, on one line."""
    body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
    return with_gateway_headers(Answer(status, (("content-type", "application/json"),), body), error_type)


def with_gateway_headers(answer: Answer, error_type: str = "") -> Answer:
    """Add the headers that API Gateway puts on every answer."""
    added = (
        ("x-amzn-requestid", str(uuid.uuid4())),
        *((("x-amzn-errortype", error_type),) if error_type else ()),
        ("x-amz-apigw-id", base64.urlsafe_b64encode(secrets.token_bytes(11)).decode()),
    )
    return replace(answer, headers=answer.headers + added)


def missing_token() -> Answer:
    """Answer as API Gateway does for no signature, and for a route that does not exist."""
    return gateway_answer({"message": "Missing Authentication Token"}, 403, _ERROR_TYPES["missing"])


def word_refusal(refusal: Refusal, request: ReceivedRequest) -> Answer:
    """Return API Gateway's 403 for a refusal."""
    if refusal.reason == "missing":
        return missing_token()
    if refusal.reason == "unreadable":
        return gateway_answer({"message": "Bad Request"}, 400, "BadRequestException")
    error_type = _ERROR_TYPES.get(refusal.reason, "InvalidSignatureException")
    return gateway_answer({"message": _message(refusal, request)}, 403, error_type)


def _message(refusal: Refusal, request: ReceivedRequest) -> str:
    detail = refusal.detail
    if refusal.reason == "malformed":
        return _MALFORMED.format(_hashed(detail))
    if refusal.reason == "incomplete":
        return detail + _authorization_hint(request)
    if refusal.reason == "wrong-scope-date":
        scope, _, date = detail.partition(" ")
        return f"{_SCOPE_DATE}: '{scope}' != '{date[:8]}', from '{date}'."
    sentence = _SENTENCES.get(refusal.reason)
    return _mismatch(refusal) if sentence is None else sentence.format(detail)


def _mismatch(refusal: Refusal) -> str:
    if not refusal.canonical_request:
        return _MISMATCH
    return (
        f"{_MISMATCH}\n\nThe Canonical String for this request should have been\n'{refusal.canonical_request}'\n\n"
        f"The String-to-Sign should have been\n'{refusal.string_to_sign}'\n"
    )


def _authorization_hint(request: ReceivedRequest) -> str:
    authorization = request.header("authorization")
    if not authorization:
        return ""
    return f" (Hashed with SHA-256 and encoded with Base64) Authorization={_hashed(authorization)}"


def _hashed(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()).decode()

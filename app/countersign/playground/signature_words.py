"""How AWS words the refusal of a signature, whichever service it is for.

Source: "Troubleshooting HTTP 403 Forbidden errors" in AWS re:Post, and AWS's answers as public issues quote them.
"""

from __future__ import annotations

import base64
import hashlib

from countersign.playground.exchange import ReceivedRequest
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
    "missing": "Missing Authentication Token",
    "unreadable": "Bad Request",
    "unknown-key": "The security token included in the request is invalid.",
    "bad-token": "The security token included in the request is invalid.",
    "wrong-region": "Credential should be scoped to a valid region, not '{}'. ",
    "wrong-terminator": "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
    "host-not-signed": "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    "expired": "{}",
    "not-yet-valid": "{}",
}


def error_type(refusal: Refusal) -> str:
    """Return the name of the exception."""
    return _ERROR_TYPES.get(refusal.reason, "InvalidSignatureException")


def sentence_for(refusal: Refusal, request: ReceivedRequest, service: str) -> str:
    """Return the message; for a mismatch it holds the strings that were expected."""
    detail = refusal.detail
    if refusal.reason == "malformed":
        return _MALFORMED.format(_hashed(detail))
    if refusal.reason == "incomplete":
        return detail + _authorization_hint(request)
    if refusal.reason == "wrong-service":
        return f"Credential should be scoped to correct service: '{service}'. "
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

"""Why a signed request is turned away; each service has its own words for it."""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "missing",  # no signature anywhere
    "malformed",  # an Authorization header that is no AWS signature; detail: the header
    "incomplete",  # parts of the signature are missing; detail: one sentence for each
    "unknown-key",
    "bad-token",
    "wrong-region",  # detail: the region that was signed for
    "wrong-service",  # detail: the service that was signed for
    "wrong-terminator",  # detail: the terminator
    "wrong-scope-date",  # detail: the date in the scope and the request's own, joined by a space
    "host-not-signed",
    "expired",  # detail: AWS's sentence
    "not-yet-valid",  # detail: AWS's sentence
    "mismatch",  # canonical_request and string_to_sign say what was expected
    "payload-hash-missing",
    "payload-mismatch",  # detail: the hash of the body as received
    "chunk-signing",  # aws-chunked bodies are not taken
    "unreadable",  # the target cannot be decoded
]


class Refusal(Exception):  # noqa: N818 - AWS refuses; nothing here went wrong
    """Carry the reason to the service that words it."""

    def __init__(
        self, reason: Reason, detail: str = "", *, canonical_request: str = "", string_to_sign: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        self.canonical_request = canonical_request
        self.string_to_sign = string_to_sign

"""Every step of a signature, so that nobody computes it a second time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from countersign.model.url import WireUrl

HeaderList = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SigningRecord:
    """Hold what was signed and what came of it.

    `url` and `headers` are what must be sent, signature included. `scope` is date/region/service/aws4_request
    (without the region in SigV4A); `region` holds the region set in SigV4A. `authorization` is "" when the signature
    stands in the query. `date` is `YYYYMMDDTHHMMSSZ`. `signed_headers` is the semicolon list.
    Source: "Create a signed AWS API request", IAM User Guide.
    """

    algorithm: Literal["AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"]
    place: Literal["headers", "query"]
    method: str
    url: WireUrl
    headers: HeaderList
    canonical_request: str
    string_to_sign: str
    signature: str
    signed_headers: str
    scope: str
    region: str
    service: str
    access_key_id: str
    date: str
    payload_hash: str
    authorization: str
    session_token_signed: bool = False

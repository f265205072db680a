"""What can be chosen about a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EMPTY_PAYLOAD_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
LONGEST_EXPIRY = 604_800

S3_SERVICES = frozenset({"s3", "s3-outposts", "s3-object-lambda", "s3express"})
# OpenSearch Serverless, VPC Lattice and S3 Glacier refuse requests without the header, as S3 does.
_SERVICES_WANTING_HASH_HEADER = S3_SERVICES | {"aoss", "vpc-lattice-svcs", "glacier"}


@dataclass(frozen=True, slots=True)
class SigningOptions:
    """Say what to sign for, and how.

    `date` is aware; it is signed in UTC. `region_set` counts in SigV4A only, `region` in SigV4 only. With
    `signed_headers` "all" every header is signed but those that a hop on the way may change; "required" signs host,
    content-type and x-amz-* only. `s3_path_rules` None follows the service; S3 rules never normalise, whatever
    `normalize_path` says. `expires` counts seconds, 1 to 604,800, in the query only. `content_sha256_header` None
    sends x-amz-content-sha256 where the service or the payload hash needs it; in the query only True sends it.
    """

    region: str
    service: str
    date: datetime
    place: Literal["headers", "query"] = "headers"
    algorithm: Literal["v4", "v4a"] = "v4"
    region_set: str = "*"
    session_token: Literal["signed", "appended"] = "signed"
    signed_headers: Literal["all", "required"] = "all"
    s3_path_rules: bool | None = None
    normalize_path: bool = True
    expires: int = 300
    content_sha256_header: bool | None = None

    @property
    def uses_s3_paths(self) -> bool:
        """Tell whether the path is signed as S3 reads it."""
        return self.service in S3_SERVICES if self.s3_path_rules is None else self.s3_path_rules

    def sends_hash_header(self, payload_hash: str) -> bool:
        """Tell whether x-amz-content-sha256 is sent; a hash that is no SHA-256 is understood only from there."""
        if self.content_sha256_header is not None:
            return self.content_sha256_header
        if self.place == "query":
            return False
        return len(payload_hash) != 64 or self.service in _SERVICES_WANTING_HASH_HEADER

    def signed_hash(self, payload_hash: str) -> str:
        """Return the hash that stands in the canonical request.

        A presigned S3 URL does not cover the payload ("Authenticating requests: query parameters", S3 API Reference)
        unless the header says that it does.
        """
        if self.place == "query" and self.service in S3_SERVICES and not self.content_sha256_header:
            return UNSIGNED_PAYLOAD
        return payload_hash

"""Signatures made by awscrt, AWS's own C signer: the judge's authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from awscrt.auth import (
    AwsCredentialsProvider,
    AwsSignatureType,
    AwsSignedBodyHeaderType,
    AwsSigningAlgorithm,
    AwsSigningConfig,
    aws_sign_request,
)
from awscrt.exceptions import AwsCrtError
from awscrt.http import HttpHeaders, HttpRequest

from countersign.model.credentials import Credentials
from countersign.playground.canonical import decoded_pairs
from countersign.playground.exchange import Headers

# awscrt never signs these, whoever asks (aws-c-auth, aws_signing.c).
NEVER_SIGNED = frozenset(
    {"expect", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version"}
    | {"transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id"}
)
# awscrt writes these itself and refuses a request that has them.
WRITTEN_BY_SIGNER = frozenset(
    {"authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-region-set", "x-amz-security-token"}
)


@dataclass(frozen=True, slots=True)
class CrtOrder:
    """Say what awscrt shall sign and how. `path` and `query` are ready for the wire, without signing parameters.

    `region` is the region set in SigV4A. `session_token` is "" to leave it out of the signature.
    """

    method: str
    path: str
    query: str
    headers: Headers
    signed_names: frozenset[str]
    credentials: Credentials
    session_token: str
    region: str
    service: str
    moment: datetime
    payload_hash: str
    in_query: bool
    asymmetric: bool
    s3: bool
    expires: int | None


def crt_signature(order: CrtOrder) -> str | None:
    """Return awscrt's signature in hex, None when awscrt cannot read the request."""
    request = HttpRequest(order.method, _target(order), HttpHeaders(list(_headers(order))))
    try:
        signed = aws_sign_request(request, _config(order)).result(10)
    except AwsCrtError:
        return None
    if order.in_query:
        _, _, query = signed.path.partition("?")
        return dict(decoded_pairs(query))["X-Amz-Signature"]
    authorization: str = signed.headers.get("Authorization")
    return authorization.rpartition("Signature=")[2]


def _target(order: CrtOrder) -> str:
    return f"{order.path}?{order.query}" if order.query else order.path


def _headers(order: CrtOrder) -> Iterable[tuple[str, str]]:
    for name, value in order.headers:
        if name.lower() in order.signed_names - WRITTEN_BY_SIGNER:
            yield name, value


def _config(order: CrtOrder) -> AwsSigningConfig:
    hash_header = "x-amz-content-sha256" in order.signed_names
    return AwsSigningConfig(
        algorithm=AwsSigningAlgorithm.V4_ASYMMETRIC if order.asymmetric else AwsSigningAlgorithm.V4,
        signature_type=(
            AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS if order.in_query else AwsSignatureType.HTTP_REQUEST_HEADERS
        ),
        credentials_provider=AwsCredentialsProvider.new_static(
            order.credentials.access_key_id, order.credentials.secret_access_key, order.session_token or None
        ),
        region=order.region,
        service=order.service,
        date=order.moment,
        use_double_uri_encode=not order.s3,
        should_normalize_uri_path=not order.s3,
        signed_body_value=order.payload_hash,
        signed_body_header_type=(
            AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256 if hash_header else AwsSignedBodyHeaderType.NONE
        ),
        expiration_in_seconds=order.expires,
    )

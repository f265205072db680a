"""Judge a signature: awscrt signs the request as it was received, and both signatures must be the same."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from countersign.model.credentials import Credentials
from countersign.playground.canonical import canonical_path, canonical_request, string_to_sign
from countersign.playground.claim import DATE_FORMAT, V4, V4A, SignatureClaim, read_claim
from countersign.playground.exchange import ReceivedRequest
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.reconstruction import awscrt_agrees
from countersign.playground.refusal import Refusal
from countersign.playground.signing_keys import v4_signature, v4a_verifies

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SignedService:
    """Name a service that wants signatures. `skew` is how far a clock may be off."""

    name: str
    region: str
    s3: bool
    skew: timedelta


def judge(request: ReceivedRequest, keys: PlaygroundKeys, service: SignedService, now: datetime) -> Credentials:
    """Return whose signature it is; raise `Refusal` for one that is not good."""
    claim = read_claim(request)
    credentials = _known_credentials(claim, keys)
    _check_scope(claim, service)
    _check_date(claim, service, now)
    payload_hash = _payload_hash(request, claim, service)
    _check_signature(request, claim, credentials, service, payload_hash)
    if service.s3 and _SHA256.fullmatch(payload_hash) and payload_hash != request.body.sha256:
        raise Refusal("payload-mismatch", request.body.sha256)
    return credentials


def _known_credentials(claim: SignatureClaim, keys: PlaygroundKeys) -> Credentials:
    credentials = keys.find(claim.access_key_id)
    if credentials is None:
        raise Refusal("unknown-key", claim.access_key_id)
    given, wanted = claim.session_token, credentials.session_token
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode()):
        raise Refusal("bad-token")
    return credentials


def _check_scope(claim: SignatureClaim, service: SignedService) -> None:
    date, region, name, terminator = claim.scope
    if terminator != "aws4_request":
        raise Refusal("wrong-terminator", terminator)
    if claim.algorithm == V4A:
        patterns = [part.strip() for part in claim.region_set.split(",")]
        if not any(fnmatchcase(service.region, pattern) for pattern in patterns if pattern):
            raise Refusal("wrong-region", claim.region_set)
    elif region != service.region:
        raise Refusal("wrong-region", region)
    if name != service.name:
        raise Refusal("wrong-service", name)
    if date != claim.date[:8]:
        raise Refusal("wrong-scope-date", f"{date} {claim.date}")
    if "host" not in claim.signed_names:
        raise Refusal("host-not-signed")


def _check_date(claim: SignatureClaim, service: SignedService, now: datetime) -> None:
    lifetime = service.skew if claim.expires is None else timedelta(seconds=claim.expires)
    written = now.strftime(DATE_FORMAT)
    earliest, latest = now - lifetime, now + service.skew
    if claim.moment < earliest:
        bound = earliest.strftime(DATE_FORMAT)
        sentence = f"Signature expired: {claim.date} is now earlier than {bound} ({written} - {_span(lifetime)})"
        raise Refusal("expired", sentence)
    if claim.moment > latest:
        bound = latest.strftime(DATE_FORMAT)
        span = _span(service.skew)
        sentence = f"Signature not yet current: {claim.date} is still later than {bound} ({written} + {span})"
        raise Refusal("not-yet-valid", sentence)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds} sec." if seconds % 60 else f"{seconds // 60} min."


def _payload_hash(request: ReceivedRequest, claim: SignatureClaim, service: SignedService) -> str:
    if not service.s3:
        return request.body.sha256
    stated = request.header("x-amz-content-sha256")
    if not stated and claim.place == "headers":
        raise Refusal("payload-hash-missing")
    if stated.startswith("STREAMING-"):
        raise Refusal("chunk-signing")
    return stated or UNSIGNED_PAYLOAD


def _check_signature(
    request: ReceivedRequest,
    claim: SignatureClaim,
    credentials: Credentials,
    service: SignedService,
    payload_hash: str,
) -> None:
    canonical = canonical_request(
        method=request.method,
        path=canonical_path(request.path, s3=service.s3),
        query=request.query,
        headers=request.headers,
        signed_headers=claim.signed_headers,
        payload_hash=payload_hash,
    )
    to_sign = string_to_sign(claim.algorithm, claim.date, claim.credential_scope, canonical)
    agreed = awscrt_agrees(request, claim, credentials, service.name, payload_hash, s3=service.s3)
    if agreed is None:
        raise Refusal("unreadable")
    if not agreed:
        raise Refusal("mismatch")
    if _contradicts_body(request, service) or not _fits(claim, credentials, to_sign):
        raise Refusal("mismatch", canonical_request=canonical, string_to_sign=to_sign)


def _contradicts_body(request: ReceivedRequest, service: SignedService) -> bool:
    stated = request.header("x-amz-content-sha256")
    return not service.s3 and bool(_SHA256.fullmatch(stated)) and stated != request.body.sha256


def _fits(claim: SignatureClaim, credentials: Credentials, to_sign: str) -> bool:
    if claim.algorithm == V4:
        expected = v4_signature(credentials, claim.scope, to_sign)
        return hmac.compare_digest(expected.encode(), claim.signature.encode("utf-8", "surrogateescape"))
    return v4a_verifies(credentials, claim.signature, to_sign)

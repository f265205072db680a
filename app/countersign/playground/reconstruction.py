"""Check the text that the playground compares with against awscrt, for each request anew.

awscrt takes an unsigned request, and a few headers never; so the request is rebuilt without what the signer
writes and without what it never signs. Over that, awscrt's signature and ours must be the same. Mostly nothing has to
be left out, and then this is the very signature that is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from countersign.model.credentials import Credentials
from countersign.playground.canonical import canonical_path, canonical_request, decoded_pairs, string_to_sign
from countersign.playground.claim import QUERY_NAMES, V4, V4A, SignatureClaim
from countersign.playground.crt import NEVER_SIGNED, WRITTEN_BY_SIGNER, CrtOrder, crt_signature
from countersign.playground.exchange import Headers, ReceivedRequest
from countersign.playground.signing_keys import v4_signature, v4a_verifies


@dataclass(frozen=True, slots=True)
class _Signable:
    names: frozenset[str]
    headers: Headers
    plain_query: str
    signed_query: str


def awscrt_agrees(
    request: ReceivedRequest,
    claim: SignatureClaim,
    credentials: Credentials,
    service: str,
    payload_hash: str,
    *,
    s3: bool,
) -> bool | None:
    """Tell whether awscrt signs the rebuilt request as we do; None when awscrt cannot read it."""
    signable = _signable(request, claim, payload_hash)
    path = canonical_path(request.path, s3=s3)
    signature = crt_signature(
        CrtOrder(
            method=request.method,
            path=path if s3 else request.path,  # for S3, awscrt signs a path as it gets it
            query=signable.plain_query,
            headers=signable.headers,
            signed_names=signable.names,
            credentials=credentials,
            session_token=claim.session_token if _token_is_signed(claim) else "",
            region=claim.region_set if claim.algorithm == V4A else claim.scope[1],
            service=service,
            moment=claim.moment,
            payload_hash=payload_hash,
            in_query=claim.place == "query",
            asymmetric=claim.algorithm == V4A,
            s3=s3,
            expires=claim.expires,
        )
    )
    if signature is None:
        return None
    canonical = canonical_request(
        method=request.method,
        path=path,
        query=signable.signed_query,
        headers=signable.headers,
        signed_headers=";".join(sorted(signable.names)),
        payload_hash=payload_hash,
    )
    to_sign = string_to_sign(claim.algorithm, claim.date, claim.credential_scope, canonical)
    if claim.algorithm == V4:
        return v4_signature(credentials, claim.scope, to_sign) == signature
    return v4a_verifies(credentials, signature, to_sign)


def _signable(request: ReceivedRequest, claim: SignatureClaim, payload_hash: str) -> _Signable:
    written = _written_headers(claim, payload_hash)
    present = {name.lower() for name, _ in request.headers}
    kept = (set(claim.signed_names) & present | {"host"}) - NEVER_SIGNED - WRITTEN_BY_SIGNER
    names = frozenset(kept | {name for name, _ in written})
    headers = tuple((name, value) for name, value in request.headers if name.lower() in kept)
    plain = _joined([(name, value) for name, value in decoded_pairs(request.query) if name not in QUERY_NAMES])
    signed = plain
    if claim.place == "query":
        signing = {name: value for name, value in decoded_pairs(request.query) if name in QUERY_NAMES}
        changed = {"X-Amz-SignedHeaders": ";".join(sorted(names)), "X-Amz-Date": claim.date}
        signed = "&".join(part for part in (plain, _joined(list((signing | changed).items()))) if part)
    return _Signable(names, headers + written, plain, signed)


def _written_headers(claim: SignatureClaim, payload_hash: str) -> Headers:
    headers: list[tuple[str, str]] = []
    if "x-amz-content-sha256" in claim.signed_names:
        headers.append(("x-amz-content-sha256", payload_hash))
    if claim.place == "query":
        return tuple(headers)
    headers.append(("x-amz-date", claim.date))
    if claim.algorithm == V4A:
        headers.append(("x-amz-region-set", claim.region_set))
    if _token_is_signed(claim):
        headers.append(("x-amz-security-token", claim.session_token))
    return tuple(headers)


def _token_is_signed(claim: SignatureClaim) -> bool:
    in_signature = claim.place == "query" or "x-amz-security-token" in claim.signed_names
    return bool(claim.session_token) and in_signature


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe="~")

"""The signature that a request claims to carry, read from its headers or its query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from countersign.playground.canonical import decoded_pairs
from countersign.playground.exchange import ReceivedRequest
from countersign.playground.refusal import Refusal

V4 = "AWS4-HMAC-SHA256"
V4A = "AWS4-ECDSA-P256-SHA256"
QUERY_NAMES = frozenset(
    f"X-Amz-{name}"
    for name in (
        "Algorithm",
        "Credential",
        "Date",
        "Expires",
        "Region-Set",
        "Security-Token",
        "Signature",
        "SignedHeaders",
    )
)
DATE_FORMAT = "%Y%m%dT%H%M%SZ"

_LONGEST_EXPIRY = 604_800  # seconds: seven days, "Authenticating Requests: Using Query Parameters", S3 API Reference


@dataclass(frozen=True, slots=True)
class SignatureClaim:
    """Hold what a request says about its signature.

    `scope` is date, region, service, terminator; the region is "" in SigV4A, where `region_set` stands for it.
    `signed_headers` is the list as written. `expires` counts seconds and is None in headers.
    """

    place: Literal["headers", "query"]
    algorithm: str
    access_key_id: str
    scope: tuple[str, str, str, str]
    signed_headers: str
    signature: str
    moment: datetime
    expires: int | None
    session_token: str
    region_set: str

    @property
    def date(self) -> str:
        """Return the date as the string to sign writes it."""
        return self.moment.strftime(DATE_FORMAT)

    @property
    def signed_names(self) -> tuple[str, ...]:
        """Return the names of the signed headers."""
        return tuple(self.signed_headers.split(";"))

    @property
    def credential_scope(self) -> str:
        """Return the scope as the string to sign writes it."""
        return "/".join(part for part in self.scope if part)


def read_claim(request: ReceivedRequest) -> SignatureClaim:
    """Read the claim; raise `Refusal` for one that is missing, malformed or incomplete."""
    authorization = request.header("authorization")
    if authorization:
        return _from_headers(request, authorization)
    pairs = dict(decoded_pairs(request.query))
    if not any(name in pairs for name in ("X-Amz-Algorithm", "X-Amz-Signature", "X-Amz-Credential")):
        raise Refusal("missing")
    return _from_query(pairs)


def _from_headers(request: ReceivedRequest, authorization: str) -> SignatureClaim:
    algorithm, _, rest = authorization.partition(" ")
    pairs = [part.strip() for part in rest.split(",") if part.strip()]
    if any("=" not in pair for pair in pairs):
        raise Refusal("malformed", authorization)
    fields = dict(pair.split("=", 1) for pair in pairs)
    date = request.header("x-amz-date") or request.header("date")
    complaints = [
        f"Authorization header requires '{name}' parameter."
        for name in ("Credential", "Signature", "SignedHeaders")
        if not fields.get(name)
    ]
    if not date:
        complaints.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if complaints:
        raise Refusal("incomplete", " ".join(complaints))
    _check_algorithm(algorithm)
    key_id, scope = _credential(fields["Credential"], algorithm)
    return SignatureClaim(
        place="headers",
        algorithm=algorithm,
        access_key_id=key_id,
        scope=scope,
        signed_headers=fields["SignedHeaders"],
        signature=fields["Signature"],
        moment=_moment(date),
        expires=None,
        session_token=request.header("x-amz-security-token"),
        region_set=request.header("x-amz-region-set"),
    )


def _from_query(pairs: dict[str, str]) -> SignatureClaim:
    complaints = [
        f"AWS query-string parameters must include '{name}'."
        for name in ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date")
        if not pairs.get(name)
    ]
    if complaints:
        complaints.append("Re-examine the query-string parameters.")
    expires = pairs.get("X-Amz-Expires", "")
    if expires and not (re.fullmatch(r"[0-9]{1,6}", expires) and 0 < int(expires) <= _LONGEST_EXPIRY):
        complaints.append(f"'X-Amz-Expires' must be between 1 and {_LONGEST_EXPIRY} seconds.")
    if complaints:
        raise Refusal("incomplete", " ".join(complaints))
    algorithm = pairs["X-Amz-Algorithm"]
    _check_algorithm(algorithm)
    key_id, scope = _credential(pairs["X-Amz-Credential"], algorithm)
    return SignatureClaim(
        place="query",
        algorithm=algorithm,
        access_key_id=key_id,
        scope=scope,
        signed_headers=pairs["X-Amz-SignedHeaders"],
        signature=pairs["X-Amz-Signature"],
        moment=_moment(pairs["X-Amz-Date"]),
        expires=int(expires) if expires else None,
        session_token=pairs.get("X-Amz-Security-Token", ""),
        region_set=pairs.get("X-Amz-Region-Set", ""),
    )


def _check_algorithm(algorithm: str) -> None:
    if not algorithm.startswith("AWS4-"):
        raise Refusal("incomplete", f"Algorithm must start with 'AWS4-'; got '{algorithm}'")
    if algorithm not in {V4, V4A}:
        raise Refusal("incomplete", f"Unsupported AWS 'algorithm': '{algorithm}'. ")


def _credential(text: str, algorithm: str) -> tuple[str, tuple[str, str, str, str]]:
    parts = text.split("/")
    if algorithm == V4A and len(parts) == 4:
        return parts[0], (parts[1], "", parts[2], parts[3])
    if algorithm == V4 and len(parts) == 5:
        return parts[0], (parts[1], parts[2], parts[3], parts[4])
    raise Refusal(
        "incomplete",
        f"Credential must have exactly {5 if algorithm == V4 else 4} slash-delimited elements, "
        f"e.g. keyid/date/{'region/' if algorithm == V4 else ''}service/term, got '{text}'.",
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        sentence = f"Date must be in ISO-8601 'basic format'. Got '{text}'."
        raise Refusal("incomplete", sentence) from None

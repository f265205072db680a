"""The canonical request as AWS builds it from the wire, written for the judge and independent of the signer.

Source: "Create a signed AWS API request", IAM User Guide.
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote, unquote_to_bytes

from countersign.playground.exchange import Headers


def canonical_request(
    *, method: str, path: str, query: str, headers: Headers, signed_headers: str, payload_hash: str
) -> str:
    """Join the six parts; `path` is canonical, `query` the wire's, and `X-Amz-Signature` is left out of it."""
    names = sorted(set(signed_headers.split(";")))
    lines = "".join(f"{name}:{_header_value(headers, name)}\n" for name in names)
    return "\n".join((method, path, canonical_query(query), lines, signed_headers, payload_hash))


def string_to_sign(algorithm: str, date: str, scope: str, request: str) -> str:
    """Join the four lines over the hash of a canonical request."""
    return "\n".join((algorithm, date, scope, hashlib.sha256(request.encode("utf-8", "surrogateescape")).hexdigest()))


def canonical_path(path: str, *, s3: bool) -> str:
    """Return the path as S3 signs it (decoded, encoded once) or as all others do (normalised, encoded once more)."""
    if s3:
        return quote(unquote_to_bytes(path), safe="/~")
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(segment)
    slash = "/" if kept and path.endswith("/") else ""
    return quote("/" + "/".join(kept) + slash, safe="/~")


def decoded_pairs(query: str) -> list[tuple[str, str]]:
    """Decode a query into pairs in their order; "+" is a space, a name without "=" has an empty value."""
    pairs: list[tuple[str, str]] = []
    for part in query.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def canonical_query(query: str) -> str:
    """Encode the decoded pairs again and sort them by name, then by value."""
    pairs = [(_encode(name), _encode(value)) for name, value in decoded_pairs(query) if name != "X-Amz-Signature"]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _decode(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "surrogateescape")


def _encode(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe="~")


def _header_value(headers: Headers, name: str) -> str:
    return ",".join(" ".join(value.split()) for key, value in headers if key.lower() == name)

"""The path and the query as a signature reads them.

Sources: "Create a signed AWS API request", IAM User Guide, and "Signature calculations", S3 API Reference.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from countersign.model.url import WireUrl
from countersign.signing.refusals import shown, url_refusal

_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~/]*").fullmatch
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9\-._~&=]*").fullmatch
_SIGNING_PARAMETERS = frozenset(
    {
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-region-set",
        "x-amz-security-token",
        "x-amz-signature",
        "x-amz-signedheaders",
    }
)

Pairs = list[tuple[str, str]]


def s3_path(path: str) -> str:
    """Return the path as S3 signs it: decoded, then encoded once; "..", "//" and "." stay."""
    if _PLAIN_PATH(path):
        return path
    return quote(unquote_to_bytes(path), safe="/~")


def standard_path(path: str, *, normalize: bool) -> str:
    """Return the path as every other service signs it: the wire form encoded once more."""
    if normalize and ("//" in path or "/." in path):
        path = _without_dot_segments(path)
    return path if _PLAIN_PATH(path) else quote(path, safe="/~")


def _without_dot_segments(path: str) -> str:
    # AWS leaves out the slash that RFC 3986, section 5.2.4, keeps after a final dot segment: "/a/." becomes "/a".
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return f"/{'/'.join(kept)}/" if kept and path.endswith("/") else f"/{'/'.join(kept)}"


def canonical_pairs(query: str | None) -> Pairs:
    """Return names and values decoded and encoded again, in the order of the query.

    "+" is a space, a stray "%" stands for itself, a name without "=" has an empty value, an empty piece is nothing.
    """
    if not query:
        return []
    plain = _PLAIN_QUERY(query) is not None
    pairs: Pairs = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            if plain and "=" not in value:
                pairs.append((name, value))
            else:
                pairs.append((_encoded_again(name), _encoded_again(value)))
    return pairs


def joined(pairs: Pairs) -> str:
    """Return pairs as a canonical query: sorted by encoded name, then by encoded value."""
    if not pairs:
        return ""
    return "&".join([f"{name}={value}" for name, value in sorted(pairs)])


def refuse_signing_parameters(pairs: Pairs) -> None:
    """Raise `SigningError` when a query already holds a part of a signature."""
    for name, _ in pairs:
        if name.lower() in _SIGNING_PARAMETERS:
            raise url_refusal(
                "url-already-signed",
                f"The URL already holds {shown(name)}, a part of a signature.",
                "Take the X-Amz- signing parameters out of the URL, then sign it again.",
            )


def sorted_query(url: WireUrl) -> WireUrl:
    """Return an equal URL whose query stands in canonical order and encoding; its signature stays valid."""
    return url if url.query is None else url.with_query(joined(canonical_pairs(url.query)))


def encoded(text: str) -> str:
    """Return a value as it stands in a query: everything but the unreserved characters percent-encoded."""
    return quote(text, safe="~")


def _encoded_again(text: str) -> str:
    return quote(unquote_to_bytes(text.replace("+", " ")), safe="~")

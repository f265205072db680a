"""What about a request makes a tool stumble."""

from __future__ import annotations

import re
from collections import Counter

from countersign.formats.snippets.snippet_request import SnippetRequest
from countersign.model.url import WireUrl
from countersign.signing.canonical_url import s3_path, sorted_query
from countersign.signing.signing_options import S3_SERVICES

_LOWER_ESCAPE = re.compile(r"%(?:[0-9A-F][a-f]|[a-f][0-9A-Fa-f])")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~/]*")


def has_dot_segments(url: WireUrl) -> bool:
    """Tell whether the path holds "." or "..", also escaped, which most clients resolve before they send."""
    return any(segment.lower().replace("%2e", ".") in {".", ".."} for segment in url.path.split("/"))


def is_normalised(url: WireUrl) -> bool:
    """Tell whether AWS signs another path than the one that stands there: it drops dot segments and empty ones."""
    return has_dot_segments(url) or "//" in url.path


def has_escapes(url: WireUrl) -> bool:
    """Tell whether the path holds more than unreserved characters, so that signing encodes it once more."""
    return _PLAIN_PATH.fullmatch(url.path) is None


def is_rewritten(url: WireUrl) -> bool:
    """Tell whether clients that tidy up a URL change it: dot segments, escapes in lower case, odd characters."""
    tidied = any(pattern.search(url.target) for pattern in (_LOWER_ESCAPE, _STRAY_PERCENT))
    return is_normalised(url) or tidied or any(character in url.target for character in "|[]'")


def repeated_headers(request: SnippetRequest) -> tuple[str, ...]:
    """Return the names of the headers that stand there more than once."""
    counts = Counter(name.lower() for name, _ in request.headers)
    return tuple(dict.fromkeys(name for name, _ in request.headers if counts[name.lower()] > 1))


def joined_headers(request: SnippetRequest) -> tuple[tuple[str, str], ...]:
    """Return the headers with repeated ones joined by commas, which means the same (RFC 9110, section 5.3)."""
    joined: dict[str, tuple[str, str]] = {}
    for name, value in request.headers:
        known = joined.get(name.lower())
        joined[name.lower()] = (name, value) if known is None else (known[0], f"{known[1]}, {value}")
    return tuple(joined.values())


def has_wide_headers(request: SnippetRequest) -> bool:
    """Tell whether a header's value holds more than ASCII, which clients encode each in their own way."""
    return any(not value.isascii() for _, value in request.headers)


def repeated_parameters(url: WireUrl) -> bool:
    """Tell whether a name stands in the query more than once."""
    names = Counter(piece.partition("=")[0] for piece in (url.query or "").split("&"))
    return any(count > 1 for count in names.values())


def as_signed(request: SnippetRequest) -> WireUrl:
    """Return the URL as AWS reads it, for signers that take a query, and for S3 a path, as they stand."""
    url = sorted_query(request.url)
    if request.signing is None or not uses_s3_paths(request):
        return url
    return WireUrl(url.scheme, url.host, url.port, s3_path(url.path), url.query)


def uses_s3_paths(request: SnippetRequest) -> bool:
    """Tell whether the path is signed by S3's rules: encoded once, never normalised."""
    signing = request.signing
    if signing is None:
        return False
    return signing.service in S3_SERVICES if signing.s3_path_rules is None else signing.s3_path_rules


def payload_header(request: SnippetRequest) -> str | None:
    """Return the x-amz-content-sha256 that stands for the body where it is not its hash; None where it is."""
    if request.signing is None or request.signing.place == "query":
        return None
    if request.signing.payload == "unsigned":
        return "UNSIGNED-PAYLOAD"
    return request.signing.payload_hash.strip() if request.signing.payload == "given" else None

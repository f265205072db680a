"""Put a request into the bytes that the transport takes, after checking that it will take them."""

from __future__ import annotations

import re

from countersign.http_engine.failures import failure
from countersign.model.errors import Failure, TransportError
from countersign.model.exchange import WireRequest
from countersign.model.signing_record import HeaderList

RawHeaders = list[tuple[bytes, bytes]]

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$")  # RFC 9110, section 5.5
_METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def check_sendable(request: WireRequest) -> None:
    """Raise `TransportError` that names the part of a request which no transport would take."""
    found = _first_problem(request)
    if found is not None:
        raise TransportError(found)


def wire_headers(request: WireRequest) -> RawHeaders:
    """Return the headers as given, in order, and Content-Length where it is needed (RFC 9110, section 8.6)."""
    headers = [(name.encode("ascii"), value.encode("utf-8", "surrogatepass")) for name, value in request.headers]
    names = {name.lower() for name, _ in request.headers}
    needed = request.body.size > 0 or request.method in _METHODS_WITH_BODY
    if needed and not names & {"content-length", "transfer-encoding"}:
        headers.append((b"Content-Length", b"%d" % request.body.size))
    return headers


def text_headers(headers: RawHeaders) -> HeaderList:
    """Return received headers as text: UTF-8 where it is that, ISO-8859-1 otherwise."""
    return tuple((_text(name), _text(value)) for name, value in headers)


def _first_problem(request: WireRequest) -> Failure | None:
    if request.url.scheme not in {"http", "https"}:
        return failure("request.scheme", scheme=request.url.scheme)
    if not _TOKEN.fullmatch(request.method):
        return failure("request.method", method=request.method[:40])
    return _header_problem(request)


def _header_problem(request: WireRequest) -> Failure | None:
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return failure("request.header-name", name=name[:40])
        if _UNSENDABLE.search(value):
            return failure("request.header-value", name=name)
    if not any(name.lower() == "host" for name, _ in request.headers):
        return failure("request.header-missing")
    lengths = {value.strip() for name, value in request.headers if name.lower() == "content-length"}
    if lengths and lengths != {str(request.body.size)}:
        return failure("request.content-length", size=request.body.size)
    return None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso-8859-1")

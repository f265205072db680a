"""Exchanges as an HTTP archive, HAR 1.2 (w3c.github.io/web-performance, HAR)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any
from urllib.parse import unquote_plus

from countersign import __version__
from countersign.formats.exporting.exporter import Exported
from countersign.formats.exporting.json_file import json_bytes
from countersign.formats.importing.secrets_found import is_sensitive
from countersign.model.exchange import Exchange, Response, WireRequest
from countersign.model.imported import ImportNote
from countersign.model.redaction import MASK
from countersign.model.signing_record import HeaderList
from countersign.model.url import WireUrl

Document = dict[str, Any]
Scrub = Callable[[str], str]

_MOST_BODY = 10_000_000  # bytes
_PHASES = {"DNS and TCP": "connect", "TLS": "ssl", "Sending": "send", "Waiting": "wait", "Download": "receive"}


def har(exchanges: Iterable[Exchange], scrub: Scrub) -> Exported:
    """Return an archive with an entry for each exchange that was sent, in the order of their starts.

    `scrub` takes known secrets out of every text; values whose header or parameter has a telling name are masked
    whatever they are. Bodies are cut at 10 MB, and files that were sent are named only.
    """
    sent = sorted((exchange for exchange in exchanges if exchange.request), key=lambda exchange: exchange.started_at)
    notes: list[ImportNote] = []
    entries = [_entry(exchange, exchange.request, scrub, notes) for exchange in sent if exchange.request]
    log = {"version": "1.2", "creator": {"name": "Countersign", "version": __version__}, "entries": entries}
    return Exported(json_bytes({"log": log}), tuple(notes))


def _entry(exchange: Exchange, request: WireRequest, scrub: Scrub, notes: list[ImportNote]) -> Document:
    place = f"{request.method} {scrub(_masked_url(request.url))}"
    timings = _timings(exchange)
    entry: Document = {
        "startedDateTime": exchange.started_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        # HAR counts TLS within connect.
        "time": round(sum(value for name, value in timings.items() if value > 0 and name != "ssl"), 3),
        "request": _request(exchange, request, scrub, notes, place),
        "response": _response(exchange, scrub, notes, place),
        "cache": {},
        "timings": timings,
    }
    host = exchange.connection.remote_address.rpartition(":")[0].strip("[]")
    if host:
        entry["serverIPAddress"] = host
    if exchange.failure is not None:
        entry["comment"] = scrub(str(exchange.failure))
    return entry


def _request(exchange: Exchange, request: WireRequest, scrub: Scrub, notes: list[ImportNote], place: str) -> Document:
    document: Document = {
        "method": request.method,
        "url": scrub(_masked_url(request.url)),
        "httpVersion": exchange.connection.http_version or "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers, scrub),
        "queryString": [
            {"name": scrub(unquote_plus(name)), "value": scrub(unquote_plus(_masked(name, value)))}
            for name, _, value in _pairs(request.url)
        ],
        "headersSize": -1,
        "bodySize": request.body.size,
    }
    if request.body.size:
        document["postData"] = _post_data(request, scrub, notes, place)
    return document


def _post_data(request: WireRequest, scrub: Scrub, notes: list[ImportNote], place: str) -> Document:
    mime_type = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    texts, left = [], _MOST_BODY
    for piece in request.body.pieces:
        if isinstance(piece, bytes):
            texts.append(piece[:left].decode("utf-8", "replace"))
            left -= len(texts[-1])
        else:
            texts.append(f"[file {piece.path.name}, {piece.size} bytes]")
            notes.append(ImportNote(place, f"The file {piece.path.name} was sent and is only named here."))
    if request.body.size > _MOST_BODY:
        notes.append(ImportNote(place, "The request's body was cut at 10 MB."))
    return {"mimeType": mime_type, "text": scrub("".join(texts))}


def _response(exchange: Exchange, scrub: Scrub, notes: list[ImportNote], place: str) -> Document:
    response = exchange.response
    if response is None:
        nothing: Document = {"cookies": [], "headers": [], "content": {"size": 0, "mimeType": "x-unknown"}}
        return {"status": 0, "statusText": "", "httpVersion": "", "redirectURL": "", **nothing} | _UNKNOWN_SIZES
    if response.body.size > _MOST_BODY:
        notes.append(ImportNote(place, "The response's body was cut at 10 MB."))
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": exchange.connection.http_version or "HTTP/1.1",
        "cookies": [],
        "headers": _headers(response.headers, scrub),
        "content": _content(response, scrub),
        "redirectURL": scrub(response.header("location")),
        "headersSize": -1,
        "bodySize": response.body.wire_size,
    }


def _content(response: Response, scrub: Scrub) -> Document:
    data = response.body.read(_MOST_BODY)
    mime_type = response.header("content-type") or "application/octet-stream"
    document: Document = {"size": response.body.size, "mimeType": mime_type}
    if response.body.size != response.body.wire_size:
        document["compression"] = response.body.size - response.body.wire_size
    try:
        return document | {"text": scrub(data.decode())}
    except UnicodeDecodeError:
        return document | {"text": scrub(base64.b64encode(data).decode()), "encoding": "base64"}


def _timings(exchange: Exchange) -> dict[str, float]:
    timings = {"blocked": -1.0, "dns": -1.0, "connect": -1.0, "ssl": -1.0, "send": 0.0, "wait": 0.0, "receive": 0.0}
    for phase in exchange.phases:
        key = _PHASES.get(phase.name)
        if key is None:
            continue
        milliseconds = round(phase.end - phase.start, 3)
        timings[key] = max(timings[key], 0) + milliseconds
        if key == "ssl":
            timings["connect"] = max(timings["connect"], 0) + milliseconds
    return timings


def _headers(headers: HeaderList, scrub: Scrub) -> list[Document]:
    return [{"name": name, "value": MASK if is_sensitive(name) else scrub(value)} for name, value in headers]


def _masked_url(url: WireUrl) -> str:
    if not url.query:
        return str(url)
    pieces = (f"{name}{sign}{_masked(name, value)}" for name, sign, value in _pairs(url))
    return str(url.with_query("&".join(pieces)))


def _masked(name: str, value: str) -> str:
    return MASK if value and is_sensitive(unquote_plus(name)) else value


def _pairs(url: WireUrl) -> list[tuple[str, str, str]]:
    return [piece.partition("=") for piece in url.query.split("&")] if url.query else []


_UNKNOWN_SIZES = {"headersSize": -1, "bodySize": -1}

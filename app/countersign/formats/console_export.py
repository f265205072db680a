"""The frames of a console as JSON Lines, CSV and HAR, line by line, so that a million of them never stand in memory.

What is no text is Base64. Every line ends as its format wants it; written as UTF-8 the lines are the whole file.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from countersign import __version__
from countersign.model.frames import Frame, FrameFace, FrameKind, FrameReader

Encoding = Literal["utf-8", "base64"]

_CSV_TITLES = ("Number", "Time", "Direction", "Kind", "Type", "Peer", "Size", "Summary", "Marks", "Encoding", "Data")
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four are their full-width twins
_OPCODES: dict[FrameKind, int] = {"text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}  # RFC 6455, section 11.8
_HIDDEN_PARAMETERS = frozenset({"x-amz-security-token", "x-amz-signature"})
_HIDDEN = "hidden"


def json_lines(frames: Iterable[Frame], reader: FrameReader) -> Iterator[str]:
    """Yield one JSON object per frame (jsonlines.org)."""
    for frame in frames:
        yield json_line(frame, reader.face(frame)) + "\n"


def json_line(frame: Frame, face: FrameFace) -> str:
    """Return one frame as a JSON object: its payload, and what the console shows of it."""
    data, encoding = payload_text(frame)
    return _json(
        {
            "number": frame.number,
            "time": _moment(frame.at),
            "direction": frame.direction,
            "kind": frame.kind,
            "type": _encodable(face.type),
            "peer": _encodable(face.peer),
            "size": len(frame.data),
            "summary": _encodable(face.summary),
            "marks": [_encodable(mark) for mark in face.marks],
            "encoding": encoding,
            "data": data,
        }
    )


def csv_lines(frames: Iterable[Frame], reader: FrameReader) -> Iterator[str]:
    """Yield a row of titles, and one row per frame (RFC 4180).

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    rows = _Rows()
    writer = csv.writer(rows, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_CSV_TITLES)
    yield rows.last
    for frame in frames:
        face = reader.face(frame)
        data, encoding = payload_text(frame)
        texts = (
            frame.kind,
            face.type,
            face.peer,
            len(frame.data),
            face.summary,
            "; ".join(face.marks),
            encoding,
            data,
        )
        writer.writerow((frame.number, _moment(frame.at), frame.direction, *map(_no_formula, texts)))
        yield rows.last


def har_lines(frames: Iterable[Frame], url: str) -> Iterator[str]:
    """Yield a HAR 1.2 document with one entry, its messages in Chrome's `_webSocketMessages`.

    Events of the connection are no messages and stay out. Signature and session token of a signed `url` are hidden;
    other secrets in it are the caller's to scrub.
    """
    messages = (frame for frame in frames if frame.kind != "event")
    first = next(messages, None)
    started = ended = first.at if first else 0.0
    yield _har_head(started, _without_signature(url))
    before = "\n"
    for frame in chain((first,) if first else (), messages):
        ended = frame.at
        yield before + _json(_har_message(frame))
        before = ",\n"
    milliseconds = round(max(0.0, ended - started) * 1000, 3)
    timings = {"send": 0, "wait": milliseconds, "receive": 0}
    yield f'\n], "time": {_json(milliseconds)}, "timings": {_json(timings)}}}]}}}}\n'


def payload_text(frame: Frame) -> tuple[str, Encoding]:
    """Return a payload as text, or as Base64 where it is none; of a close frame the code and the reason."""
    data = frame.data
    if frame.kind != "binary":
        try:
            if frame.kind == "close" and len(data) >= 2:
                return f"{int.from_bytes(data[:2], 'big')} {data[2:].decode()}".rstrip(" "), "utf-8"
            return data.decode(), "utf-8"
        except UnicodeDecodeError:
            pass
    return base64.b64encode(data).decode(), "base64"


class _Rows:
    """Catch what a CSV writer writes, one row at a time."""

    def __init__(self) -> None:
        self.last = ""

    def write(self, row: str) -> None:
        self.last = row


def _har_head(started: float, url: str) -> str:
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    unknown = {"headersSize": -1, "bodySize": -1}
    spoken = {"httpVersion": "HTTP/1.1", "cookies": [], "headers": []}
    request = {"method": "GET", "url": url, "queryString": [{"name": name, "value": value} for name, value in query]}
    response = {"status": 101, "statusText": "Switching Protocols", "redirectURL": ""}
    content = {"content": {"size": 0, "mimeType": "x-unknown"}}
    entry = {
        "_resourceType": "websocket",
        "startedDateTime": _moment(started),
        "request": request | spoken | unknown,
        "response": response | spoken | content | unknown,
        "cache": {},
    }
    log = {"version": "1.2", "creator": {"name": "Countersign", "version": __version__}}
    opened_log = f'{{"log": {_json(log)[:-1]}, "entries": ['
    return f'{opened_log}{_json(entry)[:-1]}, "_webSocketMessages": ['


def _har_message(frame: Frame) -> dict[str, Any]:
    is_text = frame.kind == "text"
    return {
        "type": "send" if frame.direction == "sent" else "receive",
        "time": frame.at,
        "opcode": _OPCODES[frame.kind],
        "data": frame.data.decode("utf-8", "replace") if is_text else base64.b64encode(frame.data).decode(),
    }


def _without_signature(url: str) -> str:
    parts = urlsplit(_encodable(url))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(name.lower() in _HIDDEN_PARAMETERS for name, _ in pairs):
        return urlunsplit(parts)
    shown = [(name, _HIDDEN if name.lower() in _HIDDEN_PARAMETERS else value) for name, value in pairs]
    return urlunsplit(parts._replace(query=urlencode(shown)))


def _no_formula(cell: object) -> str:
    text = _encodable(str(cell))
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _encodable(text: str) -> str:
    """Return the text without the lone surrogates that UTF-8 has no bytes for."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()

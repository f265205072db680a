"""Bodies as the engine sends them: text and files in order, and the Content-Type that goes with them."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import urlencode

from countersign.formats.snippets.snippet_request import BodyFile
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    TextBody,
)

BodyPieces = tuple[str | BodyFile, ...]

_BINARY = "application/octet-stream"
_TEXT_TYPES = {"json": "application/json", "text": "text/plain; charset=utf-8", "xml": "application/xml"}
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})  # WHATWG HTML, section 4.10.21.8
_NO_LINE_BREAKS = str.maketrans({"\r": " ", "\n": " "})


def body_pieces(body: Body) -> tuple[BodyPieces, str]:
    """Return the pieces of a body, none of them empty, and its Content-Type, "" for none. No file is opened."""
    match body:
        case TextBody():
            return _whole(body.text), _TEXT_TYPES[body.kind]
        case GraphQlBody():
            return _whole(_graphql(body)), "application/json"
        case FormBody():
            return _whole(_form(body)), "application/x-www-form-urlencoded"
        case MultipartBody():
            return _multipart([part for part in body.parts if part.enabled])
        case FileBody():
            return (BodyFile(body.file_path),), body.content_type or _guessed(body.file_path)
    return (), ""


def _whole(text: str) -> BodyPieces:
    return (text,) if text else ()


def _graphql(body: GraphQlBody) -> str:
    """Return the parameters of GraphQL over HTTP, section 5.3.1. The variables stay as they are written."""
    members = [f'"query":{json.dumps(body.query, ensure_ascii=False)}']
    if body.variables.strip():
        members.append(f'"variables":{body.variables.strip()}')
    if body.operation_name:
        members.append(f'"operationName":{json.dumps(body.operation_name, ensure_ascii=False)}')
    return "{" + ",".join(members) + "}"


def _form(body: FormBody) -> str:
    """Encode as the WHATWG URL standard's serializer does, a space as "+"."""
    fields = [(field.name, field.value) for field in body.fields if field.enabled]
    return urlencode(fields, safe="*").replace("~", "%7E")


def _multipart(parts: list[MultipartPart]) -> tuple[BodyPieces, str]:
    boundary = f"----CountersignBoundary{hashlib.sha256(repr(parts).encode('utf-8', 'replace')).hexdigest()[:32]}"
    return tuple(_joined(_part_pieces(parts, boundary))), f"multipart/form-data; boundary={boundary}"


def _part_pieces(parts: list[MultipartPart], boundary: str) -> Iterator[str | BodyFile]:
    for part in parts:
        yield f"--{boundary}\r\n{_part_headers(part)}\r\n"
        yield BodyFile(part.file_path) if part.file_path else part.value
        yield "\r\n"
    yield f"--{boundary}--\r\n"


def _part_headers(part: MultipartPart) -> str:
    disposition = f'Content-Disposition: form-data; name="{part.name.translate(_QUOTED)}"'
    content_type = part.content_type.translate(_NO_LINE_BREAKS).strip()
    if part.file_path:
        file_name = PurePath(part.file_path).name
        disposition += f'; filename="{file_name.translate(_QUOTED)}"'
        content_type = content_type or _guessed(file_name)
    return f"{disposition}\r\nContent-Type: {content_type}\r\n" if content_type else f"{disposition}\r\n"


def _joined(pieces: Iterator[str | BodyFile]) -> Iterator[str | BodyFile]:
    """Put neighbouring texts together, so that a body without files is one piece."""
    waiting = ""
    for piece in pieces:
        if isinstance(piece, str):
            waiting += piece
            continue
        yield waiting
        waiting = ""
        yield piece
    yield waiting


def _guessed(file_name: str) -> str:
    return mimetypes.guess_type(file_name)[0] or _BINARY

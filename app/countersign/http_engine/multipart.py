"""Write multipart/form-data (RFC 7578), names quoted as browsers do (WHATWG HTML, section 4.10.21.8)."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from pathlib import Path

from countersign.http_engine.body_files import Pieces, look_at
from countersign.model.body import FileSlice, MultipartBody, MultipartPart

_BINARY = "application/octet-stream"
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
_NO_LINE_BREAKS = str.maketrans({"\r": " ", "\n": " "})


async def encode_multipart(body: MultipartBody, boundary: str | None = None) -> tuple[Pieces, str]:
    """Return the pieces of a body, files as slices, and its Content-Type; raise `InputError` for a missing file.

    Without a `boundary` one is derived from names, values, and the files' paths, sizes and times.
    """
    parts = [part for part in body.parts if part.enabled]
    contents = [await look_at(part.file_path) if part.file_path else _utf8(part.value) for part in parts]
    chosen = boundary or _boundary(parts, contents)
    pieces = tuple(_joined(_pieces(parts, contents, chosen)))
    return pieces, f"multipart/form-data; boundary={chosen}"


def _pieces(
    parts: list[MultipartPart], contents: list[bytes | FileSlice], boundary: str
) -> Iterator[bytes | FileSlice]:
    for part, content in zip(parts, contents, strict=True):
        yield _utf8(f"--{boundary}\r\n{_part_headers(part)}\r\n")
        yield content
        yield b"\r\n"
    yield _utf8(f"--{boundary}--\r\n")


def _part_headers(part: MultipartPart) -> str:
    disposition = f'Content-Disposition: form-data; name="{part.name.translate(_QUOTED)}"'
    content_type = part.content_type.translate(_NO_LINE_BREAKS).strip()
    if part.file_path:
        file_name = Path(part.file_path).name
        disposition += f'; filename="{file_name.translate(_QUOTED)}"'
        content_type = content_type or mimetypes.guess_type(file_name)[0] or _BINARY
    return f"{disposition}\r\nContent-Type: {content_type}\r\n" if content_type else f"{disposition}\r\n"


def _joined(pieces: Iterator[bytes | FileSlice]) -> Iterator[bytes | FileSlice]:
    """Put neighbouring bytes together, so that a body without files is one piece."""
    waiting = bytearray()
    for piece in pieces:
        if isinstance(piece, bytes):
            waiting += piece
            continue
        yield bytes(waiting)
        waiting.clear()
        yield piece
    yield bytes(waiting)


def _boundary(parts: list[MultipartPart], contents: list[bytes | FileSlice]) -> str:
    digest = hashlib.sha256()
    for part, content in zip(parts, contents, strict=True):
        digest.update(_utf8(repr((part.name, part.content_type, content))))
    return f"----CountersignBoundary{digest.hexdigest()[:32]}"


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

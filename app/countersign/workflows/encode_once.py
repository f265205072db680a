"""Encode a body once while it stays the same, so that typing in a URL does not hash a file again and again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from countersign.model.body import Body, FileBody, MultipartBody

if TYPE_CHECKING:
    from countersign.http_engine.body_encoding import EncodedBody
    from countersign.workflows.prepare_request import EncodeBody

_Stamp = tuple[tuple[str, int, int], ...]


class EncodeOnce:
    """Remember the last encoded body; a file that changed on disk is read again."""

    def __init__(self, encode: EncodeBody) -> None:
        self._encode = encode
        self._last: tuple[Body, _Stamp, EncodedBody] | None = None

    async def __call__(self, body: Body) -> EncodedBody:
        """Return the bytes and their content type."""
        stamp = _stamp(body)
        if self._last is not None and self._last[:2] == (body, stamp):
            return self._last[2]
        encoded = await self._encode(body)
        self._last = (body, stamp, encoded)
        return encoded


def _stamp(body: Body) -> _Stamp:
    if isinstance(body, FileBody):
        paths = [body.file_path]
    elif isinstance(body, MultipartBody):
        paths = [part.file_path for part in body.parts if part.file_path and part.enabled]
    else:
        return ()
    return tuple(_file_stamp(path) for path in paths)


def _file_stamp(path: str) -> tuple[str, int, int]:
    try:
        status = Path(path).expanduser().stat()
    except (OSError, ValueError):
        return (path, -1, -1)
    return (path, status.st_size, status.st_mtime_ns)

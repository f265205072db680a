"""Look at, hash and read the files of a request body, off the loop and a chunk at a time."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from countersign.http_engine.failures import failure
from countersign.http_engine.off_loop import run_to_end
from countersign.model.body import FileSlice, WireBody
from countersign.model.errors import InputError, TransportError

CHUNK = 256 * 1024
Pieces = tuple[bytes | FileSlice, ...]


async def look_at(file_path: str) -> FileSlice:
    """Return a file's size and time; raise `InputError` "body.file-missing" when it cannot be read."""
    return await run_to_end(_look_at, file_path)


async def hashed(pieces: Pieces) -> WireBody:
    """Return the body with its SHA-256; files are read once, and a cancel stops within a few megabytes.

    Raises `InputError` "body.file-missing" or "body.file-changed".
    """
    digest = hashlib.sha256()
    for piece in pieces:
        if isinstance(piece, bytes):
            digest.update(piece)
        else:
            await _update_from_file(digest, piece)
    return WireBody(pieces, digest.hexdigest())


class BodyStream:
    """Yield the bytes of a body for the transport; `close` must follow, also when nothing was read.

    Of a file the last chunk is held back until its size and time are found as they were when it was hashed, so the
    server never gets the whole of a body that was not signed. Raises `TransportError` "body.file-changed".
    """

    def __init__(self, body: WireBody) -> None:
        self._body = body
        self._file: BinaryIO | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._body.pieces:
            if isinstance(piece, bytes):
                for start in range(0, len(piece), CHUNK):
                    yield piece[start : start + CHUNK]
            else:
                async for chunk in self._file_chunks(piece):
                    yield chunk

    async def _file_chunks(self, piece: FileSlice) -> AsyncIterator[bytes]:
        try:
            self._file = await run_to_end(_open_unchanged, piece)
            left = piece.size
            while left > 0:
                chunk = await run_to_end(self._file.read, min(CHUNK, left))
                left -= len(chunk)
                if not chunk or left == 0:
                    await run_to_end(_require_unchanged, self._file, piece)
                if not chunk:
                    raise _changed(piece.path)
                yield chunk
        except OSError:
            raise _changed(piece.path) from None
        finally:
            self.close()

    def close(self) -> None:
        """Close the file that is being read, if any."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _look_at(file_path: str) -> FileSlice:
    if not file_path:
        raise _missing("", "no file is chosen")
    path = Path(file_path).expanduser()
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        raise _missing(path, _reason(error)) from None
    if not stat.S_ISREG(found.st_mode):
        raise _missing(path, "it is not an ordinary file")
    return FileSlice(path, found.st_size, found.st_mtime_ns)


async def _update_from_file(digest: hashlib._Hash, piece: FileSlice) -> None:
    try:
        file = await run_to_end(_open_unchanged, piece)
        try:
            while await run_to_end(_update_some, digest, file):
                pass
            await run_to_end(_require_unchanged, file, piece)
        finally:
            file.close()
    except TransportError as error:
        raise InputError(error.failure) from None
    except OSError as error:
        raise _missing(piece.path, _reason(error)) from None


def _update_some(digest: hashlib._Hash, file: BinaryIO) -> bool:
    """Hash the next 4 MB, a chunk at a time; tell whether there may be more."""
    for _ in range(16):
        chunk = file.read(CHUNK)
        if not chunk:
            return False
        digest.update(chunk)
    return True


def _open_unchanged(piece: FileSlice) -> BinaryIO:
    file = piece.path.open("rb")
    try:
        _require_unchanged(file, piece)
    except TransportError:
        file.close()
        raise
    return file


def _require_unchanged(file: BinaryIO, piece: FileSlice) -> None:
    now = os.fstat(file.fileno())
    if (now.st_size, now.st_mtime_ns) != (piece.size, piece.modified_ns):
        raise _changed(piece.path)


def _changed(path: Path) -> TransportError:
    return TransportError(failure("body.file-changed", path=path))


def _missing(path: Path | str, reason: str) -> InputError:
    if not path:
        return InputError(failure("body.file-not-chosen"))
    return InputError(failure("body.file-missing", path=path, reason=reason))


def _reason(error: Exception) -> str:
    return (
        (error.strerror or "it cannot be opened").lower() if isinstance(error, OSError) else "its name is not valid"
    )

"""Keep received bodies: small ones in memory, large ones in private files that vanish with their last reader."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
import weakref
from pathlib import Path

from countersign.http_engine.off_loop import run_to_end
from countersign.model.body import StoredBody

if sys.platform == "win32":
    from pathlib import WindowsPath as NativePath
else:
    from pathlib import PosixPath as NativePath

IN_MEMORY = 8 * 1024 * 1024  # bytes; longer bodies go to a file
_BATCH = 1024 * 1024  # bytes written in one go
_PREFIX = "body-"
_STALE_AFTER = 7 * 24 * 3600  # seconds; a process ID may have been given again


class SpooledPath(NativePath):
    """Name a spooled body's file, which is removed when nobody holds this path any more."""


class BodyFolder:
    """Own the folder of spooled bodies: 0700, its files 0600. Nothing is touched until the first large body."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self._live: set[str] = set()

    def sweep(self) -> None:
        """Remove what dead processes left behind; never raises."""
        try:
            for path in self.path.glob(f"{_PREFIX}*"):
                if _is_stale(path):
                    path.unlink(missing_ok=True)
        except OSError:
            return

    def create(self) -> SpooledPath:
        """Return the path of a new, empty file; raise `OSError`."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        number, name = tempfile.mkstemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=self.path)
        os.close(number)
        path = SpooledPath(name)
        self._live.add(name)
        weakref.finalize(path, self._remove, name)
        return path

    def remove(self, path: SpooledPath) -> None:
        """Remove one file, whoever holds its path."""
        self._remove(str(path))

    def close(self) -> None:
        """Remove every file that is left, whoever holds it."""
        for name in tuple(self._live):
            self._remove(name)

    def _remove(self, name: str) -> None:
        self._live.discard(name)
        try:
            Path(name).unlink(missing_ok=True)
        except OSError:
            return  # an open file on Windows; the next start sweeps it


class BodyStore:
    """Take one body piece by piece. It holds no open file between two writes."""

    def __init__(self, folder: BodyFolder) -> None:
        self._folder = folder
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._path: SpooledPath | None = None
        self._written = 0

    async def write(self, piece: bytes) -> None:
        """Add a piece; raise `OSError` when the disk takes no more."""
        self._waiting.append(piece)
        self._waiting_size += len(piece)
        if self._waiting_size > (IN_MEMORY if self._path is None else _BATCH):
            await self._flush()

    async def finish(self, wire_size: int, ended_early: str) -> StoredBody:
        """Return the body as far as it could be kept; what the disk did not take is left out."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                await self._flush()
            return StoredBody(b"", self._path, self._written, wire_size, ended_early)
        data = b"".join(self._waiting)
        return StoredBody(data, None, len(data), wire_size, ended_early)

    def discard(self) -> None:
        """Forget the body; its file goes now, although a thread that wrote to it may still hold the path."""
        if self._path is not None:
            self._folder.remove(self._path)
        self._waiting, self._waiting_size, self._path = [], 0, None

    async def _flush(self) -> None:
        if self._path is None:
            self._path = await run_to_end(self._folder.create)
        data = b"".join(self._waiting)
        await run_to_end(_append, self._path, data)
        self._written += len(data)
        self._waiting, self._waiting_size = [], 0


def _append(path: Path, data: bytes) -> None:
    """Add all of `data` or nothing."""
    with path.open("ab") as file:
        before = file.tell()
        try:
            file.write(data)
            file.flush()
        except OSError:
            os.truncate(path, before)
            raise


def _is_stale(path: Path) -> bool:
    owner = path.name.removeprefix(_PREFIX).partition("-")[0]
    too_old = time.time() - path.stat().st_mtime > _STALE_AFTER
    return too_old or not owner.isdigit() or not _is_alive(int(owner))


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":
        return True  # asking would end it; age decides
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True

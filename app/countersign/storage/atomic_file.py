"""Saves that happen wholly or not at all, whatever is killed, full or broken; and reads with a limit."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from countersign.model.errors import Failure, StorageError
from countersign.storage.file_errors import not_read, not_written

_TEMPORARY = re.compile(r"^\..*\.countersign-(?P<pid>\d{1,10})-[0-9a-f]{8}\.tmp$", re.DOTALL)
_SETTLED_AFTER = 10.0  # seconds: another machine's or container's process may be writing under a number unknown here
_ABANDONED_AFTER = 86_400.0  # seconds: a process number may have been given again
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Replace a file's content; after any failure the old content is still there, byte for byte.

    A link is followed and kept, a file's mode is kept; a new file gets 0600 if `private`, else what the umask leaves.
    When this returns, data and name are on the disk. Raise `StorageError`.
    """
    try:
        target = Path(os.path.realpath(path))
        mode = _mode(path)
        _sweep(target.parent)
        _replace(target, data, mode, private=private)
    except (OSError, ValueError) as error:
        raise not_written(path, error) from error


def read_limited(path: Path, limit: int) -> bytes:
    """Return a file's content; raise `StorageError` if it is longer than `limit` bytes, no regular file, or gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _not_a_file(path)
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise not_read(path, error) from error
    if len(data) > limit:
        raise StorageError(
            Failure("storage.too-large", f"{path} is larger than {_size(limit)}.", "Choose a smaller file.")
        )
    return data


def _mode(path: Path) -> int | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise _not_a_file(path)
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise StorageError(
            Failure(
                "storage.read-only", f"{path} was not saved: the file is write-protected.", "Remove the protection."
            )
        )
    return stat.S_IMODE(found.st_mode)


def _replace(target: Path, data: bytes, mode: int | None, *, private: bool) -> None:
    with _temporary(target) as temporary, _temporary(target) as backup:
        _write(temporary, data, mode, private=private)
        if mode is not None:
            with suppress(OSError):  # a file system without hard links saves all the same
                os.link(target, backup)
        temporary.replace(target)
        try:
            _sync_folder(target.parent)
        except OSError:
            _restore(target, backup, existed=mode is not None)
            raise


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    name = f".{target.name[:40]}.countersign-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    path = target.with_name(name)
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink()


def _write(path: Path, data: bytes, mode: int | None, *, private: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600 if private or mode is not None else 0o666)
    try:
        if mode is not None and sys.platform != "win32":
            os.fchmod(descriptor, mode)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there; the rename itself is journalled
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _restore(target: Path, backup: Path, *, existed: bool) -> None:
    with suppress(OSError):
        if existed:
            backup.replace(target)
        else:
            target.unlink()


def _sweep(folder: Path) -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _TEMPORARY.match(entry.name)
            if match and _is_stale(int(match["pid"]), time.time() - entry.stat(follow_symlinks=False).st_ctime):
                with suppress(OSError):
                    Path(entry.path).unlink()


def _is_stale(pid: int, age: float) -> bool:
    return age > _ABANDONED_AFTER or (age > _SETTLED_AFTER and not _is_running(pid))


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":
        return True  # there, asking by signal would end the process; age alone decides
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _not_a_file(path: Path) -> StorageError:
    return StorageError(Failure("storage.not-a-file", f"{path} is not a regular file.", "Choose a file."))


def _size(limit: int) -> str:
    return f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit} bytes"

"""The file of the history: opened at its version, set aside where it is damaged, in memory where nothing else works.

Nothing that is wrong with the file keeps the program from working; what the person must know comes as a notice.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from countersign.model.errors import Failure, StorageError
from countersign.storage.history_schema import STEPS, Step, is_empty, is_history, migrate, version_of
from countersign.storage.history_words import add_functions

_BUSY_MILLISECONDS = 5_000
_LARGEST_JOURNAL = 8_000_000
_BESIDE = ("-wal", "-shm", "-journal")
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CAUSES = {
    sqlite3.SQLITE_FULL: ("history.disk-full", "the disk is full", "Make room, or clear the history."),
    sqlite3.SQLITE_IOERR: ("history.disk-error", "the disk reported an error", "Check the disk."),
    sqlite3.SQLITE_READONLY: ("history.read-only", "the file or its folder is read-only", "Change its permissions."),
    sqlite3.SQLITE_CANTOPEN: ("history.not-opened", "it cannot be opened", "Check the folder and its permissions."),
    sqlite3.SQLITE_BUSY: ("history.busy", "another program holds it", "Close that program."),
}


class _NotAHistoryError(Exception):
    """The file is a database, but of something else."""


@dataclass(frozen=True, slots=True)
class OpenedHistory:
    """Hold an open history and what the person must know about it."""

    connection: sqlite3.Connection
    notice: Failure | None = None


def open_history(path: Path, steps: Sequence[Step] = STEPS) -> OpenedHistory:
    """Open a history, taken to the newest version; one that cannot be used is replaced, and the notice says how."""
    try:
        return _opened(path, steps)
    except _NotAHistoryError:
        return reopen_anew(path, "it is not a history of Countersign", steps)
    except sqlite3.Error as error:
        if is_damage(error):
            return reopen_anew(path, str(error), steps)
        return _in_memory(path, failure_of(path, error))
    except OSError as error:
        cannot = sqlite3.OperationalError(error.strerror or "")
        cannot.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        return _in_memory(path, failure_of(path, cannot))


def reopen_anew(path: Path, reason: str, steps: Sequence[Step] = STEPS) -> OpenedHistory:
    """Set a damaged history aside, with what stands beside it, and open a fresh one."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = path.with_name(f"{path.name}.corrupt-{moment}")
    try:
        # The database goes last: a journal that outlived it would be played into the fresh one.
        for end in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
        path.rename(aside)
        opened = _opened(path, steps)
    except (OSError, sqlite3.Error) as error:
        failure = Failure(
            "history.corrupt-in-place",
            f"The history {path} cannot be read, and could not be set aside.",
            "Move it away yourself; until then what you send is remembered until the window closes.",
            detail=f"{reason} {error}".strip(),
        )
        return _in_memory(path, StorageError(failure))
    notice = Failure(
        "history.corrupt",
        f"The history could not be read; its file was set aside as {aside}.",
        "A new one has begun.",
        detail=reason,
    )
    return OpenedHistory(opened.connection, notice)


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is at fault."""
    return primary_code(error) in _DAMAGED


def primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's code without its extension, 0 where Python raised the error by itself."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def failure_of(path: Path, error: sqlite3.Error) -> StorageError:
    """Return an error in words for a person."""
    fallback = ("history.failed", "the database refused", "Try again.")
    failure_id, cause, action = _CAUSES.get(primary_code(error), fallback)
    return StorageError(
        Failure(failure_id, f"The history {path} cannot be used: {cause}.", action, detail=str(error))
    )


def _opened(path: Path, steps: Sequence[Step]) -> OpenedHistory:
    _make_private(path)
    connection = _connected(path)
    try:
        _refuse_another(connection)
        version = version_of(connection)
        if version > len(steps):
            connection.close()
            return OpenedHistory(_read_only(path), _newer(path, version, len(steps)))
        _set_up(connection)
        migrate(connection, steps)
    except BaseException:
        connection.close()
        raise
    return OpenedHistory(connection)


def _refuse_another(connection: sqlite3.Connection) -> None:
    if not is_empty(connection) and not is_history(connection):
        raise _NotAHistoryError


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _connected(name: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False, uri=uri)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    add_functions(connection)
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    if version_of(connection) == 0:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # counts before the first table only
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_JOURNAL}")


def _read_only(path: Path) -> sqlite3.Connection:
    return _connected(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _in_memory(path: Path, error: StorageError) -> OpenedHistory:
    connection = _connected(":memory:")
    _set_up(connection)
    migrate(connection)
    failure = error.failure
    words = f"{failure.action} Until the next start, what you send is remembered in memory."
    notice = Failure(failure.id, failure.sentence, words, detail=failure.detail or str(path))
    return OpenedHistory(connection, notice)


def _newer(path: Path, version: int, known: int) -> Failure:
    return Failure(
        "history.newer",
        f"{path} was written by a newer Countersign (format {version}, this one writes {known}).",
        "It can be read, and what you send now is not added. Update Countersign.",
    )

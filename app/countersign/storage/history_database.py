"""The history: what was sent, kept in one SQLite file, found by its words."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from countersign.model.errors import Failure, StorageError
from countersign.model.history import HistoryEntry, HistoryLimits, HistoryQuery, HistoryRow
from countersign.storage.history_file import failure_of, is_damage, open_history, reopen_anew
from countersign.storage.history_query import statement
from countersign.storage.history_records import (
    CONTENT_COLUMNS,
    ENTRY_COLUMNS,
    content_values,
    entry_from,
    entry_values,
    row_from,
)
from countersign.storage.history_schema import STEPS, Step

T = TypeVar("T")
_Work = Callable[[sqlite3.Connection], T]

_DAY = 86_400.0
_AT_ONCE = 100
_BELOW = 0.95  # of what would just fit
_WORD_COLUMNS = "method, url, request_headers, request_body, response_headers, response_body"
_FROM_SEARCHABLE = f"{_WORD_COLUMNS} FROM searchable WHERE id"


class HistoryDatabase:
    """Keep entries. Every call blocks, from any thread, one at a time; the file is opened by the first.

    Calls raise `StorageError` where the file cannot be used. A damaged file is set aside at once, and the call goes
    on with a fresh one; `take_notices` tells.
    """

    def __init__(self, path: Path, *, steps: Sequence[Step] = STEPS) -> None:
        self._path = path
        self._steps = steps
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._notices: list[Failure] = []
        self._is_read_only = False

    def add(self, entry: HistoryEntry) -> int:
        """Keep an entry; return its id. When this returns, the entry is on the disk."""
        columns = (*ENTRY_COLUMNS, "weight")
        content = content_values(entry)
        values = entry_values(entry, content)

        def work(connection: sqlite3.Connection) -> int:
            self._refuse_where_read_only()
            with _Transaction(connection):
                kept = connection.execute(_insert("entries", columns), values).lastrowid or 0
                connection.execute(_insert("contents", ("id", *CONTENT_COLUMNS)), (kept, *content))
                connection.execute(
                    f"INSERT INTO words (rowid, {_WORD_COLUMNS}) SELECT id, {_FROM_SEARCHABLE} = ?",
                    (kept,),
                )
            return kept

        return self._run(work)

    def search(self, query: HistoryQuery) -> tuple[HistoryRow, ...]:
        """Return the rows that are asked for, newest first, at most `query.limit`."""
        sql, parameters = statement(query)
        return self._run(lambda connection: tuple(map(row_from, connection.execute(sql, parameters))))

    def entry(self, entry_id: int) -> HistoryEntry | None:
        """Return an entry, None where it is no longer there."""
        columns = ", ".join((*(f"entries.{name}" for name in ("id", *ENTRY_COLUMNS)), *CONTENT_COLUMNS))
        sql = f"SELECT {columns} FROM entries JOIN contents USING (id) WHERE entries.id = ?"  # noqa: S608
        found = self._run(lambda connection: connection.execute(sql, (entry_id,)).fetchone())
        return None if found is None else entry_from(found)

    def count(self) -> int:
        """Count the entries."""
        return int(self._run(lambda connection: connection.execute("SELECT count(*) FROM entries").fetchone())[0])

    def delete(self, *entry_ids: int) -> None:
        """Delete entries; ids that are not there are passed over."""

        def work(connection: sqlite3.Connection) -> None:
            self._refuse_where_read_only()
            _delete(connection, entry_ids)
            _give_back(connection)

        self._run(work)

    def clear(self) -> None:
        """Delete everything, and give the room back to the disk."""

        def work(connection: sqlite3.Connection) -> None:
            self._refuse_where_read_only()
            with _Transaction(connection):
                connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
                connection.execute("DELETE FROM contents")
                connection.execute("DELETE FROM entries")
            with suppress(
                sqlite3.OperationalError
            ):  # another window may be reading; what was deleted is zeros already
                connection.execute("VACUUM")
            _give_back(connection)

        self._run(work)

    def prune(self, limits: HistoryLimits, now: float | None = None) -> int:
        """Delete the oldest entries beyond the limits, a hundred at a time; return how many went.

        Entries go by their weight, row and words together; more go where the file is still larger than allowed.
        """
        moment = time.time() if now is None else now
        gone = self._prune_once(limits, moment)
        while limits.most_bytes is not None and not self._is_read_only:
            weight, used = self._run(_weight_and_use)
            if used <= limits.most_bytes:
                break
            lighter = replace(limits, most_bytes=int(weight * limits.most_bytes / used * _BELOW))
            step = self._prune_once(lighter, moment)
            if not step:
                break
            gone += step
        if gone:
            self._run(_give_back)
        return gone

    def _prune_once(self, limits: HistoryLimits, moment: float) -> int:
        def work(connection: sqlite3.Connection) -> int:
            ids = [] if self._is_read_only else _beyond(connection, limits, moment)
            if ids:
                _delete(connection, ids)
            return len(ids)

        gone = 0
        while step := self._run(work):
            gone += step
        if limits.most_bytes is not None:
            self._run(lambda connection: self._write_index_anew(connection, limits.most_bytes or 0))
        return gone

    def _write_index_anew(self, connection: sqlite3.Connection, most_bytes: int) -> None:
        """Take the marks of deleted words out of the index, where they make the file larger than allowed."""
        if not self._is_read_only and _weight_and_use(connection)[1] > most_bytes:
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")

    def take_notices(self) -> tuple[Failure, ...]:
        """Return what the person must know about the file, each once."""
        with self._lock:
            taken, self._notices = tuple(self._notices), []
        return taken

    def close(self) -> None:
        """Close the file; the next call would open it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, work: _Work[T]) -> T:
        with self._lock:
            try:
                return self._mended(work)
            except sqlite3.Error as error:
                raise failure_of(self._path, error) from error

    def _mended(self, work: _Work[T]) -> T:
        """Do the work; where the index is damaged, on a new index, where the file is, on a fresh file."""
        try:
            return work(self._opened())
        except sqlite3.Error as error:
            if not is_damage(error) or self._is_read_only:
                raise
            if self._with_new_index(error):
                with suppress(sqlite3.DatabaseError):
                    return work(self._opened())
            self._start_anew(error)
            return work(self._opened())

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            opened = open_history(self._path, self._steps)
            self._connection = opened.connection
            self._is_read_only = opened.notice is not None and opened.notice.id == "history.newer"
            self._notices += [opened.notice] if opened.notice else []
        return self._connection

    def _with_new_index(self, error: sqlite3.Error) -> bool:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT_VTAB or self._connection is None:
            return False
        try:
            self._connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        except sqlite3.Error:
            return False
        return True

    def _start_anew(self, error: sqlite3.Error) -> None:
        if self._connection is not None:
            self._connection.close()
        opened = reopen_anew(self._path, str(error), self._steps)
        self._connection = opened.connection
        self._notices += [opened.notice] if opened.notice else []

    def _refuse_where_read_only(self) -> None:
        if self._is_read_only:
            raise StorageError(
                Failure(
                    "history.newer",
                    f"{self._path} was written by a newer Countersign and is left as it is.",
                    "Update Countersign.",
                )
            )


class _Transaction:
    """Do all that is inside, or nothing of it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                self._roll_back()
                raise
        else:
            self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _insert(table: str, columns: Sequence[str]) -> str:
    marks = ", ".join("?" for _ in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _delete(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    chosen = (json.dumps(list(ids)),)
    among = "IN (SELECT value FROM json_each(?))"
    with _Transaction(connection):
        # The index of words is told what it read, so that it can take it out.
        connection.execute(
            f"INSERT INTO words (words, rowid, {_WORD_COLUMNS}) SELECT 'delete', id, {_FROM_SEARCHABLE} {among}",
            chosen,
        )
        for table in ("contents", "entries"):
            connection.execute(f"DELETE FROM {table} WHERE id {among}", chosen)  # noqa: S608


def _weight_and_use(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return what all entries weigh, and how many bytes of the file are in use."""
    weight = _number(connection, "SELECT sum(weight) FROM entries", {})
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
    return weight, (pages - free) * size


def _give_back(connection: sqlite3.Connection) -> None:
    """Shrink the file and its journal."""
    with suppress(sqlite3.OperationalError):
        # A script goes through all steps of the vacuum, one page each; a single statement stops after the first.
        connection.executescript("PRAGMA incremental_vacuum")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _beyond(connection: sqlite3.Connection, limits: HistoryLimits, now: float) -> list[int]:
    newest_to_go = max(
        _too_old(connection, limits, now), _too_many(connection, limits), _too_large(connection, limits)
    )
    found = connection.execute(
        "SELECT id FROM entries WHERE id <= ? ORDER BY id LIMIT ?", (newest_to_go, _AT_ONCE)
    ).fetchall()
    return [row[0] for row in found]


def _too_old(connection: sqlite3.Connection, limits: HistoryLimits, now: float) -> int:
    if limits.most_days is None:
        return 0
    # A clock that was wrong once leaves an old moment among new ids: only what no younger entry precedes goes.
    return _number(
        connection,
        "SELECT ifnull((SELECT min(id) FROM entries WHERE at >= :from), (SELECT max(id) + 1 FROM entries)) - 1",
        {"from": now - limits.most_days * _DAY},
    )


def _too_many(connection: sqlite3.Connection, limits: HistoryLimits) -> int:
    if limits.most_entries is None:
        return 0
    return _number(
        connection,
        "SELECT id FROM entries ORDER BY id DESC LIMIT 1 OFFSET :most",
        {"most": max(0, limits.most_entries)},
    )


def _too_large(connection: sqlite3.Connection, limits: HistoryLimits) -> int:
    if limits.most_bytes is None:
        return 0
    return _number(
        connection,
        "SELECT max(id) FROM (SELECT id, sum(weight) OVER (ORDER BY id DESC) AS total FROM entries)"
        " WHERE total > :most",
        {"most": limits.most_bytes},
    )


def _number(connection: sqlite3.Connection, sql: str, parameters: dict[str, float]) -> int:
    found = connection.execute(sql, parameters).fetchone()
    return int(found[0] or 0) if found else 0

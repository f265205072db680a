"""The tables of the history, and the steps from each version of them to the next.

`entries` is slim, so that lists and sums read few pages; `contents` holds the rest, bodies packed. The index of words
holds no text of its own: it reads it back through the view `searchable`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

Step = tuple[str, ...]
APPLICATION_ID = 0x43544853

_FIRST: Step = (
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        method TEXT NOT NULL,
        url TEXT NOT NULL,
        host TEXT NOT NULL,
        status INTEGER,
        milliseconds REAL NOT NULL,
        failure TEXT NOT NULL,
        workspace TEXT NOT NULL,
        source TEXT NOT NULL,
        environment TEXT NOT NULL,
        weight INTEGER NOT NULL
    )""",
    "CREATE INDEX entries_by_time ON entries (at)",
    "CREATE INDEX entries_by_weight ON entries (id, weight)",
    """CREATE TABLE contents (
        id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
        draft TEXT NOT NULL,
        reason TEXT NOT NULL,
        request_headers TEXT NOT NULL,
        request_body BLOB NOT NULL,
        request_size INTEGER NOT NULL,
        request_is_text INTEGER NOT NULL,
        request_note TEXT NOT NULL,
        response_headers TEXT NOT NULL,
        response_body BLOB NOT NULL,
        response_size INTEGER NOT NULL,
        response_is_text INTEGER NOT NULL,
        response_note TEXT NOT NULL
    )""",
    """CREATE VIEW searchable AS SELECT
        entries.id AS id, method, url,
        header_words(request_headers) AS request_headers,
        body_words(request_body, request_is_text) AS request_body,
        header_words(response_headers) AS response_headers,
        body_words(response_body, response_is_text) AS response_body
        FROM entries JOIN contents ON contents.id = entries.id""",
    """CREATE VIRTUAL TABLE words USING fts5 (
        method, url, request_headers, request_body, response_headers, response_body,
        content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )""",
)
STEPS: tuple[Step, ...] = (_FIRST,)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the tables, 0 for a file without any."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_empty(connection: sqlite3.Connection) -> bool:
    """Tell whether nothing was ever written to the file."""
    return int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]) == 0


def is_history(connection: sqlite3.Connection) -> bool:
    """Tell whether a file that is not empty is a history."""
    return int(connection.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Take the tables to the newest version, one step and one transaction at a time."""
    for version in range(version_of(connection), len(steps)):
        _take(connection, steps[version], version)


def _take(connection: sqlite3.Connection, step: Step, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) == version:  # else another window was faster
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

"""The file of the history is opened, replaced or stood in for; the person hears which."""

from __future__ import annotations

import sqlite3

import pytest

from countersign.storage.history_file import failure_of, is_damage, open_history, reopen_anew
from countersign.storage.history_schema import STEPS, version_of


def test_a_new_file_is_at_the_newest_version_and_safe_at_every_commit(tmp_path):
    opened = open_history(tmp_path / "new" / "history.sqlite3")
    pragma = {
        name: opened.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "auto_vacuum", "foreign_keys")
    }
    assert tuple(pragma.values()) == ("wal", 2, 1, 2, 1)
    assert (version_of(opened.connection), opened.notice) == (len(STEPS), None)
    opened.connection.close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_journal_goes_with_the_file_that_it_belongs_to(tmp_path):
    path = tmp_path / "history.sqlite3"
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"history.sqlite3{end}").write_bytes(b"old" + end.encode())
    opened = reopen_anew(path, "because")
    assert opened.notice is not None
    assert opened.notice.detail == "because"
    opened.connection.close()
    aside = sorted(one.read_bytes() for one in tmp_path.iterdir() if ".corrupt-" in one.name)
    assert aside == [b"old", b"old-shm", b"old-wal"]


def test_what_cannot_be_set_aside_is_left_and_named(tmp_path):
    opened = reopen_anew(tmp_path / "gone" / "history.sqlite3", "because")
    assert opened.notice is not None
    assert opened.notice.id == "history.corrupt-in-place"
    assert version_of(opened.connection) == len(STEPS)
    opened.connection.close()


@pytest.mark.parametrize(
    ("code", "failure_id", "damage"),
    [
        (sqlite3.SQLITE_FULL, "history.disk-full", False),
        (sqlite3.SQLITE_IOERR_WRITE, "history.disk-error", False),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "history.read-only", False),
        (sqlite3.SQLITE_BUSY, "history.busy", False),
        (sqlite3.SQLITE_CORRUPT_VTAB, "history.failed", True),
        (sqlite3.SQLITE_NOTADB, "history.failed", True),
        (None, "history.failed", False),
    ],
)
def test_every_error_has_a_sentence_and_damage_is_told_apart(tmp_path, code, failure_id, damage):
    error = sqlite3.OperationalError("words of the library")
    if code is not None:
        error.sqlite_errorcode = code
    failure = failure_of(tmp_path / "h", error).failure
    assert (failure.id, failure.detail) == (failure_id, "words of the library")
    assert is_damage(error) is damage

"""What was sent is kept, found by its words, and goes when it is old, too much, or not wanted any more."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.channel import ChannelDraft
from countersign.model.errors import StorageError
from countersign.model.history import HistoryEntry, HistoryLimits, HistoryQuery, HistoryRow, KeptBody, Origin
from countersign.model.request import Header, RequestDraft
from countersign.model.socket import SocketDraft
from countersign.storage.history_database import HistoryDatabase
from countersign.storage.history_schema import STEPS

KILLS = os.environ.get("COUNTERSIGN_KILLS", "200")
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOST = "api.example.com"
NOWHERE = Origin()
EVERYTHING = HistoryQuery(limit=1000)


def entry(path="/orders", method="GET", status=200, at=NOW, origin=NOWHERE, body=b"", host=HOST, **rest):
    row = HistoryRow(at, method, f"https://{host}{path}", host, status, 12.5, origin=origin)
    return HistoryEntry(
        row, RequestDraft(url=f"https://{host}{path}"), response_body=KeptBody(body, len(body)), **rest
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "history.sqlite3"


@pytest.fixture
def database(path):
    kept = HistoryDatabase(path)
    yield kept
    kept.close()


def paths(rows):
    return [row.url.partition("example.com")[2] for row in rows]


def urls(database, **query):
    return paths(database.search(HistoryQuery(**query)))


@pytest.mark.parametrize(
    "draft",
    [
        RequestDraft(url="https://x/é\ud800", headers=(Header("A", "b"),)),
        SocketDraft(url="wss://x"),
        ChannelDraft(channel="front-door"),
    ],
)
def test_an_entry_comes_back_as_it_was_also_after_a_restart(database, path, draft):
    origin = Origin("/home/me/api", "Users/get.yml", "staging")
    kept = HistoryEntry(
        HistoryRow(NOW, draft.method, "https://x.example/", "x.example", None, 3.25, "It was reset.", origin),
        draft,
        (("Host", "x.example"), ("Accept", "*/*")),
        KeptBody(b'{"a": 1}', 8),
        "",
        (("Date", "today"),),
        KeptBody(b"\x89PNG\0", 2_000_000, is_text=False, note="Only the first 5 bytes are kept."),
    )
    number = database.add(kept)
    database.close()
    again = HistoryDatabase(path)
    found = again.entry(number)
    again.close()
    assert found is not None
    assert found.row.id == number
    assert HistoryEntry(HistoryRow(**{**_fields(found.row), "id": 0}), *_rest(found)) == kept


def _fields(row):
    return {name: getattr(row, name) for name in HistoryRow.__slots__}


def _rest(found):
    return [getattr(found, name) for name in HistoryEntry.__slots__ if name != "row"]


def test_the_file_and_its_journal_are_for_their_owner_only(database, path):
    database.add(entry())
    assert {one.stat().st_mode & 0o777 for one in path.parent.iterdir()} == {0o600}


def test_rows_come_newest_first_and_page_by_page(database):
    for number in range(7):
        database.add(entry(f"/{number}"))
    first = database.search(HistoryQuery(limit=3))
    second = database.search(HistoryQuery(limit=3, before=first[-1].id))
    assert paths(first) + paths(second) == ["/6", "/5", "/4", "/3", "/2", "/1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders", ["/b", "/orders/17"]),
        ("ORD", ["/b", "/orders/17"]),
        ("orders 17", ["/orders/17"]),
        ("/orders/17", ["/orders/17"]),
        ("post", ["/b"]),
        ("x-trace-id", ["/c"]),
        ("müller", ["/d"]),
        ("muller", ["/d"]),
        ('"', []),
        ("/", ["/d", "/c", "/b", "/orders/17"]),
        ("nowhere", []),
        ("NOT orders OR", []),
    ],
)
def test_words_are_found_in_method_url_headers_and_bodies(database, text, expected):
    database.add(entry("/orders/17"))
    database.add(entry("/b", "POST", request_body=KeptBody(b'{"orders": []}', 14)))
    database.add(entry("/c", response_headers=(("X-Trace-Id", "1-abc"),)))
    database.add(entry("/d", body="Herr Müller".encode()))
    assert urls(database, text=text) == expected


def test_bytes_that_are_no_text_are_not_searched(database):
    database.add(HistoryEntry(entry("/a").row, response_body=KeptBody(b"hidden word", 11, is_text=False)))
    assert urls(database, text="hidden") == []


def test_rows_are_filtered_by_everything_at_once(database):
    for number, (method, status) in enumerate(
        [("GET", 200), ("POST", 201), ("WS", 101), ("GET", 404), ("GET", None)]
    ):
        database.add(entry(f"/{number}", method, status, NOW + timedelta(hours=number)))
    assert urls(database, methods=("GET",)) == ["/4", "/3", "/0"]
    assert urls(database, methods=("POST", "WS")) == ["/2", "/1"]
    assert urls(database, statuses=("2xx",)) == ["/1", "/0"]
    assert urls(database, statuses=("failed", "4xx")) == ["/4", "/3"]
    assert urls(database, since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=3)) == ["/2", "/1"]
    assert urls(database, methods=("GET",), statuses=("2xx", "4xx"), text="3") == ["/3"]


def test_rows_are_filtered_by_host_and_by_place_in_the_collection(database):
    database.add(entry("/a", host="api.example.com", origin=Origin("/w", "Users/get.yml")))
    database.add(entry("/b", host="other.example.com", origin=Origin("/w", "Users/new/post.yml")))
    database.add(entry("/c", host="notexample.com", origin=Origin("/v", "Users.yml")))
    assert urls(database, host="EXAMPLE.com") == ["/b", "/a"]
    assert urls(database, host="api.example.com") == ["/a"]
    assert urls(database, workspace="/w") == ["/b", "/a"]
    assert urls(database, source="Users") == ["/b", "/a"]
    assert urls(database, workspace="/w", source="Users/get.yml") == ["/a"]


@given(
    text=st.text(max_size=60) | st.text(alphabet='"*^():+-{} \0ANDORT\ud800é\\', max_size=40),
    host=st.text(max_size=10),
    source=st.text(max_size=10),
)
def test_no_question_breaks_the_search(text, host, source):
    database = HistoryDatabase(Path(":memory:"))
    try:
        assert database.search(HistoryQuery(text, host=host, source=source)) in ((), ())
    finally:
        database.close()


@given(
    st.builds(
        lambda text, url, headers, body: HistoryEntry(
            HistoryRow(NOW, text, url, text, 200, failure=text, origin=Origin(text, text, text)),
            RequestDraft(text, text, url),
            headers,
            KeptBody(body, len(body), note=text),
            text,
            headers,
            KeptBody(body, len(body), is_text=False),
        ),
        st.text(st.characters(), max_size=20),
        st.text(max_size=20),
        st.lists(st.tuples(st.text(max_size=5), st.text(st.characters(), max_size=9))).map(tuple),
        st.binary(max_size=60),
    )
)
def test_whatever_is_kept_can_be_read_and_deleted(kept):
    database = HistoryDatabase(Path(":memory:"))
    try:
        number = database.add(kept)
        found = database.entry(number)
        assert found is not None
        assert found.draft == kept.draft
        assert found.request_headers == kept.request_headers
        assert found.response_body.data == kept.response_body.data
        database.delete(number)
        assert database.count() == 0
        database._connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    finally:
        database.close()


def test_what_is_deleted_is_found_no_more(database):
    first, second = database.add(entry("/a")), database.add(entry("/b"))
    database.delete(first, 9999)
    assert database.entry(first) is None
    assert urls(database, text="example") == ["/b"]
    assert database.entry(second) is not None


def test_clearing_leaves_no_trace_in_the_file(database, path):
    for _ in range(50):
        database.add(entry("/unforgettable", body=os.urandom(3000).hex().encode()))
    database.clear()
    assert (database.count(), urls(database, text="unforgettable")) == (0, [])
    assert not any(b"unforgettable" in one.read_bytes() for one in path.parent.iterdir())
    assert path.stat().st_size < 100_000
    database.add(entry("/new"))
    assert urls(database, text="new") == ["/new"]


def test_old_entries_go(database):
    for days in (100, 91, 89, 1):
        database.add(entry(f"/{days}", at=NOW - timedelta(days=days)))
    assert database.prune(HistoryLimits(), NOW.timestamp()) == 2
    assert paths(database.search(EVERYTHING)) == ["/1", "/89"]


def test_more_entries_than_wanted_go_the_oldest_first(database):
    for number in range(250):
        database.add(entry(f"/{number}"))
    assert database.prune(HistoryLimits(most_days=None, most_entries=2)) == 248
    assert paths(database.search(EVERYTHING)) == ["/249", "/248"]
    assert database.prune(HistoryLimits(most_days=None, most_entries=0)) == 2


def test_the_file_never_stays_larger_than_allowed(database, path):
    limits = HistoryLimits(most_bytes=1_500_000, most_days=None)
    for round_of_writing in range(3):
        for number in range(100):
            words = " ".join(os.urandom(4).hex() for _ in range(1500))
            database.add(entry(f"/{round_of_writing}/{number}", body=words.encode()))
        database.prune(limits)
        assert 200_000 < path.stat().st_size <= 1_500_000
        assert database.count() > 20
    assert paths(database.search(HistoryQuery(limit=1))) == ["/2/99"]


def test_nothing_goes_within_the_limits(database):
    database.add(entry(at=NOW))
    assert database.prune(HistoryLimits(most_entries=1), NOW.timestamp()) == 0
    assert database.prune(HistoryLimits(None, None, None), 1e12) == 0


def test_two_windows_share_one_file(database, path):
    other = HistoryDatabase(path)
    other.add(entry("/other"))
    database.add(entry("/own"))
    assert paths(other.search(EVERYTHING)) == ["/own", "/other"]
    other.close()


def test_a_full_disk_loses_nothing_that_was_kept_and_says_so(database):
    database.add(entry("/kept"))
    connection = database._connection
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 2}")
    with pytest.raises(StorageError, match="the disk is full") as caught:
        database.add(entry("/lost", body=os.urandom(50_000).hex().encode()))
    assert caught.value.failure.id == "history.disk-full"
    assert paths(database.search(EVERYTHING)) == ["/kept"]
    connection.execute("PRAGMA max_page_count = 1000000")
    database.add(entry("/later"))
    assert paths(database.search(EVERYTHING)) == ["/later", "/kept"]
    assert database.take_notices() == ()


@contextmanager
def files_no_longer_than(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def add_until_refused(database):
    for _ in range(20):
        database.add(entry("/lost", body=os.urandom(20_000).hex().encode()))


@pytest.mark.parametrize("room", range(0, 60_000, 4_000))
def test_a_write_that_the_disk_refuses_leaves_what_was_there(database, path, room):
    database.add(entry("/kept"))
    journal = path.with_name(path.name + "-wal").stat().st_size
    with files_no_longer_than(journal + room), pytest.raises(StorageError) as caught:
        add_until_refused(database)
    assert caught.value.failure.id in {"history.disk-error", "history.disk-full"}
    assert paths(database.search(EVERYTHING))[-1] == "/kept"
    database.add(entry("/later"))
    assert paths(database.search(EVERYTHING))[0] == "/later"
    database._connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")


def test_a_folder_that_cannot_be_written_keeps_the_history_in_memory(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    database = HistoryDatabase(tmp_path / "file" / "history.sqlite3")
    database.add(entry("/a"))
    assert paths(database.search(EVERYTHING)) == ["/a"]
    (notice,) = database.take_notices()
    assert notice.id == "history.not-opened"
    assert "remembered in memory" in notice.action
    database.close()


def names(folder):
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize(
    "content", [b"somebody's notes" * 100, b"SQLite format 3\0" + b"\xff" * 5000], ids=["notes", "damaged"]
)
def test_a_file_that_is_no_history_is_set_aside_and_named(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    database = HistoryDatabase(path)
    database.add(entry("/new"))
    (notice,) = database.take_notices()
    database.close()
    (aside,) = (one for one in path.parent.iterdir() if ".corrupt-" in one.name)
    assert str(aside) in notice.sentence
    assert aside.read_bytes() == content
    assert paths(HistoryDatabase(path).search(EVERYTHING)) == ["/new"]


def test_the_database_of_another_program_is_set_aside(path):
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (text)")
    other.commit()
    other.close()
    database = HistoryDatabase(path)
    assert database.search(EVERYTHING) == ()
    (notice,) = database.take_notices()
    assert "not a history of Countersign" in notice.detail
    database.close()


def test_damage_that_shows_while_it_is_open_is_set_aside_with_its_journal(database, path):
    for number in range(40):
        database.add(entry(f"/{number}", body=os.urandom(3000).hex().encode()))
    database.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    broken = HistoryDatabase(path)
    broken.add(entry("/new"))
    assert paths(broken.search(EVERYTHING)) == ["/new"]
    (notice,) = broken.take_notices()
    assert notice.id == "history.corrupt"
    broken.close()
    aside = [name for name in names(path.parent) if ".corrupt-" in name and not name.endswith(("-wal", "-shm"))]
    assert len(aside) == 1
    assert aside[0] in notice.sentence


def test_a_damaged_index_of_words_is_written_anew(database):
    for number in range(30):
        database.add(entry(f"/{number}"))
    database._connection.execute("DELETE FROM words_data WHERE id > 10")
    assert len(urls(database, text="example")) == 30
    database._connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    assert (database.count(), database.take_notices()) == (30, ())


def test_a_damaged_body_is_said_and_the_rest_of_the_entry_is_there(database):
    number = database.add(entry("/a", body=b"x" * 500))
    database._connection.execute("UPDATE contents SET response_body = x'00112233', draft = '{'")
    found = database.entry(number)
    assert found is not None
    assert (found.row.url, found.draft) == ("https://api.example.com/a", None)
    assert found.response_body.note == "It is damaged and can no longer be read."


def test_a_newer_history_is_read_and_left_as_it_is(database, path):
    number = database.add(entry("/old"))
    database._connection.execute("PRAGMA user_version = 9")
    database.close()
    before = path.read_bytes()
    newer = HistoryDatabase(path)
    assert paths(newer.search(EVERYTHING)) == ["/old"]
    assert newer.entry(number) is not None
    (notice,) = newer.take_notices()
    assert notice.id == "history.newer"
    for change in (lambda: newer.add(entry()), lambda: newer.delete(number), newer.clear):
        with pytest.raises(StorageError, match="newer Countersign"):
            change()
    assert newer.prune(HistoryLimits(most_entries=0)) == 0
    newer.close()
    assert path.read_bytes() == before


def test_a_newer_history_that_no_longer_fits_says_so(database, path):
    database.add(entry("/old"))
    database._connection.execute("ALTER TABLE entries RENAME COLUMN url TO address")
    database._connection.execute("PRAGMA user_version = 9")
    database.close()
    newer = HistoryDatabase(path)
    with pytest.raises(StorageError, match="cannot be used"):
        newer.search(EVERYTHING)
    newer.close()


def test_an_older_history_is_migrated_one_version_at_a_time(database, path):
    database.add(entry("/old"))
    database.close()
    steps = (
        *STEPS,
        ("ALTER TABLE entries ADD COLUMN note TEXT NOT NULL DEFAULT 'two'",),
        ("UPDATE entries SET note = note || ' three'",),
    )
    newest = HistoryDatabase(path, steps=steps)
    newest.add(entry("/new"))
    notes = newest._connection.execute("SELECT note FROM entries ORDER BY id").fetchall()
    assert notes == [("two three",), ("two",)]
    assert newest._connection.execute("PRAGMA user_version").fetchone() == (3,)
    newest.close()


def test_a_migration_that_fails_changes_nothing(database, path):
    database.add(entry("/old"))
    database.close()
    steps = (*STEPS, ("ALTER TABLE entries ADD COLUMN note TEXT", "SELECT no_such_function()"))
    failing = HistoryDatabase(path, steps=steps)
    failing.search(EVERYTHING)
    assert failing.take_notices()[0].id == "history.failed"
    failing.close()
    again = HistoryDatabase(path)
    assert paths(again.search(EVERYTHING)) == ["/old"]
    assert again.take_notices() == ()
    again.close()


def test_a_locked_file_is_said_in_words(database, path, monkeypatch):
    monkeypatch.setattr("countersign.storage.history_file._BUSY_MILLISECONDS", 10)
    database.add(entry())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="another program holds it"):
        database.add(entry())
    other.close()
    database.add(entry())
    assert database.count() == 2


@pytest.mark.timeout(600)
def test_kills_in_the_middle_of_keeping_corrupt_nothing_and_lose_nothing_acknowledged(tmp_path):
    script = Path(__file__).with_name("killed_history.py")
    done = subprocess.run(
        [sys.executable, str(script), KILLS, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] == int(KILLS)
    assert (result["corrupt"], result["lost"]) == (0, 0), done.stderr
    assert result["acknowledged"] > 0


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path):
    (tmp_path / "history.sqlite3").mkdir()
    database = HistoryDatabase(tmp_path / "history.sqlite3")
    database.search(EVERYTHING)
    (notice,) = database.take_notices()
    assert notice.id == "history.not-opened"
    assert str(tmp_path) in notice.sentence
    database.close()

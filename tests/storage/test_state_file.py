"""The window's session comes back, and no version or damage of its file loses what was there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import StorageError
from countersign.model.request import RequestDraft
from countersign.model.session import SessionState, TabState
from countersign.storage.session_file import session_file

STATE = SessionState(
    tabs=(TabState("1", RequestDraft(url="https://x/é\ud800"), RequestDraft(), "Users/get.yml"),),
    active_tab="1",
    environment="playground",
    layout=(("main", "AAA="),),
)


def document(**members: object) -> str:
    return json.dumps({"format": "countersign-session", "version": 1, "session": {}, **members})


def test_a_session_comes_back_as_it_was_from_a_private_file(tmp_path):
    path = tmp_path / "new folder" / "session.json"
    session_file(path).save(STATE)
    assert session_file(path).load().state == STATE
    assert session_file(path).load().notice is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_file_is_an_empty_session_without_a_notice(tmp_path):
    loaded = session_file(tmp_path / "session.json").load()
    assert (loaded.state, loaded.notice) == (SessionState(), None)


CORRUPT = {
    "empty": b"",
    "cut off": b'{"format": "countersign-session", "version": 1, "session": {"tabs": [',
    "not JSON": b"\0\xff",
    "not UTF-8": b'"\xff"',
    "another file": b'{"name": "x"}',
    "a list": b"[]",
    "deep": b"[" * 200_000,
    "no session": document(session=None).encode(),
    "version is a text": document(version="1").encode(),
    "version zero": document(version=0).encode(),
    "wrong type": document(session={"tabs": [{"id": 1}]}).encode(),
    "huge number": document().replace("{}", '{"tabs": ' + "9" * 5000 + "}").encode(),
}


@pytest.mark.parametrize("content", CORRUPT.values(), ids=CORRUPT.keys())
def test_a_corrupt_file_is_set_aside_and_named(tmp_path, content):
    path = tmp_path / "session.json"
    path.write_bytes(content)
    loaded = session_file(path).load()
    (aside,) = tmp_path.iterdir()
    assert loaded.state == SessionState()
    assert loaded.notice is not None
    assert str(aside) in loaded.notice.sentence
    assert aside.name.startswith("session.json.corrupt-")
    assert aside.read_bytes() == content


def test_the_notice_names_the_place_of_a_wrong_value(tmp_path):
    path = tmp_path / "session.json"
    path.write_text(document(session={"tabs": [{"id": "1", "draft": {"url": 3}}]}))
    notice = session_file(path).load().notice
    assert notice is not None
    assert "session.tabs[0].draft.url is not a text" in notice.detail


def test_saving_over_a_file_that_went_corrupt_sets_it_aside_first(tmp_path):
    path = tmp_path / "session.json"
    path.write_bytes(b"somebody's notes")
    session_file(path).save(STATE)
    assert session_file(path).load().state == STATE
    (aside,) = (entry for entry in tmp_path.iterdir() if entry != path)
    assert aside.read_bytes() == b"somebody's notes"


def test_a_newer_file_is_read_as_far_as_it_can_be_and_never_overwritten(tmp_path):
    path = tmp_path / "session.json"
    content = document(version=3, session={"active_tab": "7", "unheard_of": 1})
    path.write_text(content)
    loaded = session_file(path).load()
    assert loaded.state.active_tab == "7"
    assert loaded.notice is not None
    assert loaded.notice.id == "session.newer"
    with pytest.raises(StorageError, match="newer Countersign"):
        session_file(path).save(STATE)
    assert path.read_text() == content


def test_a_newer_file_that_no_longer_fits_is_still_left_alone(tmp_path):
    path = tmp_path / "session.json"
    content = document(version=9, session=[1, 2])
    path.write_text(content)
    assert session_file(path).load().state == SessionState()
    with pytest.raises(StorageError):
        session_file(path).save(STATE)
    assert path.read_text() == content


def test_an_older_file_is_migrated_one_version_at_a_time(tmp_path):
    path = tmp_path / "session.json"
    path.write_text(document(session={"tab": "a"}))
    steps = {
        1: lambda session: {"active": session["tab"] + "b"},
        2: lambda session: {"active_tab": session["active"] + "c"},
    }
    newest = session_file(path, version=3, migrations=steps)
    assert newest.load().state == SessionState(active_tab="abc")
    newest.save(newest.load().state)
    assert json.loads(path.read_text())["version"] == 3


def test_a_file_that_may_not_be_read_is_not_replaced(tmp_path):
    path = tmp_path / "session.json"
    path.mkdir()
    loaded = session_file(path).load()
    assert loaded.notice is not None
    assert loaded.notice.id == "storage.not-a-file"
    with pytest.raises(StorageError):
        session_file(path).save(STATE)


@given(
    content=st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_any_content_is_a_session_or_set_aside(tmp_path_factory, content):
    path: Path = tmp_path_factory.mktemp("session") / "session.json"
    path.write_bytes(content if isinstance(content, bytes) else document(session=content).encode())
    session_file(path).load()
    session_file(path).save(STATE)
    assert session_file(path).load().state == STATE

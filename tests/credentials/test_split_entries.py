"""Values of any length come back exactly, and an interruption leaves the old one or the new one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.split_entries import PART_UNITS, SplitEntries, split
from countersign.model.errors import KeyringError
from tests.credentials.keyring_doubles import DictBackend, InterruptedBackend

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
long_text = st.tuples(storable.filter(bool), st.integers(1, 4000)).map(lambda pair: (pair[0] * pair[1])[:4500])


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(storable, st.integers(2, 7))
def test_pieces_join_to_the_value_and_none_is_too_long(value, size):
    pieces = list(split(value, size))
    assert "".join(pieces) == value
    assert all(units(piece) <= size for piece in pieces)


def test_a_character_outside_the_basic_plane_is_never_cut():
    assert list(split("ab😀c", 3)) == ["ab", "😀c"]


@given(st.lists(st.one_of(storable, long_text), min_size=1, max_size=4))
def test_the_last_value_is_read_back_and_no_part_of_an_older_one_stays(values):
    backend = DictBackend()
    entries = SplitEntries(backend, "countersign")
    for value in values:
        entries.write("name", value)
        assert entries.read("name") == value
        assert all(units(stored) <= PART_UNITS for stored in backend.entries.values())
    pieces = len(list(split(values[-1])))
    assert len(backend.entries) == (1 if pieces == 1 else pieces + 1)
    entries.remove("name")
    assert backend.entries == {}


def test_a_value_that_looks_like_a_pointer_is_kept_as_a_value():
    entries = SplitEntries(DictBackend(), "countersign")
    entries.write("name", "countersign-parts:1:a:3:00")
    assert entries.read("name") == "countersign-parts:1:a:3:00"


@pytest.mark.parametrize("old", ["short", "o" * 3500])
@pytest.mark.parametrize("new", ["tiny", "n" * 4097])
@pytest.mark.parametrize("changes", range(12))
def test_an_interrupted_write_leaves_the_old_or_the_new_value_and_the_next_one_leaves_no_stray(old, new, changes):
    whole = DictBackend()
    SplitEntries(whole, "countersign").write("name", old)
    interrupted = InterruptedBackend(dict(whole.entries), changes)
    finished = True
    try:
        SplitEntries(interrupted, "countersign").write("name", new)
    except ConnectionResetError:
        finished = False
    after = DictBackend()
    after.entries = interrupted.entries
    entries = SplitEntries(after, "countersign")
    assert entries.read("name") in ({new} if finished else {old, new})
    if changes == 0:
        assert entries.read("name") == old
    entries.write("name", "x" * 1500)
    assert len(after.entries) == 3
    entries.remove("name")
    assert after.entries == {}


def test_an_interrupted_removal_can_be_finished():
    whole = DictBackend()
    SplitEntries(whole, "countersign").write("name", "v" * 3500)
    for changes in range(5):
        interrupted = InterruptedBackend(dict(whole.entries), changes)
        with pytest.raises(ConnectionResetError):
            SplitEntries(interrupted, "countersign").remove("name")
        after = DictBackend()
        after.entries = interrupted.entries
        SplitEntries(after, "countersign").remove("name")
        assert after.entries == {}


@pytest.mark.parametrize("damage", ["lost", "changed", "pointer"])
def test_a_value_with_a_missing_or_foreign_part_is_reported_as_damaged(damage):
    backend = DictBackend()
    entries = SplitEntries(backend, "countersign")
    entries.write("name", "v" * 2500)
    if damage == "lost":
        del backend.entries["part:a:1:name"]
    elif damage == "changed":
        backend.entries["part:a:1:name"] = "w" * 1000
    else:
        backend.entries["name"] = "countersign-parts:2:z"
    with pytest.raises(KeyringError) as raised:
        entries.read("name")
    assert raised.value.failure.id == "keyring.damaged"


@pytest.mark.parametrize("value", ["a\0b", "a\ud800"])
def test_a_value_that_no_keyring_can_hold_is_refused_before_anything_changes(value):
    backend = DictBackend()
    with pytest.raises(KeyringError) as raised:
        SplitEntries(backend, "countersign").write("name", value)
    assert raised.value.failure.id == "keyring.not-text"
    assert backend.calls == []

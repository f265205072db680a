"""Notes are kept once, in order, and not without end."""

from __future__ import annotations

from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.model.imported import ImportNote


def test_a_place_reads_like_a_path():
    assert place_of("Users", "", "Create\n user") == "Users / Create user"


def test_a_note_stands_there_once():
    notes = ImportNotes()
    notes.left_out("a", "x")
    notes.changed("a", "x")
    notes.left_out("a", "x")
    notes.extend((ImportNote("a", "x"),))
    assert notes.all == (ImportNote("a", "x", "left-out"), ImportNote("a", "x", "changed"))


def test_a_file_is_named_in_part_where_its_name_is_long():
    notes = ImportNotes()
    notes.file_named("a", "/x" * 100)
    assert "…” was not read" in notes.all[0].sentence
    assert len(notes.all[0].sentence) < 200


def test_notes_beyond_a_thousand_are_counted():
    notes = ImportNotes()
    for number in range(1005):
        notes.left_out("a", f"{number}")
    assert (len(notes.all), notes.all[-1].sentence) == (1001, "5 more notes are not listed.")

"""Other tools' dynamic values in our words."""

from __future__ import annotations

import pytest

from countersign.formats.importing.dynamic_names import with_our_names
from countersign.formats.importing.import_notes import ImportNotes


@pytest.mark.parametrize(
    ("written", "expected", "noted"),
    [
        ("{{$randomUUID}} and {{plain}}", "{{$uuid}} and {{plain}}", False),
        ("{{ $timestamp }}", "{{$timestamp}}", False),
        ("{{process.env.API_HOST}}", "{{API_HOST}}", True),
        ("{{$dotenv %NAME}}", "{{NAME}}", True),
        ("{{$random.integer(-5, 5)}}", "{{$randomInt -5 5}}", False),
        ("{{$randomFirstName}}", "{{$randomFirstName}}", True),
        ("no {variable}", "no {variable}", False),
    ],
)
def test_names_are_translated_or_noted(written, expected, noted):
    notes = ImportNotes()
    assert with_our_names(written, notes) == expected
    assert bool(notes.all) is noted

"""The notes of one import, collected while it is read."""

from __future__ import annotations

from typing import Literal

from countersign.model.imported import ImportNote

_MOST = 1000
_LONGEST_NAME = 80


def place_of(*names: str) -> str:
    """Return a place as a person reads it: "Users / Create user / Auth". Names without text are left out."""
    shortened = (" ".join(name.split())[:_LONGEST_NAME] for name in names)
    return " / ".join(name for name in shortened if name)


class ImportNotes:
    """Collect notes in their order, each once; beyond a thousand they are only counted."""

    def __init__(self) -> None:
        self._notes: dict[ImportNote, None] = {}
        self._uncounted = 0

    def left_out(self, place: str, sentence: str) -> None:
        """Note what does not come in."""
        self._add(ImportNote(place, sentence, "left-out"))

    def changed(self, place: str, sentence: str) -> None:
        """Note what comes in, but not as it was."""
        self._add(ImportNote(place, sentence, "changed"))

    def file_named(self, place: str, path: str) -> None:
        """Note that the source names a file, which is not opened."""
        self.changed(place, f"The file “{_shortened(path)}” was not read; its path is kept. Check it before sending.")

    def extend(self, notes: tuple[ImportNote, ...]) -> None:
        """Take over notes that were made elsewhere."""
        for note in notes:
            self._add(note)

    @property
    def all(self) -> tuple[ImportNote, ...]:
        """Return the notes, the last one with the number of those that are not listed."""
        if not self._uncounted:
            return tuple(self._notes)
        kind: Literal["left-out"] = "left-out"
        return (*self._notes, ImportNote("", f"{self._uncounted:,} more notes are not listed.", kind))

    def _add(self, note: ImportNote) -> None:
        if note in self._notes:
            return
        if len(self._notes) >= _MOST:
            self._uncounted += 1
        else:
            self._notes[note] = None


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"

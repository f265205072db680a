"""What a change of the files on the disk means for the tabs that are open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from countersign.model.drafts import Draft
from countersign.model.session import TabState
from countersign.model.workspace import Folder, SavedRequest

Meaning = Literal["same", "taken-in", "conflict", "gone"]


@dataclass(frozen=True, slots=True)
class DiskChange:
    """Say what became of one tab. `theirs` is what the file holds now, None for one that is gone."""

    state: TabState
    meaning: Meaning
    theirs: Draft | None = None


def disk_change(state: TabState, saved: dict[str, SavedRequest]) -> DiskChange:
    """Hold a tab against the files; `saved` holds every request of the collection by its path.

    A file that was changed is taken in where the tab holds no edit; against an edit it is a conflict.
    """
    if not state.source or state.saved is None:
        return DiskChange(state, "same")
    found = saved.get(state.source)
    if found is None:
        return DiskChange(state, "gone")
    if found.draft == state.saved:
        return DiskChange(state, "same", found.draft)
    meaning: Meaning = "taken-in" if state.draft in (state.saved, found.draft) else "conflict"
    return DiskChange(state, meaning, found.draft)


def with_mine(change: DiskChange) -> TabState:
    """Return the tab that keeps its edit; the next save goes over what the file holds now."""
    return replace(change.state, saved=change.theirs)


def with_theirs(change: DiskChange) -> TabState:
    """Return the tab that shows what the file holds now."""
    assert change.theirs is not None
    return replace(change.state, draft=change.theirs, saved=change.theirs)


def by_path(folder: Folder) -> dict[str, SavedRequest]:
    """Return every request of a folder by its path."""
    found: dict[str, SavedRequest] = {}
    for item in folder.items:
        if isinstance(item, SavedRequest):
            found[item.path] = item
        else:
            found |= by_path(item)
    return found

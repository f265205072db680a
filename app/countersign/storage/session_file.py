"""The file that brings the window back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from countersign.formats.draft_json import session_from_json, session_to_json, session_with_kinds
from countersign.model.session import SessionState
from countersign.storage.state_file import Migration, StateFile, StateKind

_SESSION = StateKind(
    "session",
    "the last session",
    "this window's tabs are not kept",
    SessionState,
    session_to_json,
    session_from_json,
    version=2,
)
_MIGRATIONS: Mapping[int, Migration] = {1: session_with_kinds}


def session_file(
    path: Path, *, version: int | None = None, migrations: Mapping[int, Migration] = _MIGRATIONS
) -> StateFile[SessionState]:
    """Return the file that brings the window back as it was."""
    return StateFile(path, _SESSION, version=version, migrations=migrations)

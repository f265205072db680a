"""The file of the things with names: user pools, roles, identity pools, providers."""

from __future__ import annotations

from pathlib import Path

from countersign.formats.definitions_json import definitions_from_json, definitions_to_json
from countersign.model.definitions import Definitions
from countersign.storage.state_file import StateFile, StateKind

_DEFINITIONS = StateKind(
    "definitions",
    "user pools and roles",
    "changes to user pools and roles are not kept",
    Definitions,
    definitions_to_json,
    definitions_from_json,
)


def definitions_file(path: Path) -> StateFile[Definitions]:
    """Return the file of user pools, roles, identity pools and providers."""
    return StateFile(path, _DEFINITIONS)

"""What every exporter gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from countersign.model.imported import ImportNote
from countersign.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold a file's bytes, and notes on what the format has no word for or what was left out."""

    data: bytes = field(repr=False)
    notes: tuple[ImportNote, ...] = ()


class Exporter(Protocol):
    """Write a whole workspace as one file. To add a format, add a module and a line in `registry.py`."""

    @property
    def name(self) -> str:
        """Return what a menu shows ("Postman collection 2.1")."""

    @property
    def suffix(self) -> str:
        """Return the end of a file's name (".json")."""

    def export(self, workspace: Workspace) -> Exported:
        """Return the file. No literal secret is in it: variables without a value stand in their places."""

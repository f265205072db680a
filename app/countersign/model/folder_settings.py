"""What a folder or a collection sets for what is inside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from countersign.model.auth import Auth, InheritAuth
from countersign.model.request import Header
from countersign.model.workspace import Folder, Variable


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """Hold the part of a folder that a person sets, besides its name and its order."""

    auth: Auth = field(default_factory=InheritAuth)
    headers: tuple[Header, ...] = ()
    variables: tuple[Variable, ...] = ()
    docs: str = ""

    @classmethod
    def of(cls, folder: Folder) -> FolderSettings:
        """Return the settings of a folder that was read."""
        return cls(folder.auth, folder.headers, folder.variables, folder.docs)

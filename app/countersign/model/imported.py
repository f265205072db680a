"""What an import brings in, before anything is written: a tree, environments, what is left out, secrets found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from countersign.model.auth import Auth, InheritAuth
from countersign.model.drafts import Draft
from countersign.model.request import Header
from countersign.model.workspace import Environment, Example, Variable


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """Hold one request, WebSocket or channel that comes in; it has no file yet."""

    draft: Draft
    variables: tuple[Variable, ...] = ()
    tags: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedFolder:
    """Hold a folder that comes in, its items in their order, and what they inherit from it."""

    name: str
    items: tuple[ImportedItem | ImportedFolder, ...] = ()
    auth: Auth = field(default_factory=InheritAuth)
    headers: tuple[Header, ...] = ()
    variables: tuple[Variable, ...] = ()
    docs: str = ""


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Say what is left out or changed, and where: `place` is readable ("Users / Create user / Auth")."""

    place: str
    sentence: str
    kind: Literal["left-out", "changed"] = "left-out"


@dataclass(frozen=True, slots=True)
class FoundSecret:
    """Hold a secret that stood in the source. What comes in refers to it as `{{variable}}` and never holds it."""

    variable: str
    place: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Imported:
    """Hold all that one source brings in. `root` is the collection itself."""

    format: str
    root: ImportedFolder
    environments: tuple[Environment, ...] = ()
    notes: tuple[ImportNote, ...] = ()
    secrets: tuple[FoundSecret, ...] = ()

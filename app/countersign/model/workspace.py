"""What a workspace holds once it is read: folders, requests, environments."""

from __future__ import annotations

from dataclasses import dataclass, field

from countersign.model.auth import Auth, InheritAuth
from countersign.model.drafts import Draft
from countersign.model.errors import Failure
from countersign.model.request import Header


@dataclass(frozen=True, slots=True)
class Variable:
    """Hold one variable; a secret one has no value in any file."""

    name: str
    value: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """Hold a saved response. `body` is text; headers stand in their order."""

    name: str
    status: int = 200
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    content_type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """Hold one request, WebSocket or channel of a collection.

    `path` is its file, relative to the workspace's folder, with "/".
    """

    path: str
    draft: Draft
    variables: tuple[Variable, ...] = ()
    tags: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """Hold a folder's children in their order, and what they inherit from it. The root's path is ""."""

    name: str
    path: str
    items: tuple[SavedRequest | Folder, ...] = ()
    auth: Auth = field(default_factory=InheritAuth)
    headers: tuple[Header, ...] = ()
    variables: tuple[Variable, ...] = ()
    docs: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """Hold one named set of variables."""

    name: str
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """Hold one collection; `problems` names the files that could not be read, the rest is loaded."""

    name: str
    root: Folder
    environments: tuple[Environment, ...] = ()
    problems: tuple[Failure, ...] = ()

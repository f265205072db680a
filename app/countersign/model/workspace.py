"""What a workspace holds once it is read: folders, requests, environments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from countersign.model.auth import Auth, InheritAuth
from countersign.model.drafts import Draft
from countersign.model.errors import Failure
from countersign.model.request import Header

VariableType = Literal["", "string", "number", "boolean", "null", "object"]


@dataclass(frozen=True, slots=True)
class Variable:
    """Hold one variable; a secret one has no value in any file.

    `type` is "" for a plain text. Whatever the type, the value is filled in as it is written.
    """

    name: str
    value: str = field(repr=False)
    secret: bool = False
    type: VariableType = ""
    enabled: bool = True


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
    """Hold one named set of variables.

    `path` is its file, relative to the workspace's folder, "" for one that stands in opencollection.yml.
    `dotenv_path` names a file inside the workspace, and `dotenv` what that file holds, all of it secret.
    """

    name: str
    variables: tuple[Variable, ...] = ()
    path: str = ""
    dotenv_path: str = ""
    dotenv: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """Hold one collection; `problems` names the files that could not be read, the rest is loaded.

    `folder` is where it was read from, without links; secret variables are kept for that place only.
    """

    name: str
    root: Folder
    environments: tuple[Environment, ...] = ()
    problems: tuple[Failure, ...] = ()
    folder: str = ""

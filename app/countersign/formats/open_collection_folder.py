"""What a folder or a collection sets, as an OpenCollection document, and the part the format has no word for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countersign.formats.open_collection_auth import auth_document, auth_options
from countersign.formats.open_collection_parts import entry_document, variable_document
from countersign.model.auth import Auth, InheritAuth, NoAuth
from countersign.model.folder_settings import FolderSettings
from countersign.model.workspace import Variable

NO_AUTH = {"type": "none"}
"""The options of a folder that sends no credentials, whatever is around it: the format can only inherit."""


@dataclass(frozen=True, slots=True)
class WrittenFolder:
    """Hold the defaults under `request`, the docs, the options of the folder, and sentences on what was left out."""

    defaults: dict[str, Any]
    docs: str
    options: dict[str, Any]
    notes: tuple[str, ...] = ()


def write_folder(settings: FolderSettings, *, is_root: bool) -> WrittenFolder:
    """Return settings as they are written. Literal secrets and the values of secret variables are left out."""
    notes: list[str] = []
    # Without auth a folder inherits, and a collection sends none.
    auth = None if isinstance(settings.auth, InheritAuth) else auth_document(settings.auth, notes)
    members = {
        "headers": [entry_document(header) for header in settings.headers],
        "auth": auth,
        "variables": [_variable(variable, notes) for variable in settings.variables],
    }
    options = folder_auth_options(settings.auth, is_root=is_root)
    defaults = {key: value for key, value in members.items() if value}
    return WrittenFolder(defaults, settings.docs, {"auth": options} if options else {}, tuple(notes))


def folder_auth_options(auth: Auth, *, is_root: bool) -> dict[str, Any]:
    """Return what `extensions.countersign` must hold of a folder's auth."""
    return dict(NO_AUTH) if isinstance(auth, NoAuth) and not is_root else auth_options(auth)


def _variable(variable: Variable, notes: list[str]) -> dict[str, Any]:
    if not variable.secret:
        return variable_document(variable)
    notes.append(f"{variable.name} is secret, so only its name is in the file; its value belongs to an environment.")
    return {"name": variable.name, "value": ""}

"""What surrounds every request of the window: workspace, environment, identity, playground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from countersign.formats.inheritance import headers_with_origin, inherited_auth, inherited_headers, scope_of
from countersign.model.auth import Auth, NoAuth, SigV4Auth
from countersign.model.credentials import Identity
from countersign.model.definitions import Definitions
from countersign.model.history import Origin
from countersign.model.request import Header
from countersign.model.session import TabState
from countersign.model.workspace import Environment, Variable, Workspace
from countersign.variables.prompts import Answer, with_answers
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.prepare_request import RequestContext


@cache
def _real_path(folder: str) -> str:
    return str(Path(folder).resolve())


class Surroundings(QObject):
    """Hold what requests inherit; `changed` follows every change, so that chips and the inspector stay true."""

    changed = Signal()

    def __init__(self, environment: str, identity: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._environment = environment
        self._identity = identity
        self._identities: tuple[Identity, ...] = ()
        self._playground: tuple[Variable, ...] = ()
        self._definitions = Definitions()
        self._answers: dict[str, Answer] = {}
        self._secrets: dict[tuple[str, str], Mapping[str, str]] = {}

    @property
    def workspace(self) -> Workspace | None:
        """Return the open workspace."""
        return self._workspace

    @property
    def environments(self) -> tuple[Environment, ...]:
        """Return the workspace's environments."""
        return self._workspace.environments if self._workspace else ()

    @property
    def environment(self) -> str:
        """Return the active environment's name, "" for none."""
        return self._environment

    @property
    def identity(self) -> str:
        """Return the name of the identity that signs unless a request names another."""
        return self._identity

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Return all identities."""
        return self._identities

    @property
    def definitions(self) -> Definitions:
        """Return user pools, roles, identity pools and providers."""
        return self._definitions

    def set_definitions(self, definitions: Definitions) -> None:
        """Take in the named things."""
        self._definitions = definitions
        self.changed.emit()

    def scope(self, path: str) -> Scope:
        """Return the variables in force for a request at this path, the playground's first; "" for one of no file."""
        playground = (Layer("playground", self._playground),) if self._playground else ()
        scope = Scope()
        if self._workspace is not None:
            scope = scope_of(self._workspace, path, self._active_environment())
        return with_answers(replace(scope, layers=(*playground, *scope.layers)), self._answers, self._answers)

    def path_of(self, state: TabState) -> str:
        """Return the path of a tab's file in the open workspace, "" for one that belongs to another.

        With the path alone, it would inherit from whatever stands there, and be signed for a stranger.
        """
        if self._workspace is None or state.collection in {"", self._workspace.folder}:
            return state.source
        return state.source if _real_path(state.collection) == self._workspace.folder else ""

    def set_workspace(self, workspace: Workspace) -> None:
        """Take in a workspace that was read; keep the environment if it has one of that name, else take its first."""
        self._workspace = workspace
        names = [environment.name for environment in workspace.environments]
        if self._environment not in names:
            self._environment = names[0] if names else ""
        self.changed.emit()

    def set_secrets(self, folder: str, environment: str, values: Mapping[str, str]) -> None:
        """Take in the values of an environment's secret variables, as the keyring has them for a workspace's folder.

        No other workspace gets them, though it may have an environment of the same name.
        """
        self._secrets[folder, environment] = dict(values)
        self.changed.emit()

    def add_answers(self, answers: Mapping[str, Answer]) -> None:
        """Remember what a person answered to `{{?Name}}` until the program ends."""
        self._answers |= answers
        self.changed.emit()

    def forget_answers(self) -> None:
        """Ask again at the next send."""
        self._answers.clear()
        self.changed.emit()

    def set_environment(self, name: str) -> None:
        """Make an environment the active one."""
        self._environment = name
        self.changed.emit()

    def set_identity(self, name: str) -> None:
        """Make an identity the default one."""
        self._identity = name
        self.changed.emit()

    def set_identities(self, identities: tuple[Identity, ...], *, are_all: bool = True) -> None:
        """Take in the identities; the first becomes the default where none is chosen, or the chosen one is gone."""
        self._identities = identities
        # A profile or a role is never taken without being asked for: it may want a sign-in or a code.
        at_hand = [identity.name for identity in identities if identity.kind in {"keyring", "memory"}]
        known = {identity.name for identity in identities}
        if not self._identity or (are_all and self._identity not in known):
            self._identity = at_hand[0] if at_hand else ""
        self.changed.emit()

    def set_playground(self, variables: tuple[Variable, ...]) -> None:
        """Take in the variables of a running playground."""
        self._playground = variables
        self.changed.emit()

    def has_credentials_at_hand(self, auth: SigV4Auth) -> bool:
        """Tell whether an auth can sign without asking a person, a program or the network first."""
        name, source = auth.identity or self._identity, auth.source
        if not auth.identity and source == "keyring":
            default = next((one for one in self._identities if one.name == name), None)
            source = default.source if default is not None else source
        if source in {"keyring", "environment"}:
            return True
        known = (one for one in self._identities if (one.source, one.name) == (source, name))
        return any(one.access_key_id and not one.needs for one in known)

    def inherited_auth(self, path: str) -> tuple[Auth, str]:
        """Return the auth that a saved request inherits, and from where; none for a request without a file."""
        if self._workspace is None or not path:
            return NoAuth(), ""
        return inherited_auth(self._workspace, path)

    def inherited_headers(self, path: str) -> tuple[tuple[Header, str], ...]:
        """Return the headers that a saved request inherits, each with where it comes from."""
        return headers_with_origin(self._workspace, path) if self._workspace is not None else ()

    def _active_environment(self) -> Environment | None:
        active = next((found for found in self.environments if found.name == self._environment), None)
        if active is None or self._workspace is None:
            return None
        values = self._secrets.get((self._workspace.folder, active.name), {})
        filled = (
            replace(variable, value=values.get(variable.name, "")) if variable.secret else variable
            for variable in active.variables
        )
        return replace(active, variables=tuple(filled))

    def context_of(self, state: TabState) -> RequestContext:
        """Return what a tab's request is prepared with; it tells if the collection it belongs to is closed."""
        path = self.path_of(state)
        return replace(self.context(path), closed_collection=state.collection if path != state.source else "")

    def context(self, path: str) -> RequestContext:
        """Return what a request at this path is prepared with."""
        auth, _ = self.inherited_auth(path)
        headers = inherited_headers(self._workspace, path) if self._workspace is not None else ()
        default = next((one for one in self._identities if one.name == self._identity), None)
        source = default.source if default is not None else "keyring"
        origin = Origin(self._workspace.folder if self._workspace else "", path, self._environment)
        return RequestContext(self.scope(path), auth, headers, self._identity, source, origin)

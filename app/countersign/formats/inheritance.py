"""What a request or WebSocket of a workspace takes from its folders and its collection."""

from __future__ import annotations

from countersign.model.auth import Auth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.request import Header
from countersign.model.workspace import Environment, Folder, SavedRequest, Workspace
from countersign.variables.scopes import Layer, Scope, SecretPlace

DOTENV_ORIGIN = ".env"


def effective_auth(workspace: Workspace, request_path: str) -> tuple[Auth, str]:
    """Return the auth that a saved draft sends, and the name of the draft, folder or collection that states it.

    It is never `InheritAuth`. Without any statement, and for "", it is `NoAuth` from "". A channel inherits none: it
    is signed as signaling wants it.
    """
    chain = _chain(workspace, request_path)
    saved = _request(chain[-1], request_path) if chain else None
    own = InheritAuth() if saved is None else _own_auth(saved.draft)
    if saved is None or isinstance(own, InheritAuth):
        return inherited_auth(workspace, request_path)
    return own, saved.draft.name


def inherited_auth(workspace: Workspace, request_path: str) -> tuple[Auth, str]:
    """Return the auth that `InheritAuth` stands for at this path, whatever the saved request there says itself."""
    for folder in reversed(_chain(workspace, request_path)):
        if not isinstance(folder.auth, InheritAuth):
            return folder.auth, "" if isinstance(folder.auth, NoAuth) and not folder.path else folder.name
    return NoAuth(), ""


def inherited_headers(workspace: Workspace, request_path: str) -> tuple[Header, ...]:
    """Return the enabled headers of collection and folders; a nearer folder replaces those of the same name."""
    return tuple(header for header, _ in headers_with_origin(workspace, request_path))


def headers_with_origin(workspace: Workspace, request_path: str) -> tuple[tuple[Header, str], ...]:
    """Return the inherited headers, each with the name of the folder or collection that sets it."""
    found: list[tuple[Header, str]] = []
    for folder in _chain(workspace, request_path):
        own = [(header, folder.name) for header in folder.headers if header.enabled]
        names = {header.name.lower() for header, _ in own}
        found = [entry for entry in found if entry[0].name.lower() not in names] + own
    return tuple(found)


def scope_of(workspace: Workspace, request_path: str, environment: Environment | None) -> Scope:
    """Return the variables in force: request, folders from the nearest outwards, environment, .env, collection."""
    (*folders,) = _chain(workspace, request_path)
    layers: list[Layer] = []
    request = _request(folders[-1], request_path) if folders else None
    if request is not None:
        layers.append(Layer(f"request {request.draft.name}", request.variables))
    layers += [Layer(f"folder {folder.name}", folder.variables) for folder in reversed(folders[1:])]
    if environment is not None:
        layers += _environment_layers(environment, workspace.folder)
    layers.append(Layer(f"collection {workspace.name}", workspace.root.variables))
    return Scope(tuple(layer for layer in layers if layer.variables or layer.origin.startswith("environment ")))


def _environment_layers(environment: Environment, folder: str) -> list[Layer]:
    place = SecretPlace(folder, environment.name) if folder else None
    own = Layer(f"environment {environment.name}", environment.variables, place)
    return [own, Layer(DOTENV_ORIGIN, environment.dotenv)]


def _chain(workspace: Workspace, request_path: str) -> list[Folder]:
    """Return the folders around a path, the root first; none for a request that belongs to no file."""
    if not request_path:
        return []
    chain = [workspace.root]
    for _ in range(request_path.count("/")):
        folders = (item for item in chain[-1].items if isinstance(item, Folder))
        inner = next((folder for folder in folders if request_path.startswith(f"{folder.path}/")), None)
        if inner is None:
            break
        chain.append(inner)
    return chain


def _own_auth(draft: Draft) -> Auth:
    if not isinstance(draft, ChannelDraft):
        return draft.auth
    return SigV4Auth(
        source=draft.source,
        identity=draft.identity,
        region=draft.region,
        service="kinesisvideo",
        place="query",
        signed_headers="required",
        fixed_date=draft.fixed_date,
        expires=draft.expires,
    )


def _request(folder: Folder, path: str) -> SavedRequest | None:
    return next((item for item in folder.items if isinstance(item, SavedRequest) and item.path == path), None)

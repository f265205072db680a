"""APIs of API Gateway, as read from an account, turned into collections.

Source: "API Gateway V2 API Reference" (routes, authorizers, stages), "GetExport" of the REST API reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from countersign.formats.importing.gateway_auth import (
    API_KEY,
    API_KEY_VARIABLE,
    IAM,
    GatewayAuth,
    cognito_authorizer,
    custom_authorizer,
    header_of,
    jwt_authorizer,
)
from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.openapi import BASE_URL, OPENAPI
from countersign.formats.importing.path_templates import TemplatedPath, templated
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.model.auth import Auth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.request import Header, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Variable
from countersign.variables.query_text import split_query

Protocol = Literal["REST", "HTTP", "WEBSOCKET"]

_FORMAT = "API Gateway"
_SELECTION = re.compile(r"\$request\.body\.(?P<path>[\w.]{1,200})")
_SECURE_OR_NOT = re.compile(r"^http(?=s?://)")
_OWN_ROUTES = frozenset({"$connect", "$disconnect", "$default"})


@dataclass(frozen=True, slots=True)
class GatewayAuthorizer:
    """Hold one authorizer; `kind` is JWT, REQUEST, TOKEN or COGNITO_USER_POOLS."""

    id: str
    name: str
    kind: str
    sources: tuple[str, ...] = ()
    issuer: str = ""
    audience: tuple[str, ...] = ()
    pool_arns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GatewayRoute:
    """Hold one route; `key` is "GET /users/{id}", "$default", or of a WebSocket API the name of an action.

    `authorization` is NONE, AWS_IAM, JWT, CUSTOM or COGNITO_USER_POOLS.
    """

    key: str
    authorization: str = "NONE"
    authorizer_id: str = ""
    scopes: tuple[str, ...] = ()
    needs_api_key: bool = False


@dataclass(frozen=True, slots=True)
class GatewayApi:
    """Hold one API as the account describes it.

    `endpoint` has no stage. `export` is the OpenAPI document of a REST API, b"" without a stage.
    `selection` tells which member of a WebSocket message names its route ("$request.body.action").
    """

    id: str
    name: str
    protocol: Protocol
    endpoint: str
    description: str = ""
    stages: tuple[str, ...] = ()
    routes: tuple[GatewayRoute, ...] = ()
    authorizers: tuple[GatewayAuthorizer, ...] = ()
    export: bytes = b""
    selection: str = ""
    is_endpoint_disabled: bool = False


def imported_api(api: GatewayApi) -> Imported:
    """Return an API as a collection, its stages as environments; raise `InputError` for an export that is none."""
    notes = ImportNotes()
    if api.is_endpoint_disabled:
        notes.changed("Variables", "The API answers on its own domain name only; set the address to that one.")
    if not api.stages:
        notes.changed("Variables", "The API has no stage, so it answers nowhere yet.")
    if api.protocol == "WEBSOCKET":
        return _socket_api(api, notes)
    if api.export:
        return _exported_api(api, notes)
    return _routed_api(api, notes)


def stage_url(api: GatewayApi, stage: str) -> str:
    """Return the address of a stage; the stage `$default` stands in no address."""
    return api.endpoint if stage == "$default" else f"{api.endpoint}/{stage}"


def _exported_api(api: GatewayApi, notes: ImportNotes) -> Imported:
    """Return the export, with the auth of the routes where it is silent: AWS_IAM does not always stand in it."""
    read = OPENAPI.read(api.export, api.name)
    # The export's own servers are those of the one stage that it was made of.
    notes.extend(tuple(note for note in read.notes if note.place != "Variables"))
    routes = _Routes(api, notes)
    folder = routes.with_auth(read.root)
    kept = [variable for variable in folder.variables if variable.name != BASE_URL]
    names = {variable.name for variable in kept}
    added = (variable for variable in routes.secret_variables() if variable.name not in names)
    root = replace(folder, name=api.name or folder.name, variables=(_base_url(api), *kept, *added))
    return replace(read, format=_FORMAT, root=root, environments=_environments(api), notes=notes.all)


def _routed_api(api: GatewayApi, notes: ImportNotes) -> Imported:
    reader = _Routes(api, notes)
    items = tuple(reader.request(route) for route in api.routes)
    root = ImportedFolder(
        name=api.name or api.id,
        items=items,
        auth=NoAuth(),
        variables=(_base_url(api), *reader.secret_variables()),
        docs=api.description,
    )
    return secret_free(Imported(_FORMAT, root, _environments(api), notes.all), SecretsFound())


def _socket_api(api: GatewayApi, notes: ImportNotes) -> Imported:
    reader = _Routes(api, notes)
    items = tuple(reader.socket(stage) for stage in api.stages)
    variables = tuple(reader.secret_variables())
    root = ImportedFolder(api.name or api.id, items, NoAuth(), variables=variables, docs=api.description)
    return secret_free(Imported(_FORMAT, root, notes=notes.all), SecretsFound())


def _base_url(api: GatewayApi) -> Variable:
    return Variable(BASE_URL, stage_url(api, api.stages[0]) if api.stages else api.endpoint)


def _environments(api: GatewayApi) -> tuple[Environment, ...]:
    return tuple(Environment(stage, (Variable(BASE_URL, stage_url(api, stage)),)) for stage in api.stages)


class _Routes:
    """Turn the routes of one API into requests and messages, their authorizers into auth."""

    def __init__(self, api: GatewayApi, notes: ImportNotes) -> None:
        self._api = api
        self._notes = notes
        self._authorizers = {authorizer.id: authorizer for authorizer in api.authorizers}
        self._secret_names: dict[str, None] = {}
        self._by_address = {_address(route.key): route for route in api.routes}

    def with_auth(self, folder: ImportedFolder) -> ImportedFolder:
        """Return a folder of an export, its silent requests with the auth of their routes."""
        items = (
            self.with_auth(item) if isinstance(item, ImportedFolder) else self._item(item) for item in folder.items
        )
        return replace(folder, items=tuple(items))

    def secret_variables(self) -> Iterator[Variable]:
        """Yield a secret variable for each token and key that the routes ask for."""
        return (Variable(name, "", secret=True) for name in self._secret_names)

    def request(self, route: GatewayRoute) -> ImportedItem:
        """Return a route as a request; one for any method as GET."""
        method, found = _method_and_path(route.key)
        for name in found.greedy:
            self._notes.changed(route.key, f"The path variable {name} takes several segments in the API, one here.")
        auth, headers = self._auth(route)
        draft = RequestDraft(
            name=route.key,
            method="GET" if method == "ANY" else method,
            url=f"{{{{{BASE_URL}}}}}{found.path}",
            path_params=found.params,
            headers=headers,
            auth=auth,
        )
        return ImportedItem(draft, found.variables)

    def socket(self, stage: str) -> ImportedItem:
        """Return a stage of a WebSocket API, with a message for each of its routes."""
        connect = next((route for route in self._api.routes if route.key == "$connect"), GatewayRoute("$connect"))
        auth, headers = self._auth(connect)
        if isinstance(auth, SigV4Auth):
            auth = replace(auth, place="query")
        messages = tuple(self._message(route.key) for route in self._api.routes if route.key not in _OWN_ROUTES)
        draft = SocketDraft(
            name=stage,
            url=_SECURE_OR_NOT.sub("ws", stage_url(self._api, stage)),
            headers=headers,
            auth=auth,
            messages=messages,
            message=messages[0] if messages else SavedMessage(),
        )
        return ImportedItem(draft)

    def _item(self, item: ImportedItem) -> ImportedItem:
        draft = item.draft
        if not isinstance(draft, RequestDraft) or not isinstance(draft.auth, InheritAuth | NoAuth):
            return item
        path = split_query(draft.url)[0]
        route = self._by_address.get((draft.method, path)) or self._by_address.get(("ANY", path))
        if route is None:
            return item
        auth, headers = self._auth(route)
        present = {header.name.lower() for header in draft.headers}
        added = tuple(header for header in headers if header.name.lower() not in present)
        return replace(item, draft=replace(draft, auth=auth, headers=(*draft.headers, *added)))

    def _message(self, key: str) -> SavedMessage:
        selection = _SELECTION.fullmatch(self._api.selection)
        body: Any = key
        for member in reversed((selection["path"] if selection else "action").split(".")):
            body = {member: body}
        return SavedMessage(key, "json", json.dumps(body, ensure_ascii=False, indent=2))

    def _auth(self, route: GatewayRoute) -> tuple[Auth, tuple[Header, ...]]:
        auth = self._authorization(route)
        if not route.needs_api_key:
            return auth, ()
        self._secret_names[API_KEY_VARIABLE] = None
        if isinstance(auth, NoAuth):
            return API_KEY, ()
        return auth, (Header(API_KEY.name, API_KEY.value),)

    def _authorization(self, route: GatewayRoute) -> Auth:
        if route.authorization == "AWS_IAM":
            return IAM
        if route.authorization == "NONE":
            return NoAuth()
        authorizer = self._authorizers.get(route.authorizer_id)
        if authorizer is None:
            self._notes.left_out(route.key, f"Its authorizer {route.authorizer_id[:60]} is not there any more.")
            return NoAuth()
        found = _of_authorizer(authorizer, route)
        for sentence in found.sentences:
            self._notes.changed("Auth", sentence)
        if found.variable:
            self._secret_names[found.variable] = None
        return found.auth


def _method_and_path(key: str) -> tuple[str, TemplatedPath]:
    method, _, path = key.partition(" ")
    if not path:
        method, path = "ANY", "/"
    return method, templated(path, lambda _name: ("", ""))


def _address(key: str) -> tuple[str, str]:
    method, found = _method_and_path(key)
    return method, f"{{{{{BASE_URL}}}}}{found.path}"


def _of_authorizer(authorizer: GatewayAuthorizer, route: GatewayRoute) -> GatewayAuth:
    if authorizer.kind == "JWT":
        return jwt_authorizer(authorizer.name, authorizer.issuer, authorizer.audience, authorizer.sources)
    if authorizer.kind == "COGNITO_USER_POOLS":
        header = header_of(authorizer.sources)
        return cognito_authorizer(authorizer.name, authorizer.pool_arns, route.scopes, header)
    return custom_authorizer(authorizer.name, authorizer.sources)

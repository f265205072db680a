"""An OpenAPI 3.1 skeleton: what the requests of a workspace show of an API."""

from __future__ import annotations

import re
from typing import Any

from countersign.formats.exporting.exporter import Exported
from countersign.formats.exporting.json_file import json_bytes
from countersign.formats.exporting.open_api_parts import request_body, responses, security_scheme
from countersign.formats.exporting.open_api_paths import (
    ApiAddress,
    api_address,
    header_parameters,
    query_parameters,
)
from countersign.formats.exporting.secret_free import place_of, without_secrets
from countersign.formats.inheritance import effective_auth, inherited_headers
from countersign.model.errors import InputError
from countersign.model.imported import ImportNote
from countersign.model.request import RequestDraft
from countersign.model.workspace import Folder, SavedRequest, Workspace
from countersign.variables.scopes import Layer, Scope

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_WORD = re.compile(r"[A-Za-z0-9]+")
Document = dict[str, Any]


class OpenApi:
    """Write a description to go on from: paths, parameters, bodies, examples and security."""

    name = "OpenAPI 3.1"
    suffix = ".openapi.json"

    def export(self, workspace: Workspace) -> Exported:
        """Return the description; a path and method that stand there twice are described once."""
        safe, notes = without_secrets(workspace)
        writer = _Writer(safe)
        writer.add(safe.root, "")
        return Exported(json_bytes(writer.document()), (*notes, *writer.notes))


class _Writer:
    """Gather operations, servers and security schemes."""

    def __init__(self, workspace: Workspace) -> None:
        self.notes: list[ImportNote] = []
        self._workspace = workspace
        self._paths: dict[str, Document] = {}
        self._servers: dict[str, Document] = {}
        self._schemes: dict[str, Document] = {}
        self._ids: set[str] = set()
        layers = [Layer(environment.name, environment.variables) for environment in workspace.environments[:1]]
        self._scope = Scope((*layers, Layer(workspace.name, workspace.root.variables)))

    def document(self) -> Document:
        info = {"title": self._workspace.name, "version": "1.0.0"}
        if self._workspace.root.docs:
            info["description"] = self._workspace.root.docs
        document: Document = {"openapi": "3.1.0", "info": info}
        if self._servers:
            document["servers"] = list(self._servers.values())[:1]
        document["paths"] = self._paths
        if self._schemes:
            document["components"] = {"securitySchemes": self._schemes}
        return document

    def add(self, folder: Folder, above: str) -> None:
        for item in folder.items:
            if isinstance(item, Folder):
                self.add(item, place_of(above, item.name))
            elif isinstance(item.draft, RequestDraft):
                self._add_request(item, item.draft, above)
            else:
                what = "WebSockets" if item.draft.method == "WS" else "signaling channels"
                place = place_of(above, item.draft.name)
                self.notes.append(ImportNote(place, f"OpenAPI describes no {what}."))

    def _add_request(self, saved: SavedRequest, draft: RequestDraft, above: str) -> None:
        place, method = place_of(above, draft.name), draft.method.lower()
        if method not in _METHODS:
            self.notes.append(ImportNote(place, f"OpenAPI 3.1 knows no method {draft.method}."))
            return
        address = api_address(draft)
        operations = self._paths.setdefault(address.path, {})
        if method in operations:
            sentence = f"{draft.method} {address.path} is described already, by “{operations[method]['summary']}”."
            self.notes.append(ImportNote(place, sentence))
            return
        operations[method] = self._operation(saved, draft, address, above)

    def _operation(self, saved: SavedRequest, draft: RequestDraft, address: ApiAddress, above: str) -> Document:
        own_type = next((header.value for header in draft.headers if header.name.lower() == "content-type"), "")
        inherited = inherited_headers(self._workspace, saved.path)
        own = {header.name.lower() for header in draft.headers if header.enabled}
        from_folders = tuple(header for header in inherited if header.name.lower() not in own)
        headers = RequestDraft(headers=(*from_folders, *draft.headers))
        operation: Document = {"operationId": self._id(draft.name), "summary": draft.name}
        if draft.docs:
            operation["description"] = draft.docs
        tags = [*saved.tags, *([above] if above else [])]
        if tags:
            operation["tags"] = tags
        parameters = [*address.parameters, *query_parameters(draft), *header_parameters(headers)]
        if parameters:
            operation["parameters"] = parameters
        body = request_body(draft.body, own_type)
        if body is not None:
            operation["requestBody"] = body
        operation["responses"] = responses(saved.examples)
        scheme = security_scheme(effective_auth(self._workspace, saved.path)[0])
        if scheme is not None:
            self._schemes[scheme[0]] = scheme[1]
            operation["security"] = [{scheme[0]: []}]
        return operation | self._server(address)

    def _server(self, address: ApiAddress) -> Document:
        """Remember a server; of all but the first, an operation names its own."""
        server: Document = {"url": address.server or "/"}
        if address.server_variables:
            server["variables"] = {
                name: {"default": self._value(variable)} for name, variable in address.server_variables
            }
        self._servers.setdefault(address.server, server)
        is_first = next(iter(self._servers)) == address.server
        return {} if is_first else {"servers": [server]}

    def _value(self, variable: str) -> str:
        """Return a variable's value in the first environment; OpenAPI wants one of every variable."""
        try:
            found = self._scope.resolve(variable).found
        except InputError:
            found = None
        return found.value if found is not None and found.value else "undefined"

    def _id(self, name: str) -> str:
        first, *rest = [word.lower() for word in _WORD.findall(name)] or ["operation"]
        base: str = first + "".join(word.capitalize() for word in rest)
        found, number = base, 1
        while found in self._ids:
            number += 1
            found = f"{base}{number}"
        self._ids.add(found)
        return found

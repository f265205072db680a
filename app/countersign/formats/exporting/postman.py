"""Postman collections, format 2.1 (schema.postman.com)."""

from __future__ import annotations

from typing import Any

from countersign.formats.exporting.exporter import Exported
from countersign.formats.exporting.json_file import json_bytes
from countersign.formats.exporting.postman_auth import AWS_VARIABLES, postman_auth
from countersign.formats.exporting.postman_request import postman_example, postman_request, profile_behavior
from countersign.formats.exporting.secret_free import place_of, without_secrets
from countersign.model.auth import Auth, InheritAuth
from countersign.model.body import FileBody
from countersign.model.imported import ImportNote
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable, Workspace

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
Document = dict[str, Any]


class Postman:
    """Write a collection; environments are files of their own there."""

    name = "Postman collection 2.1"
    suffix = ".postman_collection.json"

    def export(self, workspace: Workspace) -> Exported:
        """Return the collection."""
        safe, notes = without_secrets(workspace)
        writer = _Writer()
        items = writer.items(safe.root, "", ())
        auth = writer.auth(safe.root.auth, safe.name)
        document: Document = {"info": {"name": safe.name, "schema": _SCHEMA}, "item": items}
        if safe.root.docs:
            document["info"]["description"] = safe.root.docs
        if auth is not None:
            document["auth"] = auth
        variables = [_variable(variable) for variable in safe.root.variables]
        known = {variable.name for variable in safe.root.variables}
        variables += [
            {"key": name, "value": "", "type": "string"}
            for name in AWS_VARIABLES
            if writer.has_keys and name not in known
        ]
        if variables:
            document["variable"] = variables
        writer.notes += [
            ImportNote(f"Environment {environment.name}", "Postman keeps environments in files of their own.")
            for environment in safe.environments
        ]
        return Exported(json_bytes(document), (*notes, *writer.notes))


def postman_environment(environment: Environment) -> bytes:
    """Return an environment as Postman's own file for one; secret variables have no value."""
    values = [
        {
            "key": variable.name,
            "value": "" if variable.secret else variable.value,
            "type": "secret" if variable.secret else "default",
            "enabled": True,
        }
        for variable in environment.variables
    ]
    return json_bytes({"name": environment.name, "values": values, "_postman_variable_scope": "environment"})


class _Writer:
    """Write items, and gather notes on the way."""

    def __init__(self) -> None:
        self.notes: list[ImportNote] = []
        self.has_keys = False

    def items(self, folder: Folder, above: str, inherited: tuple[Header, ...]) -> list[Document]:
        own = tuple(header for header in folder.headers if header.enabled)
        names = {header.name.lower() for header in own}
        headers = (*(header for header in inherited if header.name.lower() not in names), *own)
        if own:
            sentence = "Postman has no headers of folders, so they stand in each request."
            self.notes.append(ImportNote(above or folder.name, sentence, "changed"))
        items = []
        for item in folder.items:
            if isinstance(item, Folder):
                items.append(self._folder(item, place_of(above, item.name), headers))
            elif isinstance(item.draft, RequestDraft):
                items.append(self._request(item, item.draft, place_of(above, item.draft.name), headers))
            else:
                what = "WebSockets" if item.draft.method == "WS" else "signaling channels"
                place = place_of(above, item.draft.name)
                self.notes.append(ImportNote(place, f"A Postman collection holds no {what}."))
        return items

    def auth(self, auth: Auth, place: str) -> Document | None:
        document, sentences = postman_auth(auth)
        self.has_keys = self.has_keys or (document is not None and document["type"] == "awsv4")
        self.notes += [ImportNote(f"{place} / Auth", sentence, "changed") for sentence in sentences]
        return document

    def _folder(self, folder: Folder, place: str, headers: tuple[Header, ...]) -> Document:
        document: Document = {"name": folder.name, "item": self.items(folder, place, headers)}
        if folder.docs:
            document["description"] = folder.docs
        return document | self._shared(folder, folder.auth, place)

    def _request(
        self, saved: SavedRequest, draft: RequestDraft, place: str, inherited: tuple[Header, ...]
    ) -> Document:
        request = postman_request(draft, inherited)
        shared = self._shared(saved, draft.auth, place)
        if "auth" in shared:
            request["auth"] = shared.pop("auth")
        document: Document = {"name": draft.name, "request": request} | shared
        document["response"] = [postman_example(example, request) for example in saved.examples]
        behavior = profile_behavior(draft)
        if behavior:
            document["protocolProfileBehavior"] = behavior
        if isinstance(draft.body, FileBody) and draft.body.content_type:
            sentence = f"Postman has no content type for a file; set the header to {draft.body.content_type}."
            self.notes.append(ImportNote(f"{place} / Body", sentence))
        return document

    def _shared(self, item: Folder | SavedRequest, auth: Auth, place: str) -> Document:
        document: Document = {}
        written = None if isinstance(auth, InheritAuth) else self.auth(auth, place)
        if written is not None:
            document["auth"] = written
        if item.variables:
            document["variable"] = [_variable(variable) for variable in item.variables]
            sentence = (
                "Postman reads variables of the collection only; those of folders and requests are in the file."
            )
            self.notes.append(ImportNote(place, sentence, "changed"))
        return document


def _variable(variable: Variable) -> Document:
    return {"key": variable.name, "value": "" if variable.secret else variable.value, "type": "string"}

"""Bruno's requests, folders and environments, in the shape of its JSON export, as what Countersign holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countersign.formats.importing.bruno_auth import read_bruno_auth
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.loose_values import listed, mapping, mappings, plain
from countersign.formats.importing.scripts_as_text import docs_with_scripts
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.url_parts import with_query
from countersign.model.auth import Auth, NoAuth
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
    TextKind,
)
from countersign.model.imported import ImportedFolder, ImportedItem
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import MessageKind, SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Example, Variable

_TEXT_KINDS: dict[str, TextKind] = {"json": "json", "xml": "xml", "text": "text", "sparql": "text"}
_MESSAGE_KINDS: dict[str, MessageKind] = {"json": "json", "xml": "xml", "text": "text"}
_MILLISECONDS = re.compile(r"[1-9][0-9]{0,8}")
_MODES = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}
_CONTENT_TYPES = {"json": "application/json", "xml": "application/xml", "html": "text/html", "text": "text/plain"}


@dataclass(frozen=True, slots=True)
class BrunoItems:
    """Make items of one collection."""

    notes: ImportNotes
    secrets: SecretsFound

    def item(self, document: Mapping[str, Any], kind: str, name: str, above: str) -> ImportedItem | None:
        """Return a request or WebSocket, None for what is neither; `kind` is Bruno's word for it."""
        place = place_of(above, name)
        if kind.startswith("grpc"):
            self.notes.left_out(place, "gRPC is not spoken here.")
            return None
        if kind in {"js", "app", "script"}:
            self.notes.left_out(place, "It is a script file.")
            return None
        request = mapping(document.get("request"))
        auth = read_bruno_auth(
            mapping(request.get("auth")), NoAuth(), self.secrets, self.notes, place_of(place, "Auth")
        )
        examples = tuple(
            example for entry in mappings(document.get("examples")) if (example := _example(entry)) is not None
        )
        tags = listed(document.get("tags")) or listed(mapping(document.get("meta")).get("tags"))
        draft: RequestDraft | SocketDraft
        if kind.startswith("ws") or plain(request.get("method")).upper() == "WS":
            draft = self._socket(request, name, auth, place)
        else:
            draft = self._request(request, mapping(document.get("settings")), name, auth, place)
        return ImportedItem(draft, self.variables(request, place), tuple(plain(tag) for tag in tags), examples)

    def folder(
        self,
        root: Mapping[str, Any],
        name: str,
        items: tuple[ImportedItem | ImportedFolder, ...],
        above: str,
        absent: Auth,
    ) -> ImportedFolder:
        """Return a folder or the collection, with what its folder.bru or collection.bru says."""
        request = mapping(root.get("request"))
        place = place_of(above, name)
        docs = plain(root.get("docs")) or plain(request.get("docs"))
        return ImportedFolder(
            name=name,
            items=items,
            auth=read_bruno_auth(
                mapping(request.get("auth")), absent, self.secrets, self.notes, place_of(place, "Auth")
            ),
            headers=_headers(request),
            variables=self.variables(request, place),
            docs=docs_with_scripts(docs, _scripts(request), self.notes, place),
        )

    def variables(self, request: Mapping[str, Any], place: str) -> tuple[Variable, ...]:
        """Return the variables that a request or folder sets before it is sent."""
        both = mapping(request.get("vars"))
        if listed(both.get("res")):
            self.notes.left_out(place, "Variables that are set from the response are left out.")
        return tuple(_variable(entry) for entry in mappings(both.get("req")))

    def environment(self, entry: Mapping[str, Any], name: str) -> Environment:
        """Return an environment."""
        return Environment(name, tuple(_variable(variable) for variable in mappings(entry.get("variables"))))

    def _request(
        self, request: Mapping[str, Any], settings: Mapping[str, Any], name: str, auth: Auth, place: str
    ) -> RequestDraft:
        url, params, path_params = _address(request)
        body = self._body(mapping(request.get("body")), place)
        return RequestDraft(
            name=name,
            method=plain(request.get("method")).upper() or ("POST" if isinstance(body, GraphQlBody) else "GET"),
            url=url,
            params=params,
            path_params=path_params,
            headers=_headers(request),
            body=body,
            auth=auth,
            settings=_settings(settings),
            docs=docs_with_scripts(plain(request.get("docs")), _scripts(request), self.notes, place),
        )

    def _socket(self, request: Mapping[str, Any], name: str, auth: Auth, place: str) -> SocketDraft:
        url, params, path_params = _address(request)
        messages = tuple(
            SavedMessage(
                plain(entry.get("name")),
                _MESSAGE_KINDS.get(plain(entry.get("type")), "text"),
                plain(entry.get("content")),
            )
            for entry in mappings(mapping(request.get("body")).get("ws"))
        )
        return SocketDraft(
            name=name,
            url=url,
            params=params,
            path_params=path_params,
            headers=_headers(request),
            auth=auth,
            messages=messages,
            message=messages[0] if messages else SavedMessage(),
            docs=docs_with_scripts(plain(request.get("docs")), _scripts(request), self.notes, place),
        )

    def _body(self, body: Mapping[str, Any], place: str) -> Body:
        mode = plain(body.get("mode"))
        mode = _MODES.get(mode, mode)
        if mode in _TEXT_KINDS:
            if mode == "sparql":
                self.notes.changed(place, "The SPARQL body is sent as plain text.")
            return TextBody(plain(body.get(mode)), _TEXT_KINDS[mode])
        match mode:
            case "graphql":
                about = mapping(body.get("graphql"))
                return GraphQlBody(plain(about.get("query")), plain(about.get("variables")))
            case "formUrlEncoded":
                entries = mappings(body.get("formUrlEncoded"))
                return FormBody(
                    tuple(
                        FormField(plain(entry.get("name")), plain(entry.get("value")), _on(entry))
                        for entry in entries
                    )
                )
            case "multipartForm":
                parts = [part for entry in mappings(body.get("multipartForm")) for part in self._parts(entry, place)]
                return MultipartBody(tuple(parts))
            case "file":
                return self._file(list(mappings(body.get("file"))), place)
        if mode not in {"", "none"}:
            self.notes.left_out(place, f"A body of the kind “{mode[:40]}” is not known here.")
        return NoBody()

    def _parts(self, entry: Mapping[str, Any], place: str) -> list[MultipartPart]:
        name, content_type = plain(entry.get("name")), plain(entry.get("contentType"))
        if entry.get("type") != "file":
            return [MultipartPart(name, plain(entry.get("value")), "", content_type, _on(entry))]
        value = entry.get("value")
        paths = [plain(path) for path in (value if isinstance(value, list) else [value])]
        for path in paths:
            if path:
                self.notes.file_named(place, path)
        return [MultipartPart(name, "", path, content_type, _on(entry)) for path in paths]

    def _file(self, files: list[Mapping[str, Any]], place: str) -> Body:
        chosen = next((file for file in files if file.get("selected")), files[0] if files else {})
        path = plain(chosen.get("filePath"))
        if path:
            self.notes.file_named(place, path)
        return FileBody(path, plain(chosen.get("contentType")))


def seq_of(value: object) -> float:
    """Return the place in an order that a document states, the end where it states none."""
    text = plain(value)
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else float("inf")


def _address(request: Mapping[str, Any]) -> tuple[str, tuple[Parameter, ...], tuple[Parameter, ...]]:
    listed_params = list(mappings(request.get("params")))
    query = [_parameter(entry) for entry in listed_params if plain(entry.get("type")) != "path"]
    path = [_parameter(entry) for entry in listed_params if plain(entry.get("type")) == "path"]
    url, params = with_query(plain(request.get("url")), query)
    return url, params, tuple(path)


def _parameter(entry: Mapping[str, Any]) -> Parameter:
    name, value = plain(entry.get("name")), plain(entry.get("value"))
    return Parameter(name, value, _on(entry), plain(entry.get("description")))


def _headers(request: Mapping[str, Any]) -> tuple[Header, ...]:
    return tuple(
        Header(plain(entry.get("name")), plain(entry.get("value")), _on(entry), plain(entry.get("description")))
        for entry in mappings(request.get("headers"))
    )


def _variable(entry: Mapping[str, Any]) -> Variable:
    return Variable(
        plain(entry.get("name")), plain(entry.get("value")), secret=entry.get("secret") is True, enabled=_on(entry)
    )


def _settings(settings: Mapping[str, Any]) -> RequestSettings:
    usual = RequestSettings()
    hops = plain(settings.get("maxRedirects"))
    milliseconds = plain(settings.get("timeout"))
    return RequestSettings(
        follow_redirects=plain(settings.get("followRedirects")) != "false",
        max_redirects=int(hops) if hops.isascii() and hops.isdigit() and len(hops) < 4 else usual.max_redirects,
        total_timeout=int(milliseconds) / 1000 if _MILLISECONDS.fullmatch(milliseconds) else usual.total_timeout,
    )


def _example(entry: Mapping[str, Any]) -> Example | None:
    response = mapping(entry.get("response"))
    status = plain(response.get("status"))
    body = response.get("body")
    about = mapping(body)
    text = plain(about.get("content")) if about else plain(body)
    headers = tuple(
        (plain(header.get("name")), plain(header.get("value"))) for header in mappings(response.get("headers"))
    )
    own_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    if not response:
        return None
    return Example(
        name=plain(entry.get("name")) or "Example",
        status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else 200,
        reason=plain(response.get("statusText")),
        headers=headers,
        body=text,
        content_type=own_type or _CONTENT_TYPES.get(plain(about.get("type")), ""),
        description=plain(entry.get("description")),
    )


def _scripts(request: Mapping[str, Any]) -> list[tuple[str, str]]:
    script = mapping(request.get("script"))
    assertions = [
        f"{plain(entry.get('name'))}: {plain(entry.get('value'))}" for entry in mappings(request.get("assertions"))
    ]
    return [
        ("Script before the request", plain(script.get("req"))),
        ("Script after the response", plain(script.get("res"))),
        ("Tests", plain(request.get("tests"))),
        ("Assertions", "\n".join(assertions)),
    ]


def _on(entry: Mapping[str, Any]) -> bool:
    return entry.get("enabled") is not False

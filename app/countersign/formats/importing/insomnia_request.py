"""One request or WebSocket of Insomnia, of an export in version 4 or 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.importer import checked_url
from countersign.formats.importing.loose_values import mapping, mappings, plain
from countersign.formats.importing.url_parts import as_query_text
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
)
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.variables.query_text import join_query, split_query

_Object = Mapping[str, Any]


def insomnia_request(item: _Object, notes: ImportNotes, place: str) -> RequestDraft:
    """Return a request as a draft, without auth and documentation."""
    url, params = _url(item)
    return RequestDraft(
        name=plain(item.get("name")) or "Request",
        method=plain(item.get("method")).strip().upper() or "GET",
        url=url,
        params=params,
        path_params=_path_params(item),
        headers=insomnia_headers(item.get("headers")),
        body=_body(mapping(item.get("body")), notes, place),
        settings=_settings(item),
    )


def insomnia_socket(item: _Object) -> SocketDraft:
    """Return a WebSocket as a draft, without auth, documentation and messages."""
    url, params = _url(item)
    headers = insomnia_headers(item.get("headers"))
    protocols = [header.value for header in headers if _is_subprotocol(header)]
    return SocketDraft(
        name=plain(item.get("name")) or "WebSocket",
        url=url,
        params=params,
        path_params=_path_params(item),
        headers=tuple(header for header in headers if not _is_subprotocol(header)),
        subprotocols=", ".join(protocols),
        settings=_settings(item),
    )


def insomnia_message(payload: _Object) -> SavedMessage:
    """Return a message that is kept with a WebSocket."""
    is_json = "json" in plain(payload.get("mode"))
    return SavedMessage(plain(payload.get("name")), "json" if is_json else "text", plain(payload.get("value")))


def insomnia_headers(value: object) -> tuple[Header, ...]:
    """Return the headers of a request or folder; lines without a name are left out."""
    headers = (
        Header(
            plain(entry.get("name")),
            plain(entry.get("value")),
            not entry.get("disabled"),
            plain(entry.get("description")),
        )
        for entry in mappings(value)
    )
    return tuple(header for header in headers if header.name)


def _is_subprotocol(header: Header) -> bool:
    return header.name.lower() == "sec-websocket-protocol" and header.enabled


def _url(item: _Object) -> tuple[str, tuple[Parameter, ...]]:
    """Return the URL with its own query and the parameters, which Insomnia encodes and adds to it."""
    base, written = split_query(checked_url(plain(item.get("url"))))
    added = tuple(
        Parameter(
            as_query_text(plain(entry.get("name"))),
            as_query_text(plain(entry.get("value"))),
            not entry.get("disabled"),
            plain(entry.get("description")),
        )
        for entry in mappings(item.get("parameters"))
        if entry.get("name")
    )
    params = (*written, *added)
    return join_query(base, params), params


def _path_params(item: _Object) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(plain(entry.get("name")), plain(entry.get("value")))
        for entry in mappings(item.get("pathParameters"))
    )


def _body(body: _Object, notes: ImportNotes, place: str) -> Body:
    kind = plain(body.get("mimeType")).partition(";")[0].strip().lower()
    params = list(mappings(body.get("params")))
    text = plain(body.get("text"))
    if kind == "application/x-www-form-urlencoded":
        fields = (FormField(plain(p.get("name")), plain(p.get("value")), not p.get("disabled")) for p in params)
        return FormBody(tuple(fields))
    if kind == "multipart/form-data":
        return MultipartBody(tuple(_part(param, notes, place) for param in params))
    if path := plain(body.get("fileName")):
        notes.file_named(place, path)
        return FileBody(path, "" if kind == "application/octet-stream" else kind)
    if kind == "application/graphql":
        return _graphql(text)
    if not text:
        return NoBody()
    return TextBody(text, "json" if "json" in kind else "xml" if "xml" in kind else "text")


def _part(param: _Object, notes: ImportNotes, place: str) -> MultipartPart:
    name, enabled = plain(param.get("name")), not param.get("disabled")
    content_type = plain(param.get("contentType"))
    path = plain(param.get("fileName"))
    if param.get("type") != "file":
        return MultipartPart(name, plain(param.get("value")), "", content_type, enabled)
    if path:
        notes.file_named(place, path)
    return MultipartPart(name, "", path, content_type, enabled)


def _graphql(text: str) -> Body:
    """Return the body that Insomnia keeps as JSON with query and variables, whole where it is no such JSON."""
    import json

    try:
        parsed = mapping(json.loads(text))
    except (ValueError, RecursionError):
        return GraphQlBody(text)
    variables = parsed.get("variables")
    written = variables if isinstance(variables, str) else json.dumps(variables, ensure_ascii=False, indent=2)
    return GraphQlBody(plain(parsed.get("query")), written if variables else "", plain(parsed.get("operationName")))


def _settings(item: _Object) -> RequestSettings:
    settings = RequestSettings()
    newer = mapping(item.get("settings"))
    follows = plain(item.get("settingFollowRedirects") or newer.get("followRedirects"))
    if follows in {"on", "off"}:
        settings = replace(settings, follow_redirects=follows == "on")
    cookies = mapping(newer.get("cookies"))
    if item.get("settingSendCookies") is False or cookies.get("send") is False:
        settings = replace(settings, use_cookies=False)
    return settings

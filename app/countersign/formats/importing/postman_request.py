"""One request of a Postman collection: its URL, headers, body, settings and saved responses.

Source: the collection schemas 2.0.0 and 2.1.0 at schema.postman.com.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.importer import checked_url
from countersign.formats.importing.loose_values import json_text, listed, mapping, mappings, plain
from countersign.formats.importing.url_parts import with_query
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
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Example

_Object = Mapping[str, Any]
_SOCKET = re.compile(r"\s*wss?://", re.IGNORECASE)
_MOST_REDIRECTS = 1_000_000
_PROFILE_KNOWN = frozenset(
    {"followRedirects", "maxRedirects", "strictSSL", "disableCookies", "protocolVersion", "disableBodyPruning"}
)


def postman_draft(name: str, item: _Object, notes: ImportNotes, place: str) -> RequestDraft | SocketDraft:
    """Return a request as a draft without auth; one to a WebSocket address is a WebSocket."""
    written = item.get("request")
    request = {"url": written} if isinstance(written, str) else mapping(written)
    url, params, path_params = _url(request.get("url"))
    headers = _headers(request.get("header"))
    settings = _settings(mapping(item.get("protocolProfileBehavior")), request, notes, place)
    if _SOCKET.match(url):
        return SocketDraft(
            name=name, url=url, params=params, path_params=path_params, headers=headers, settings=settings
        )
    return RequestDraft(
        name=name,
        method=plain(request.get("method")).strip().upper() or "GET",
        url=url,
        params=params,
        path_params=path_params,
        headers=headers,
        body=_body(mapping(request.get("body")), headers, notes, place),
        settings=settings,
    )


def postman_description(value: object) -> str:
    """Return a description: a text, or an object with one."""
    return plain(value.get("content")) if isinstance(value, Mapping) else plain(value)


def postman_examples(value: object) -> tuple[Example, ...]:
    """Return the saved responses of an item."""
    return tuple(_example(response) for response in mappings(value))


def _example(response: _Object) -> Example:
    code = response.get("code")
    headers = tuple((header.name, header.value) for header in _headers(response.get("header")))
    return Example(
        name=plain(response.get("name")) or "Example",
        status=code if isinstance(code, int) and not isinstance(code, bool) and 100 <= code <= 599 else 200,
        reason=plain(response.get("status")),
        headers=headers,
        body=plain(response.get("body")),
        content_type=_content_type(headers_of=headers),
    )


def _content_type(headers_of: tuple[tuple[str, str], ...]) -> str:
    return next((value for name, value in headers_of if name.lower() == "content-type"), "")


def _url(value: object) -> tuple[str, tuple[Parameter, ...], tuple[Parameter, ...]]:
    """Return the URL, the parameters as they are listed, and those of the path; where they differ the URL counts."""
    if not isinstance(value, Mapping):
        return checked_url(plain(value)), (), ()
    query = tuple(_parameter(entry) for entry in mappings(value.get("query")))
    url, params = checked_url(plain(value.get("raw")) or _composed(value)), query
    if "?" not in url:
        url, params = with_query(url, query)
    path_params = tuple(
        replace(_parameter(entry), value=plain(entry.get("value"))) for entry in mappings(value.get("variable"))
    )
    return url, params, path_params


def _composed(url: _Object) -> str:
    """Return the URL of an object without `raw`, its query left out."""
    protocol = plain(url.get("protocol")).removesuffix("://").removesuffix(":")
    host = _joined(url.get("host"), ".")
    port, path = plain(url.get("port")), _joined(url.get("path"), "/").removeprefix("/")
    start = f"{protocol}://{host}" if protocol else host
    return f"{start}{':' if port else ''}{port}{'/' if path else ''}{path}"


def _joined(value: object, separator: str) -> str:
    if not isinstance(value, list):
        return plain(value)
    return separator.join(plain(part.get("value") if isinstance(part, Mapping) else part) for part in value)


def _parameter(entry: _Object) -> Parameter:
    value = entry.get("value")
    name = plain(entry.get("key")) or plain(entry.get("id"))
    return Parameter(
        name,
        None if value is None else plain(value),
        not entry.get("disabled"),
        postman_description(entry.get("description")),
    )


def _headers(value: object) -> tuple[Header, ...]:
    if isinstance(value, str):
        lines = (line.partition(":") for line in value.splitlines() if ":" in line)
        return tuple(Header(name.strip(), text.strip(), not name.startswith("//")) for name, _, text in lines)
    headers = (
        Header(
            plain(entry.get("key")),
            plain(entry.get("value")),
            not entry.get("disabled"),
            postman_description(entry.get("description")),
        )
        for entry in mappings(value)
    )
    return tuple(header for header in headers if header.name or header.value)


def _body(  # noqa: PLR0911 - one per mode
    body: _Object, headers: tuple[Header, ...], notes: ImportNotes, place: str
) -> Body:
    if body.get("disabled") is True:
        notes.left_out(place, "The body, which was switched off.")
        return NoBody()
    match body.get("mode"):
        case "raw":
            return _raw(body, headers)
        case "urlencoded":
            return FormBody(_form_fields(body.get("urlencoded")))
        case "formdata":
            return MultipartBody(
                tuple(part for entry in mappings(body.get("formdata")) for part in _parts(entry, notes, place))
            )
        case "file":
            return _file(body.get("file"), headers, notes, place)
        case "graphql":
            return _graphql(mapping(body.get("graphql")))
    return NoBody()


def _raw(body: _Object, headers: tuple[Header, ...]) -> Body:
    text = plain(body.get("raw"))
    if not text:
        return NoBody()
    language = plain(mapping(mapping(body.get("options")).get("raw")).get("language"))
    content_type = next((header.value.lower() for header in headers if header.name.lower() == "content-type"), "")
    kind: TextKind = "text"
    if (
        language == "json"
        or "json" in content_type
        or (not language and not content_type and text.lstrip()[:1] in {"{", "["})
    ):
        kind = "json"
    elif language == "xml" or "xml" in content_type:
        kind = "xml"
    return TextBody(text, kind)


def _form_fields(value: object) -> tuple[FormField, ...]:
    if isinstance(value, str):
        pairs = (pair.partition("=") for pair in value.split("&") if pair)
        return tuple(FormField(name, text) for name, _, text in pairs)
    return tuple(
        FormField(plain(entry.get("key")), plain(entry.get("value")), not entry.get("disabled"))
        for entry in mappings(value)
    )


def _parts(entry: _Object, notes: ImportNotes, place: str) -> list[MultipartPart]:
    name, content_type = plain(entry.get("key")), plain(entry.get("contentType"))
    enabled = not entry.get("disabled")
    if entry.get("type") != "file":
        return [MultipartPart(name, plain(entry.get("value")), "", content_type, enabled)]
    source = entry.get("src")
    paths = [plain(path) for path in (listed(source) or [source])]
    for path in filter(None, paths):
        notes.file_named(place, path)
    return [MultipartPart(name, "", path, content_type, enabled) for path in paths]


def _file(value: object, headers: tuple[Header, ...], notes: ImportNotes, place: str) -> Body:
    path = plain(mapping(value).get("src")) if isinstance(value, Mapping) else plain(value)
    content = plain(mapping(value).get("content"))
    if not path and content:
        return TextBody(content, "text")
    if path:
        notes.file_named(place, path)
    return FileBody(path, next((header.value for header in headers if header.name.lower() == "content-type"), ""))


def _graphql(body: _Object) -> GraphQlBody:
    variables = body.get("variables")
    text = variables if isinstance(variables, str) else json_text(variables, indent=2) if variables else ""
    return GraphQlBody(plain(body.get("query")), text, plain(body.get("operationName")))


def _settings(profile: _Object, request: _Object, notes: ImportNotes, place: str) -> RequestSettings:
    settings = RequestSettings()
    if isinstance(follows := profile.get("followRedirects"), bool):
        settings = replace(settings, follow_redirects=follows)
    most = profile.get("maxRedirects")
    if isinstance(most, int) and not isinstance(most, bool) and 0 <= most < _MOST_REDIRECTS:
        settings = replace(settings, max_redirects=most)
    if isinstance(strict := profile.get("strictSSL"), bool):
        settings = replace(settings, verify_tls=strict)
    if profile.get("disableCookies") is True:
        settings = replace(settings, use_cookies=False)
    if profile.get("protocolVersion") == "http1":
        settings = replace(settings, http2=False)
    for name in profile:
        if name not in _PROFILE_KNOWN:
            notes.left_out(place, f"The setting “{name[:60]}” has no counterpart.")
    return _connection(settings, request, notes, place)


def _connection(settings: RequestSettings, request: _Object, notes: ImportNotes, place: str) -> RequestSettings:
    proxy, certificate = mapping(request.get("proxy")), mapping(request.get("certificate"))
    if proxy.get("host") and not proxy.get("disabled"):
        settings = replace(settings, proxy=f"http://{plain(proxy.get('host'))}:{plain(proxy.get('port')) or '8080'}")
    path, key = (plain(mapping(certificate.get(name)).get("src")) for name in ("cert", "key"))
    if path:
        notes.file_named(place, path)
        settings = replace(settings, client_certificate=path, client_key=key)
    if certificate.get("passphrase"):
        notes.left_out(place, "The passphrase of the client certificate.")
    return settings

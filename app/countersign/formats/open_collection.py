"""OpenCollection 1.0 documents, already parsed, to the model.

What the format has no word for stands in opencollection.yml, each part only where it differs from the default:

    extensions:
      countersign:
        requests:
          Users/get.yml:                  # path of the request's file, with "/"
            auth: {source, place, payload, payloadHash, algorithm, regionSet, sessionToken, signedHeaders,
                   s3PathRules, fixedDate, expires}
            settings: {verifyTls, http2, connectTimeout, readTimeout, proxy, clientCertificate, clientKey, extraCa,
                       useCookies}          # times in seconds, 0 for no limit; of websocket items also
                                            # followRedirects, maxRedirects, totalTimeout, not connectTimeout
            graphql: {operationName}
            params, pathParams, websocket: see open_collection_socket.py
            kvs: see open_collection_channel.py; it makes a channel of a websocket item
        folders:
          Users: {auth: {...}}            # "." is the collection itself; auth of type none sends no credentials
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_auth import read_auth
from countersign.formats.open_collection_body import read_body, read_graphql
from countersign.formats.open_collection_channel import read_channel
from countersign.formats.open_collection_examples import read_examples, read_tags
from countersign.formats.open_collection_folder import NO_AUTH
from countersign.formats.open_collection_parts import (
    note_difference,
    params_of,
    read_headers,
    read_parameter,
    read_variables,
)
from countersign.formats.open_collection_settings import read_http_settings
from countersign.formats.open_collection_socket import read_socket
from countersign.model.auth import Auth, InheritAuth, NoAuth
from countersign.model.drafts import Draft
from countersign.model.errors import Failure, InputError
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.workspace import Environment, Example, Variable
from countersign.variables.query_text import join_query, split_query

_OTHER_ITEMS = {
    "grpc": "a gRPC request",
    "script": "a script",
    "app": "an app",
}


@dataclass(frozen=True, slots=True)
class RequestDocument:
    """Hold one request, WebSocket or channel as read; `seq` is its place in the order, `problems` are sentences."""

    draft: Draft
    variables: tuple[Variable, ...]
    seq: float | None
    problems: tuple[str, ...]
    tags: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderDocument:
    """Hold what a folder or a collection sets for what is inside it; `name` is "" where none is given."""

    name: str
    auth: Auth
    headers: tuple[Header, ...]
    variables: tuple[Variable, ...]
    seq: float | None
    problems: tuple[str, ...]
    docs: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectionDocument:
    """Hold an opencollection.yml: the root's own settings, environments written in place, and our extensions."""

    root: FolderDocument
    environments: tuple[Environment, ...]
    extension: Extension


@dataclass(frozen=True, slots=True)
class Extension:
    """Hold `extensions.countersign`: options by request path and by folder path."""

    requests: dict[str, Any]
    folders: dict[str, Any]

    def of_request(self, path: str) -> Fields:
        """Return the options of a request."""
        return Fields(self.requests.get(path) or {}, f"extensions.countersign.requests.{path}", [])

    def of_folder(self, path: str) -> Fields:
        """Return the options of a folder, of the collection for ""."""
        name = path or "."
        return Fields(self.folders.get(name) or {}, f"extensions.countersign.folders.{name}", [])


NO_EXTENSION = Extension({}, {})


def read_request(document: object, options: Fields | None = None) -> RequestDocument:
    """Return an http, graphql or websocket item.

    Raise `InputError` that names the place of a value that does not fit, and for items of another kind.
    """
    problems: list[str] = []
    item = Fields(document, "", problems)
    options = options or Fields({}, "", problems)
    kind = _kind(item)
    if kind in _OTHER_ITEMS:
        raise InputError(Failure("format.other-item", f"It is {_OTHER_ITEMS[kind]}, which is not shown."))
    draft: Draft
    if kind != "websocket":
        draft = _read_http(item, kind, options)
    elif "kvs" in options:
        draft = read_channel(item, options)
    else:
        draft = read_socket(item, options)
    variables = read_variables(item.fields("runtime"))
    info = item.fields("info")
    tags, examples = read_tags(info), read_examples(item) if kind == "http" else ()
    return RequestDocument(draft, variables, info.number("seq"), tuple(problems), tags, examples)


def read_folder(document: object, options: Fields | None = None) -> FolderDocument:
    """Return a folder.yml; raise `InputError` that names the place of a value that does not fit."""
    return _folder(document, options, InheritAuth())


def read_collection(document: object) -> CollectionDocument:
    """Return an opencollection.yml; raise `InputError` that names the place of a value that does not fit."""
    problems: list[str] = []
    collection = Fields(document, "", problems)
    ours = collection.fields("extensions").fields("countersign")
    extension = Extension(_by_path(ours, "requests"), _by_path(ours, "folders"))
    version = collection.text("opencollection", "1")
    if version.split(".")[0] != "1":
        problems.append(f"It is written in OpenCollection {version}; only 1.0 is known.")
    if "items" in collection:
        problems.append("Requests inside the file itself are not shown; import the file for them.")
    root = _folder(document, extension.of_folder(""), NoAuth())
    environments = tuple(
        _environment(entry, entry.required_text("name")) for entry in collection.fields("config").each("environments")
    )
    return CollectionDocument(replace(root, problems=(*root.problems, *problems)), environments, extension)


def read_environment(document: object, file_stem: str) -> tuple[Environment, tuple[str, ...]]:
    """Return an environment and its problems; it is named after its file where it has no name."""
    problems: list[str] = []
    fields = Fields(document, "", problems)
    if "externalSecrets" in fields:
        problems.append("External secrets are not read.")
    if "extends" in fields:
        problems.append(f"The variables of “{fields.text('extends')}”, which it extends, are not taken over.")
    return _environment(fields, fields.text("name", file_stem)), tuple(problems)


def _folder(document: object, options: Fields | None, absent: Auth) -> FolderDocument:
    problems: list[str] = []
    fields = Fields(document, "", problems)
    info, defaults = fields.fields("info"), fields.fields("request")
    auth_options = (options or Fields({}, "", problems)).fields("auth")
    if auth_options.raw("type") == NO_AUTH["type"]:
        absent = NoAuth()
    docs, tags = fields.description("docs"), read_tags(info)
    return FolderDocument(
        name=info.text("name"),
        auth=read_auth(defaults, auth_options, absent),
        headers=read_headers(defaults),
        variables=read_variables(defaults),
        seq=info.number("seq"),
        problems=tuple(problems),
        docs=docs,
        tags=tags,
    )


def _read_http(item: Fields, kind: str, options: Fields) -> RequestDraft:
    details = item.fields(kind)
    url, params = _url_and_params(details)
    return RequestDraft(
        name=item.fields("info").text("name"),
        method=details.text("method", "POST" if kind == "graphql" else "GET"),
        url=url,
        params=params,
        path_params=tuple(read_parameter(entry) for entry in details.each("params") if _is_path(entry)),
        headers=read_headers(details),
        body=read_graphql(details, options.fields("graphql")) if kind == "graphql" else read_body(details),
        auth=read_auth(details, options.fields("auth"), NoAuth()),
        settings=read_http_settings(item.fields("settings"), options.fields("settings")),
        docs=item.description("docs"),
    )


def _kind(item: Fields) -> str:
    kind = item.text("type") or item.fields("info").text("type")
    if not kind:
        kind = next((name for name in ("http", "graphql", "websocket", "grpc") if name in item), "")
    if kind not in {"http", "graphql", "websocket", *_OTHER_ITEMS}:
        raise item.unknown("info.type", "a kind of request that OpenCollection 1.0 knows")
    return kind


def _by_path(ours: Fields, key: str) -> dict[str, Any]:
    value = ours.raw(key)
    return {str(path): options for path, options in value.items()} if isinstance(value, dict) else {}


def _environment(fields: Fields, name: str) -> Environment:
    return Environment(name, read_variables(fields), dotenv_path=fields.text("dotEnvFilePath"))


def _is_path(entry: Fields) -> bool:
    return entry.choice("type", ("query", "path"), "query") == "path"


def _url_and_params(details: Fields) -> tuple[str, tuple[Parameter, ...]]:
    """Return the URL with its query, which the list of parameters gives where the URL has none."""
    url = details.text("url")
    listed = tuple(read_parameter(entry) for entry in details.each("params") if not _is_path(entry))
    base, written = split_query(url)
    if written:
        note_difference(url, listed, details)
    else:
        url = join_query(base, listed)
    return url, params_of(url, listed)

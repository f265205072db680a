"""OpenCollection 1.0 documents, already parsed, to the model.

What the format has no word for stands in opencollection.yml, each part only where it differs from the default:

    extensions:
      countersign:
        requests:
          Users/get.yml:                  # path of the request's file, with "/"
            auth: {source, place, payload, payloadHash, algorithm, regionSet, sessionToken, signedHeaders,
                   s3PathRules, fixedDate, expires}
            settings: {verifyTls, http2, connectTimeout, readTimeout, proxy, clientCertificate, clientKey, extraCa,
                       useCookies}          # times in seconds, 0 for no limit
            graphql: {operationName}
        folders:
          Users: {auth: {...}}            # "." is the collection itself
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_auth import read_auth
from countersign.formats.open_collection_body import read_body, read_graphql
from countersign.model.auth import Auth, InheritAuth, NoAuth
from countersign.model.errors import Failure, InputError
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.workspace import Environment, Variable
from countersign.variables.query_text import join_query, split_query

_OTHER_ITEMS = {
    "websocket": "a WebSocket request",
    "grpc": "a gRPC request",
    "script": "a script",
    "app": "an app",
}


@dataclass(frozen=True, slots=True)
class RequestDocument:
    """Hold one request as read; `seq` is its place in the order, `problems` are sentences."""

    draft: RequestDraft
    variables: tuple[Variable, ...]
    seq: float | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FolderDocument:
    """Hold what a folder or a collection sets for what is inside it; `name` is "" where none is given."""

    name: str
    auth: Auth
    headers: tuple[Header, ...]
    variables: tuple[Variable, ...]
    seq: float | None
    problems: tuple[str, ...]


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
    """Return an http or graphql item.

    Raise `InputError` that names the place of a value that does not fit, and for items of another kind.
    """
    problems: list[str] = []
    item = Fields(document, "", problems)
    options = options or Fields({}, "", problems)
    kind = _kind(item)
    if kind in _OTHER_ITEMS:
        raise InputError(Failure("format.other-item", f"It is {_OTHER_ITEMS[kind]}, which is not shown."))
    info, details = item.fields("info"), item.fields(kind)
    url, params = _url_and_params(details)
    draft = RequestDraft(
        name=info.text("name"),
        method=details.text("method", "POST" if kind == "graphql" else "GET"),
        url=url,
        params=params,
        path_params=tuple(_param(entry) for entry in details.each("params") if _is_path(entry)),
        headers=_headers(details),
        body=read_graphql(details, options.fields("graphql")) if kind == "graphql" else read_body(details),
        auth=read_auth(details, options.fields("auth"), NoAuth()),
        settings=_settings(item.fields("settings"), options.fields("settings")),
        docs=item.description("docs"),
    )
    return RequestDocument(draft, _variables(item.fields("runtime")), info.number("seq"), tuple(problems))


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
        problems.append("The requests inside the file itself are not shown, only those in files of their own.")
    root = _folder(document, extension.of_folder(""), NoAuth())
    environments = tuple(
        _environment(entry, entry.required_text("name")) for entry in collection.fields("config").each("environments")
    )
    return CollectionDocument(replace(root, problems=(*root.problems, *problems)), environments, extension)


def read_environment(document: object, file_stem: str) -> tuple[Environment, tuple[str, ...]]:
    """Return an environment and its problems; it is named after its file where it has no name."""
    problems: list[str] = []
    fields = Fields(document, "", problems)
    for key, what in (("dotEnvFilePath", "The .env file"), ("externalSecrets", "External secrets")):
        if key in fields:
            problems.append(f"{what} is not read." if key == "dotEnvFilePath" else f"{what} are not read.")
    if "extends" in fields:
        problems.append(f"The variables of “{fields.text('extends')}”, which it extends, are not taken over.")
    return _environment(fields, fields.text("name", file_stem)), tuple(problems)


def _folder(document: object, options: Fields | None, absent: Auth) -> FolderDocument:
    problems: list[str] = []
    fields = Fields(document, "", problems)
    info, defaults = fields.fields("info"), fields.fields("request")
    return FolderDocument(
        name=info.text("name"),
        auth=read_auth(defaults, (options or Fields({}, "", problems)).fields("auth"), absent),
        headers=_headers(defaults),
        variables=_variables(defaults),
        seq=info.number("seq"),
        problems=tuple(problems),
    )


def _kind(item: Fields) -> str:
    kind = item.text("type") or item.fields("info").text("type")
    if not kind:
        kind = next((name for name in ("http", "graphql", "websocket", "grpc") if name in item), "")
    if kind not in {"http", "graphql", *_OTHER_ITEMS}:
        raise item.unknown("info.type", "a kind of request that OpenCollection 1.0 knows")
    return kind


def _by_path(ours: Fields, key: str) -> dict[str, Any]:
    value = ours.raw(key)
    return {str(path): options for path, options in value.items()} if isinstance(value, dict) else {}


def _environment(fields: Fields, name: str) -> Environment:
    return Environment(name, _variables(fields))


def _headers(details: Fields) -> tuple[Header, ...]:
    return tuple(
        Header(entry.required_text("name"), entry.text("value"), not entry.flag("disabled"), entry.description())
        for entry in details.each("headers")
    )


def _variables(parent: Fields) -> tuple[Variable, ...]:
    return tuple(_variable(entry) for entry in parent.each("variables") if not entry.flag("disabled"))


def _variable(entry: Fields) -> Variable:
    name = entry.text("name")
    if entry.flag("secret"):
        return Variable(name, "", secret=True)
    if isinstance(entry.raw("value"), list):
        entry = entry.selected("value")
    return Variable(name, entry.fields("value").text("data") if _is_typed(entry) else entry.text("value"))


def _is_typed(entry: Fields) -> bool:
    return isinstance(entry.raw("value"), dict)


def _is_path(entry: Fields) -> bool:
    return entry.choice("type", ("query", "path"), "query") == "path"


def _param(entry: Fields) -> Parameter:
    value = entry.text("value")
    return Parameter(entry.required_text("name"), value, not entry.flag("disabled"), entry.description())


def _url_and_params(details: Fields) -> tuple[str, tuple[Parameter, ...]]:
    """Bring the URL's query and the list of parameters together; where they differ, the URL is what counts."""
    url = details.text("url")
    listed = tuple(_param(entry) for entry in details.each("params") if not _is_path(entry))
    base, written = split_query(url)
    if not written:
        url = join_query(base, listed)
        written = split_query(url)[1]
    elif _pairs(written) != _pairs(param for param in listed if param.enabled) and any(p.enabled for p in listed):
        details.note("The URL's query and the list of parameters differ; the URL is used.")
    enabled = [param for param in listed if param.enabled]
    if len(enabled) != len(written):
        return url, (*written, *(param for param in listed if not param.enabled))
    in_order = iter(written)
    return url, tuple(
        replace(next(in_order), description=param.description) if param.enabled else param for param in listed
    )


def _pairs(params: Iterable[Parameter]) -> list[tuple[str, str]]:
    return [(param.name, param.value or "") for param in params]


def _settings(settings: Fields, options: Fields) -> RequestSettings:
    default = RequestSettings()
    redirects = settings.number("maxRedirects")
    timeout = settings.number("timeout")
    return RequestSettings(
        follow_redirects=settings.flag("followRedirects", default=default.follow_redirects),
        max_redirects=default.max_redirects if redirects is None else int(redirects),
        verify_tls=options.flag("verifyTls", default=default.verify_tls),
        http2=options.flag("http2", default=default.http2),
        connect_timeout=_seconds(options.number("connectTimeout"), default.connect_timeout),
        read_timeout=_seconds(options.number("readTimeout"), default.read_timeout),
        total_timeout=_seconds(None if timeout is None else timeout / 1000, default.total_timeout),
        proxy=options.text("proxy", default.proxy),
        client_certificate=options.text("clientCertificate"),
        client_key=options.text("clientKey"),
        extra_ca=options.text("extraCa"),
        use_cookies=options.flag("useCookies", default=default.use_cookies),
    )


def _seconds(number: float | None, default: float | None) -> float | None:
    return default if number is None else number or None

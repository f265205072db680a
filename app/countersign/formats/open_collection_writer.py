"""A request draft as an OpenCollection 1.0 document, and the part of it that the format has no word for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from countersign.formats.open_collection_auth import auth_document, auth_options
from countersign.formats.open_collection_body import body_document
from countersign.model.body import GraphQlBody
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings

_SETTINGS = {
    "verifyTls": "verify_tls",
    "http2": "http2",
    "connectTimeout": "connect_timeout",
    "readTimeout": "read_timeout",
    "proxy": "proxy",
    "clientCertificate": "client_certificate",
    "clientKey": "client_key",
    "extraCa": "extra_ca",
    "useCookies": "use_cookies",
}


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """Hold a request's document, its options for `extensions.countersign`, and sentences on what was left out."""

    document: dict[str, Any]
    options: dict[str, Any]
    notes: tuple[str, ...] = ()


def to_document(draft: RequestDraft, seq: int | None = None) -> WrittenRequest:
    """Return a draft as an http item, or as a graphql item if its body is GraphQL. Literal secrets are left out."""
    notes: list[str] = []
    kind = "graphql" if isinstance(draft.body, GraphQlBody) else "http"
    info = {"name": draft.name, "type": kind, **({} if seq is None else {"seq": seq})}
    details = {
        "method": draft.method,
        "url": draft.url,
        "headers": [_entry(header) for header in draft.headers],
        "params": [
            *({**_entry(param), "type": "query"} for param in draft.params),
            *({**_entry(param), "type": "path"} for param in draft.path_params),
        ],
        "body": body_document(draft.body),
        "auth": auth_document(draft.auth, notes),
    }
    document: dict[str, Any] = {"info": info, kind: _without_empty(details)}
    settings = _settings_document(draft.settings)
    if settings:
        document["settings"] = settings
    if draft.docs:
        document["docs"] = draft.docs
    return WrittenRequest(document, _options(draft), tuple(notes))


def _entry(entry: Header | Parameter) -> dict[str, Any]:
    members: dict[str, Any] = {"name": entry.name, "value": entry.value or ""}
    if entry.description:
        members["description"] = entry.description
    if not entry.enabled:
        members["disabled"] = True
    return members


def _without_empty(details: dict[str, Any]) -> dict[str, Any]:
    kept = {"method", "url"}
    return {key: value for key, value in details.items() if key in kept or value not in (None, [])}


def _settings_document(settings: RequestSettings) -> dict[str, Any]:
    default = RequestSettings()
    members: dict[str, Any] = {}
    if settings.total_timeout != default.total_timeout:
        members["timeout"] = _whole((settings.total_timeout or 0) * 1000)
    if settings.follow_redirects != default.follow_redirects:
        members["followRedirects"] = settings.follow_redirects
    if settings.max_redirects != default.max_redirects:
        members["maxRedirects"] = settings.max_redirects
    return members


def _options(draft: RequestDraft) -> dict[str, Any]:
    operation = draft.body.operation_name if isinstance(draft.body, GraphQlBody) else ""
    parts = {
        "auth": auth_options(draft.auth),
        "settings": _settings_options(draft.settings),
        "graphql": {"operationName": operation} if operation else {},
    }
    return {key: value for key, value in parts.items() if value}


def _settings_options(settings: RequestSettings) -> dict[str, Any]:
    default = RequestSettings()
    changed: Iterable[tuple[str, Any]] = (
        (key, getattr(settings, name))
        for key, name in _SETTINGS.items()
        if getattr(settings, name) != getattr(default, name)
    )
    return {key: _plain(value) for key, value in changed}


def _plain(value: Any) -> Any:
    if value is None:
        return 0
    return _whole(value) if isinstance(value, float) else value


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 3)

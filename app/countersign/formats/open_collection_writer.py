"""A draft as an OpenCollection 1.0 document, and the part of it that the format has no word for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countersign.formats.open_collection_auth import auth_document, auth_options
from countersign.formats.open_collection_body import body_document
from countersign.formats.open_collection_channel import channel_parts
from countersign.formats.open_collection_parts import ItemParts, entry_document
from countersign.formats.open_collection_settings import http_settings
from countersign.formats.open_collection_socket import socket_parts
from countersign.model.body import GraphQlBody
from countersign.model.drafts import Draft
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """Hold a draft's document, its options for `extensions.countersign`, and sentences on what was left out."""

    document: dict[str, Any]
    options: dict[str, Any]
    notes: tuple[str, ...] = ()


def to_document(draft: Draft, seq: int | None = None) -> WrittenRequest:
    """Return a draft as the item that it is. Literal secrets of its auth are left out.

    A request is an http item, or a graphql item if its body is GraphQL; WebSockets and channels are websocket items.
    """
    notes: list[str] = []
    parts = _parts(draft, notes)
    info = {"name": draft.name, "type": parts.kind, **({} if seq is None else {"seq": seq})}
    document: dict[str, Any] = {"info": info, parts.kind: _without_empty(parts.details)}
    if parts.settings:
        document["settings"] = parts.settings
    if draft.docs:
        document["docs"] = draft.docs
    options = {key: value for key, value in parts.options.items() if value}
    return WrittenRequest(document, options, tuple(notes))


def _parts(draft: Draft, notes: list[str]) -> ItemParts:
    match draft:
        case RequestDraft():
            return _http_parts(draft, notes)
        case SocketDraft():
            return socket_parts(draft, notes)
        case _:
            return channel_parts(draft)


def _http_parts(draft: RequestDraft, notes: list[str]) -> ItemParts:
    details = {
        "method": draft.method,
        "url": draft.url,
        "headers": [entry_document(header) for header in draft.headers],
        "params": [
            *({**entry_document(param), "type": "query"} for param in draft.params),
            *({**entry_document(param), "type": "path"} for param in draft.path_params),
        ],
        "body": body_document(draft.body),
        "auth": auth_document(draft.auth, notes),
    }
    settings, settings_options = http_settings(draft.settings)
    is_graphql = isinstance(draft.body, GraphQlBody)
    operation = draft.body.operation_name if isinstance(draft.body, GraphQlBody) else ""
    options = {
        "auth": auth_options(draft.auth),
        "settings": settings_options,
        "graphql": {"operationName": operation} if operation else {},
    }
    return ItemParts("graphql" if is_graphql else "http", details, settings, options)


def _without_empty(details: dict[str, Any]) -> dict[str, Any]:
    kept = {"method", "url"}
    return {key: value for key, value in details.items() if key in kept or value not in (None, [])}

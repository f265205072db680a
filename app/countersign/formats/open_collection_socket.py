"""WebSockets in OpenCollection documents, both ways. The part of them that the format has no word for:

params: [{name, value, description, disabled}]   # where one is described or switched off; else the URL has all
pathParams: [{name, value, description, disabled}]
websocket: {subprotocols, compression, reconnect,
            message: {title, type, data}}         # what the composer holds, if it is no saved message
"""

from __future__ import annotations

from typing import Any

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_auth import auth_document, auth_options, read_auth
from countersign.formats.open_collection_messages import (
    message_document,
    read_message,
    read_single,
    read_variants,
    variants_document,
)
from countersign.formats.open_collection_parts import (
    ItemParts,
    entry_document,
    note_difference,
    params_of,
    read_headers,
    read_parameter,
)
from countersign.formats.open_collection_settings import (
    milliseconds,
    read_milliseconds,
    read_socket_settings,
    socket_settings,
)
from countersign.model.auth import NoAuth
from countersign.model.request import Parameter
from countersign.model.socket import SavedMessage, SocketDraft


def read_socket(item: Fields, options: Fields) -> SocketDraft:
    """Return a websocket item; raise `InputError` that names the place of a value that does not fit."""
    details, settings, ours = item.fields("websocket"), item.fields("settings"), options.fields("websocket")
    default = SocketDraft()
    url, listed = details.text("url"), _parameters(options, "params")
    note_difference(url, listed, details)
    messages, composer = _read_messages(details, ours)
    return SocketDraft(
        name=item.fields("info").text("name"),
        url=url,
        params=params_of(url, listed),
        path_params=_parameters(options, "pathParams"),
        headers=read_headers(details),
        subprotocols=ours.text("subprotocols"),
        auth=read_auth(details, options.fields("auth"), NoAuth()),
        settings=read_socket_settings(settings, options.fields("settings")),
        compression=ours.flag("compression", default=default.compression),
        reconnect=ours.flag("reconnect", default=default.reconnect),
        ping_interval=read_milliseconds(settings, "keepAliveInterval", default.ping_interval),
        messages=messages,
        message=composer,
        docs=item.description("docs"),
    )


def socket_parts(draft: SocketDraft, notes: list[str]) -> ItemParts:
    """Return a WebSocket as a websocket item; a literal secret of its auth is left out, and noted."""
    settings, settings_options = socket_settings(draft.settings)
    if draft.ping_interval != SocketDraft().ping_interval:
        settings["keepAliveInterval"] = milliseconds(draft.ping_interval)
    message, composer = _message_parts(draft)
    details = {
        "url": draft.url,
        "headers": [entry_document(header) for header in draft.headers],
        "message": message,
        "auth": auth_document(draft.auth, notes),
    }
    options = {
        "params": [entry_document(param) for param in draft.params] if _says_more(draft.params) else [],
        "pathParams": [entry_document(param) for param in draft.path_params],
        "auth": auth_options(draft.auth),
        "settings": settings_options,
        "websocket": {**_socket_options(draft), **({"message": composer} if composer else {})},
    }
    return ItemParts("websocket", details, settings, options)


def _parameters(options: Fields, key: str) -> tuple[Parameter, ...]:
    return tuple(read_parameter(entry) for entry in options.each(key))


def _says_more(params: tuple[Parameter, ...]) -> bool:
    """Tell whether the parameters hold what the URL's query does not."""
    return any(param.description or not param.enabled for param in params)


def _socket_options(draft: SocketDraft) -> dict[str, Any]:
    default = SocketDraft()
    names = ("subprotocols", "compression", "reconnect")
    return {name: getattr(draft, name) for name in names if getattr(draft, name) != getattr(default, name)}


def _read_messages(details: Fields, ours: Fields) -> tuple[tuple[SavedMessage, ...], SavedMessage]:
    saved, selected = read_variants(details)
    if "message" in ours:
        composer = ours.fields("message")
        return saved, read_message(composer, composer.text("title"))
    if selected is not None:
        return saved, saved[selected]
    return saved, read_single(details) or SavedMessage()


def _message_parts(draft: SocketDraft) -> tuple[Any, dict[str, Any]]:
    """Return the `message` of a document, and what the composer holds beyond it."""
    composer = draft.message
    if composer in draft.messages:
        return variants_document(draft.messages, draft.messages.index(composer)), {}
    variants = variants_document(draft.messages, None)
    if composer == SavedMessage():
        return variants, {}
    if not variants and not composer.title:
        return message_document(composer), {}
    title = {"title": composer.title} if composer.title else {}
    return variants, {**title, **message_document(composer)}

"""KVS signaling channels in OpenCollection documents, both ways.

The format knows no channels. One is written as a websocket item, so that other tools show it: its URL is the
endpoint, its auth names region and credentials, its messages are variants. `kvs` among the options makes it a
channel:

    kvs: {channel, joinAs,                            # always
          clientId, fips, dualStack, expires, fixedDate, source, controlPlane, reconnect,   # what is not the default
          messages: [{title, type, recipient, correlationId}],     # one for each variant, found by its title
          message: {title, type, recipient, correlationId, payload}}   # the composer, if it holds no saved message
"""

from __future__ import annotations

from typing import Any, cast, get_args

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_auth import read_auth
from countersign.formats.open_collection_messages import read_single, read_variants, variants_document
from countersign.formats.open_collection_parts import ItemParts
from countersign.formats.open_collection_settings import read_socket_settings, socket_settings
from countersign.model.auth import CredentialsSource, NoAuth, SigV4Auth
from countersign.model.channel import ChannelDraft, JoinAs, SignalDraft, SignalType
from countersign.model.socket import SavedMessage

DISCOVERED = "wss://endpoint-is-discovered.invalid/"  # RFC 2606: no host will ever have this name
_SERVICE = "kinesisvideo"
_TEXTS = {"clientId": "client_id", "fixedDate": "fixed_date", "controlPlane": "control_plane"}
_FLAGS = {"fips": "fips", "dualStack": "dual_stack", "reconnect": "reconnect"}


def read_channel(item: Fields, options: Fields) -> ChannelDraft:
    """Return a channel; raise `InputError` that names the place of a value that does not fit."""
    details, ours = item.fields("websocket"), options.fields("kvs")
    default = ChannelDraft()
    url, expires = details.text("url"), ours.number("expires")
    auth = _read_auth(details)
    if "headers" in details:
        details.note("The headers in the file are not used; a signaling channel is opened with none.")
    messages, composer = _read_messages(details, ours)
    members: dict[str, Any] = {name: ours.text(key, getattr(default, name)) for key, name in _TEXTS.items()}
    members |= {name: ours.flag(key, default=getattr(default, name)) for key, name in _FLAGS.items()}
    return ChannelDraft(
        **members,
        name=item.fields("info").text("name"),
        channel=ours.text("channel"),
        join_as=cast("JoinAs", ours.choice("joinAs", get_args(JoinAs), default.join_as)),
        region=auth.region,
        endpoint="" if url == DISCOVERED else url,
        expires=default.expires if expires is None else int(expires),
        source=cast("CredentialsSource", ours.choice("source", get_args(CredentialsSource), default.source)),
        identity=auth.identity,
        settings=read_socket_settings(item.fields("settings"), options.fields("settings")),
        messages=messages,
        message=composer,
        docs=item.description("docs"),
    )


def channel_parts(draft: ChannelDraft) -> ItemParts:
    """Return a channel as a websocket item; what another tool would send with it is no signaling handshake."""
    settings, settings_options = socket_settings(draft.settings)
    selected = draft.messages.index(draft.message) if draft.message in draft.messages else None
    auth = {"type": "awsv4", "profileName": draft.identity, "service": _SERVICE, "region": draft.region}
    details = {
        "url": draft.endpoint or DISCOVERED,
        "message": variants_document([_shown(message) for message in draft.messages], selected),
        "auth": {key: value for key, value in auth.items() if value},
    }
    ours = {
        **_channel_options(draft),
        "messages": [_signal_document(message) for message in draft.messages],
        "message": {} if selected is not None else _composer_document(draft.message),
    }
    kept = {key: value for key, value in ours.items() if value not in ([], {})}
    return ItemParts("websocket", details, settings, {"settings": settings_options, "kvs": kept})


def _read_auth(details: Fields) -> SigV4Auth:
    auth = read_auth(details, Fields({}, "", []), NoAuth())
    if isinstance(auth, SigV4Auth):
        return auth
    details.note("The auth in the file is not used; a signaling channel is always signed.")
    return SigV4Auth()


def _channel_options(draft: ChannelDraft) -> dict[str, Any]:
    default = ChannelDraft()
    names = _TEXTS | _FLAGS | {"expires": "expires", "source": "source"}
    changed = {
        key: getattr(draft, name) for key, name in names.items() if getattr(draft, name) != getattr(default, name)
    }
    return {"channel": draft.channel, "joinAs": draft.join_as, **changed}


def _shown(message: SignalDraft) -> SavedMessage:
    return SavedMessage(message.title, "text" if message.type == "RAW" else "json", message.payload)


def _signal_document(message: SignalDraft) -> dict[str, Any]:
    members = {"title": message.title, "type": message.type}
    if message.recipient:
        members["recipient"] = message.recipient
    if message.correlation_id:
        members["correlationId"] = message.correlation_id
    return members


def _composer_document(message: SignalDraft) -> dict[str, Any]:
    return {} if message == SignalDraft() else {**_signal_document(message), "payload": message.payload}


def _read_messages(details: Fields, ours: Fields) -> tuple[tuple[SignalDraft, ...], SignalDraft]:
    variants, selected = read_variants(details)
    envelopes = list(ours.each("messages"))
    saved = tuple(_read_saved(variant, envelopes) for variant in variants)
    if "message" in ours:
        composer = ours.fields("message")
        return saved, _signal(composer, composer.text("title"), composer.text("payload"))
    if selected is not None:
        return saved, saved[selected]
    single = read_single(details)
    return saved, SignalDraft() if single is None else _read_saved(single, [])


def _read_saved(variant: SavedMessage, envelopes: list[Fields]) -> SignalDraft:
    """Return a message with the first envelope of its title, which is used up: titles may repeat."""
    for at, envelope in enumerate(envelopes):
        if envelope.text("title") == variant.title:
            return _signal(envelopes.pop(at), variant.title, variant.data)
    return SignalDraft(variant.title, "SDP_OFFER" if variant.kind == "json" else "RAW", payload=variant.data)


def _signal(envelope: Fields, title: str, payload: str) -> SignalDraft:
    kind = cast("SignalType", envelope.choice("type", get_args(SignalType), SignalDraft().type))
    return SignalDraft(title, kind, envelope.text("recipient"), envelope.text("correlationId"), payload)

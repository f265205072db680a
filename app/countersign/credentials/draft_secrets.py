"""A draft in two halves: one that may stand in a file, and the secrets that were written into it by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from countersign.credentials.sensitive_names import is_literal, is_sensitive
from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth
from countersign.model.body import Body, FormBody, FormField, MultipartBody, MultipartPart
from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SocketDraft

MARK = "«kept in the keyring»"

_FieldT = TypeVar("_FieldT", FormField, MultipartPart)
_RequestT = TypeVar("_RequestT", RequestDraft, SocketDraft)

# Receives the path of a place and what stands there, returns what shall stand there.
_Exchange = Callable[[str, str], str]

_URL_PARTS = re.compile(r"(?P<address>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?", re.DOTALL)
_USERINFO = re.compile(r"(?P<scheme>[^/]*//)?(?P<userinfo>[^/]+)@(?P<rest>.*)", re.DOTALL)


def take_secrets(draft: Draft) -> tuple[Draft, dict[str, str]]:
    """Return the draft with a mark for each literal secret, and the secrets by path.

    A path names the place and, where one has it, the field: `headers.2.Authorization`. Values made of variables only
    stay. Secrets inside body texts, messages and subprotocols are not recognised.
    """
    secrets: dict[str, str] = {}

    def take(path: str, value: str) -> str:
        if not is_literal(value):
            return value
        secrets[path] = value
        return MARK

    return _at_secret_places(draft, take), secrets


def put_secrets(draft: Draft, secrets: Mapping[str, str]) -> Draft:
    """Return the draft with its secrets back; a mark without one becomes empty.

    Only marks are replaced, and only under the path that was taken: a secret cannot land in another field.
    """

    def put(path: str, value: str) -> str:
        return secrets.get(path, "") if value == MARK else value

    return _at_secret_places(draft, put)


def _at_secret_places(draft: Draft, exchange: _Exchange) -> Draft:
    match draft:
        case RequestDraft():
            return replace(_at_request_places(draft, exchange), body=_body(draft.body, exchange))
        case SocketDraft():
            return _at_request_places(draft, exchange)
        case ChannelDraft():
            return replace(
                draft,
                endpoint=_url(draft.endpoint, exchange, "endpoint"),
                control_plane=_url(draft.control_plane, exchange, "control_plane"),
                settings=_settings(draft.settings, exchange),
            )


def _at_request_places(draft: _RequestT, exchange: _Exchange) -> _RequestT:
    return replace(
        draft,
        url=_url(draft.url, exchange, "url"),
        params=_parameters(draft.params, exchange, "params"),
        path_params=_parameters(draft.path_params, exchange, "path_params"),
        headers=tuple(_header(header, exchange, index) for index, header in enumerate(draft.headers)),
        auth=_auth(draft.auth, exchange),
        settings=_settings(draft.settings, exchange),
    )


def _settings(settings: RequestSettings, exchange: _Exchange) -> RequestSettings:
    return replace(settings, proxy=_url(settings.proxy, exchange, "settings.proxy"))


def _auth(auth: Auth, exchange: _Exchange) -> Auth:
    match auth:
        case BasicAuth():
            return replace(auth, password=exchange("auth.password", auth.password))
        case BearerAuth():
            return replace(auth, token=exchange("auth.token", auth.token))
        case ApiKeyAuth():
            return replace(auth, value=exchange("auth.value", auth.value))
        case _:
            return auth


def _header(header: Header, exchange: _Exchange, index: int) -> Header:
    if not is_sensitive(header.name):
        return header
    return replace(header, value=exchange(f"headers.{index}.{header.name}", header.value))


def _parameters(parameters: tuple[Parameter, ...], exchange: _Exchange, place: str) -> tuple[Parameter, ...]:
    return tuple(
        replace(parameter, value=exchange(f"{place}.{index}.{parameter.name}", parameter.value))
        if parameter.value is not None and is_sensitive(parameter.name)
        else parameter
        for index, parameter in enumerate(parameters)
    )


def _body(body: Body, exchange: _Exchange) -> Body:
    match body:
        case FormBody():
            return replace(body, fields=tuple(_field(field, exchange, i) for i, field in enumerate(body.fields)))
        case MultipartBody():
            return replace(body, parts=tuple(_field(part, exchange, i) for i, part in enumerate(body.parts)))
        case _:
            return body


def _field(field: _FieldT, exchange: _Exchange, index: int) -> _FieldT:
    if not is_sensitive(field.name):
        return field
    return replace(field, value=exchange(f"body.{index}.{field.name}", field.value))


def _url(url: str, exchange: _Exchange, place: str) -> str:
    parts = _URL_PARTS.fullmatch(url)
    if parts is None:
        return url
    return "".join(
        (
            _address(parts["address"], exchange, place),
            _pairs(parts["query"] or "", exchange, f"{place}.query"),
            _pairs(parts["fragment"] or "", exchange, f"{place}.fragment"),
        )
    )


def _address(address: str, exchange: _Exchange, place: str) -> str:
    parts = _USERINFO.fullmatch(address)
    if parts is None:
        return address
    userinfo = exchange(f"{place}.userinfo", parts["userinfo"])
    return f"{parts['scheme'] or ''}{userinfo}@{parts['rest']}"


def _pairs(text: str, exchange: _Exchange, place: str) -> str:
    """Exchange the values of `?name=value&...`; the first character is "?" or "#"."""
    pairs = text[1:].split("&")
    return text[:1] + "&".join(_pair(pair, exchange, f"{place}.{index}") for index, pair in enumerate(pairs))


def _pair(pair: str, exchange: _Exchange, path: str) -> str:
    name, sign, value = pair.partition("=")
    if not sign or not is_sensitive(name):
        return pair
    return f"{name}={exchange(f'{path}.{name}', value)}"

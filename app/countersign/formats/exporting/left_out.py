"""The literal secrets of a draft, each replaced by a variable. The same value is the same variable everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from countersign.formats.importing.secrets_found import SecretsFound, is_literal, is_sensitive
from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth
from countersign.model.body import Body, FormBody, FormField, GraphQlBody, MultipartBody, MultipartPart, TextBody
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.drafts import Draft
from countersign.model.imported import ImportNote
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft

_JSON_TEXT = r'"(?:[^"\\]|\\.)*"'
_JSON_MEMBER = re.compile(rf"(?P<name>{_JSON_TEXT})(?P<colon>\s*:\s*)(?P<value>{_JSON_TEXT})", re.DOTALL)
_URL = re.compile(r"(?P<address>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?", re.DOTALL)
_USER_INFO = re.compile(r"(?P<scheme>[^/?#]*//)(?P<user>[^/?#]+)@")

Entry = TypeVar("Entry", FormField, MultipartPart)
Named = TypeVar("Named", Header, Parameter)


class LeftOut:
    """Replace literal secrets by variables and remember their names; `taken` are names that mean something else.

    A secret is known by the name it stands under or by its shape; docs and binary messages are not searched.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._secrets = SecretsFound()
        self._secrets.reserve(taken)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the variables that stand for secrets now."""
        return tuple(variable.name for variable in self._secrets.variables)

    @property
    def notes(self) -> tuple[ImportNote, ...]:
        """Return a note for each secret, where it stood first."""
        return tuple(
            ImportNote(
                secret.place, f"A secret was left out; the variable {secret.variable} stands for it.", "changed"
            )
            for secret in self._secrets.found
        )

    def draft(self, draft: Draft, place: str) -> Draft:
        """Return a draft without literal secrets, in its auth, URL, headers, fields, texts and messages."""
        match draft:
            case RequestDraft():
                return self.request(draft, place)
            case SocketDraft():
                return self.socket(draft, place)
            case ChannelDraft():
                return replace(
                    draft,
                    endpoint=self.url(draft.endpoint, place),
                    control_plane=self.url(draft.control_plane, place),
                    settings=self._settings(draft.settings, place),
                    messages=tuple(self._signal(message, place) for message in draft.messages),
                    message=self._signal(draft.message, place),
                )

    def request(self, draft: RequestDraft, place: str) -> RequestDraft:
        """Return a request without literal secrets."""
        return replace(
            draft,
            url=self.url(draft.url, place),
            params=self._named(draft.params, f"{place} / Params"),
            path_params=self._named(draft.path_params, f"{place} / Params"),
            headers=self.headers(draft.headers, place),
            body=self._body(draft.body, f"{place} / Body"),
            auth=self.auth(draft.auth, place),
            settings=self._settings(draft.settings, place),
        )

    def socket(self, draft: SocketDraft, place: str) -> SocketDraft:
        """Return a WebSocket without literal secrets."""
        return replace(
            draft,
            url=self.url(draft.url, place),
            params=self._named(draft.params, f"{place} / Params"),
            path_params=self._named(draft.path_params, f"{place} / Params"),
            headers=self.headers(draft.headers, place),
            auth=self.auth(draft.auth, place),
            settings=self._settings(draft.settings, place),
            messages=tuple(self._message(message, place) for message in draft.messages),
            message=self._message(draft.message, place),
        )

    def auth(self, auth: Auth, place: str) -> Auth:
        """Return an auth without a literal secret."""
        at = f"{place} / Auth"
        match auth:
            case BasicAuth():
                return replace(auth, password=self._variable("password", auth.password, at))
            case BearerAuth():
                return replace(auth, token=self._variable("token", auth.token, at))
            case ApiKeyAuth():
                return replace(auth, value=self._variable("api_key", auth.value, at))
        return auth

    def headers(self, headers: tuple[Header, ...], place: str) -> tuple[Header, ...]:
        """Return headers without secrets; the word of a scheme before a token stays."""
        return self._named(headers, f"{place} / Headers")

    def url(self, url: str, place: str) -> str:
        """Return a URL without user name and password, and without the secrets among its parameters."""
        parts = _URL.fullmatch(url)
        assert parts is not None
        at = f"{place} / URL"
        address = _USER_INFO.sub(
            lambda found: f"{found['scheme']}{self._variable('user_info', found['user'], at)}@", parts["address"]
        )
        query, fragment = (self._pairs(parts[name] or "", at) for name in ("query", "fragment"))
        return f"{self._secrets.protect_text(address, at)}{query}{fragment}"

    def text(self, text: str, place: str) -> str:
        """Return a text without the values of quoted members with telling names, and what has a secret's shape."""

        def member(found: re.Match[str]) -> str:
            name, value = found["name"][1:-1], found["value"][1:-1]
            if not is_sensitive(name):
                return found[0]
            return f'{found["name"]}{found["colon"]}"{self._variable(name, value, place)}"'

        return self._secrets.protect_text(_JSON_MEMBER.sub(member, text), place)

    def value(self, name: str, value: str, place: str) -> str:
        """Return a named value without its secret."""
        return self._secrets.protect(name, value, place)

    def _settings(self, settings: RequestSettings, place: str) -> RequestSettings:
        return replace(settings, proxy=self.url(settings.proxy, f"{place} / Settings"))

    def _body(self, body: Body, place: str) -> Body:
        match body:
            case TextBody():
                return replace(body, text=self.text(body.text, place))
            case GraphQlBody():
                return replace(body, query=self.text(body.query, place), variables=self.text(body.variables, place))
            case FormBody():
                return FormBody(tuple(self._entry(field, place) for field in body.fields))
            case MultipartBody():
                return MultipartBody(tuple(self._entry(part, place) for part in body.parts))
        return body

    def _entry(self, entry: Entry, place: str) -> Entry:
        return replace(entry, value=self.value(entry.name, entry.value, place))

    def _message(self, message: SavedMessage, place: str) -> SavedMessage:
        if message.kind == "binary":
            return message
        return replace(message, data=self.text(message.data, f"{place} / Messages"))

    def _signal(self, message: SignalDraft, place: str) -> SignalDraft:
        return replace(message, payload=self.text(message.payload, f"{place} / Messages"))

    def _named(self, entries: tuple[Named, ...], place: str) -> tuple[Named, ...]:
        return tuple(
            replace(entry, value=self.value(entry.name, entry.value, place)) if entry.value else entry
            for entry in entries
        )

    def _pairs(self, text: str, place: str) -> str:
        """Return `?name=value&...`; the first character is "?" or "#"."""
        return text[:1] + "&".join(self._pair(pair, place) for pair in text[1:].split("&"))

    def _pair(self, pair: str, place: str) -> str:
        name, sign, value = pair.partition("=")
        return f"{name}{sign}{self.value(name, value, place)}" if value else pair

    def _variable(self, hint: str, value: str, place: str) -> str:
        return self._secrets.variable_for(value, hint, place) if is_literal(value) else value

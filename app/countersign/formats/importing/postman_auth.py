"""The auth of Postman collections: version 2.0 holds its attributes as an object, 2.1 as a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.loose_values import mapping, mappings, plain
from countersign.formats.importing.oauth_sources import OAuthSource, auth_from_oauth
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.sigv4_sources import AwsKeys, auth_from_keys
from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, InheritAuth, NoAuth

_Attributes = Mapping[str, Any]


def postman_auth(value: object, secrets: SecretsFound, notes: ImportNotes, place: str) -> Auth:
    """Return the auth of a collection, folder or request; none of its own inherits."""
    auth = mapping(value)
    kind = plain(auth.get("type"))
    if not kind or kind == "inherit":
        return InheritAuth()
    attributes = _attributes(auth.get(kind))
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(attributes)
    if kind == "awsv4":
        return _sigv4(attributes, secrets, notes, place)
    if kind == "oauth2":
        return auth_from_oauth(_oauth(attributes), secrets, notes, place)
    notes.left_out(place, f"The auth “{kind[:40]}” has no counterpart; no credentials are sent.")
    return NoAuth()


def _attributes(value: object) -> _Attributes:
    if isinstance(value, Mapping):
        return value
    return {plain(entry.get("key")): entry.get("value") for entry in mappings(value)}


def _text(attributes: _Attributes, *names: str) -> str:
    return next((text for name in names if (text := plain(attributes.get(name)))), "")


def _api_key(attributes: _Attributes) -> ApiKeyAuth:
    in_query = _text(attributes, "in") == "query"
    return ApiKeyAuth(_text(attributes, "key"), _text(attributes, "value"), "query" if in_query else "header")


def _sigv4(attributes: _Attributes, secrets: SecretsFound, notes: ImportNotes, place: str) -> Auth:
    return auth_from_keys(
        AwsKeys(*(_text(attributes, name) for name in ("accessKey", "secretKey", "sessionToken"))),
        region=_text(attributes, "region"),
        service=_text(attributes, "service"),
        place=place,
        notes=notes,
        secrets=secrets,
        signed_in="query" if _text(attributes, "addAuthDataToQuery") == "true" else "headers",
    )


def _oauth(attributes: _Attributes) -> OAuthSource:
    prefix = attributes.get("headerPrefix")
    return OAuthSource(
        grant=_text(attributes, "grant_type"),
        token_url=_text(attributes, "accessTokenUrl"),
        authorization_url=_text(attributes, "authUrl"),
        client_id=_text(attributes, "clientId"),
        client_secret=_text(attributes, "clientSecret"),
        scope=_text(attributes, "scope"),
        access_token=_text(attributes, "accessToken"),
        prefix="Bearer" if prefix is None else plain(prefix).strip(),
        in_query=_text(attributes, "addTokenTo") == "queryParams",
        takes_id_token=_text(attributes, "tokenType") == "id_token",
    )


_READERS: dict[str, Callable[[_Attributes], Auth]] = {
    "noauth": lambda _: NoAuth(),
    "basic": lambda attributes: BasicAuth(_text(attributes, "username"), _text(attributes, "password")),
    "bearer": lambda attributes: BearerAuth(_text(attributes, "token")),
    "apikey": _api_key,
}

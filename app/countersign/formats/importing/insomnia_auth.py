"""The auth of Insomnia's requests and folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.loose_values import mapping, plain
from countersign.formats.importing.oauth_sources import OAuthSource, auth_from_oauth
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.sigv4_sources import AwsKeys, auth_from_keys
from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, InheritAuth, NoAuth
from countersign.model.request import Header

_Object = Mapping[str, Any]


def insomnia_auth(  # noqa: PLR0911 - one per kind
    value: object, secrets: SecretsFound, notes: ImportNotes, place: str
) -> tuple[Auth, tuple[Header, ...]]:
    """Return the auth, and the header that it is where the key of an API travels as a cookie."""
    auth = mapping(value)
    kind = plain(auth.get("type"))
    if not kind:
        return InheritAuth(), ()
    if auth.get("disabled") is True:
        notes.left_out(place, f"The auth “{kind[:40]}”, which was switched off.")
        return NoAuth(), ()
    if kind == "apikey" and auth.get("addTo") == "cookie":
        return NoAuth(), (Header("Cookie", f"{plain(auth.get('key'))}={plain(auth.get('value'))}"),)
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(auth), ()
    if kind == "iam":
        return _sigv4(auth, secrets, notes, place), ()
    if kind == "oauth2":
        return auth_from_oauth(_oauth(auth), secrets, notes, place), ()
    notes.left_out(place, f"The auth “{kind[:40]}” has no counterpart; no credentials are sent.")
    return NoAuth(), ()


def _sigv4(auth: _Object, secrets: SecretsFound, notes: ImportNotes, place: str) -> Auth:
    return auth_from_keys(
        AwsKeys(*(plain(auth.get(name)) for name in ("accessKeyId", "secretAccessKey", "sessionToken"))),
        region=plain(auth.get("region")),
        service=plain(auth.get("service")),
        place=place,
        notes=notes,
        secrets=secrets,
    )


def _bearer(auth: _Object) -> Auth:
    token, prefix = plain(auth.get("token")), plain(auth.get("prefix"))
    if prefix in {"", "Bearer"}:
        return BearerAuth(token)
    return ApiKeyAuth("Authorization", token if prefix == "NO_PREFIX" else f"{prefix} {token}")


def _api_key(auth: _Object) -> Auth:
    in_query = auth.get("addTo") == "queryParams"
    return ApiKeyAuth(plain(auth.get("key")), plain(auth.get("value")), "query" if in_query else "header")


def _oauth(auth: _Object) -> OAuthSource:
    return OAuthSource(
        grant=plain(auth.get("grantType")),
        token_url=plain(auth.get("accessTokenUrl")),
        authorization_url=plain(auth.get("authorizationUrl")),
        client_id=plain(auth.get("clientId")),
        client_secret=plain(auth.get("clientSecret")),
        scope=plain(auth.get("scope")),
        prefix=plain(auth.get("tokenPrefix")) or "Bearer",
        takes_id_token=auth.get("responseType") == "id_token",
    )


_READERS: dict[str, Callable[[_Object], Auth]] = {
    "none": lambda _: NoAuth(),
    "basic": lambda auth: BasicAuth(plain(auth.get("username")), plain(auth.get("password"))),
    "bearer": _bearer,
    "apikey": _api_key,
}

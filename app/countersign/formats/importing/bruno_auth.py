"""Auth in Bruno's collections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.loose_values import mapping, plain
from countersign.formats.importing.oauth_sources import OAuthSource, auth_from_oauth
from countersign.formats.importing.secrets_found import SecretsFound, is_literal
from countersign.formats.importing.sigv4_sources import AwsKeys, auth_from_keys
from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, InheritAuth, NoAuth

_UNSUPPORTED = {"digest": "Digest", "ntlm": "NTLM", "wsse": "WSSE", "oauth1": "OAuth 1"}


def read_bruno_auth(
    auth: Mapping[str, Any], absent: Auth, secrets: SecretsFound, notes: ImportNotes, place: str
) -> Auth:
    """Return the auth of a request, folder or collection; `absent` where it states none."""
    mode = plain(auth.get("mode"))
    if mode in {"", "inherit"}:
        return InheritAuth() if mode else absent
    about = mapping(auth.get(mode))
    match mode:
        case "awsv4":
            return _sigv4(about, secrets, notes, place)
        case "oauth2":
            return _oauth2(about, secrets, notes, place)
    if mode in _READERS:
        return _READERS[mode](about)
    if mode != "none":
        notes.left_out(place, f"{_UNSUPPORTED.get(mode, mode[:40])} auth is not known here; no credentials are sent.")
        _keep_out(about, secrets, place)
    return NoAuth()


def _api_key(about: Mapping[str, Any]) -> Auth:
    in_query = plain(about.get("placement")).startswith("query")
    return ApiKeyAuth(plain(about.get("key")), plain(about.get("value")), "query" if in_query else "header")


def _sigv4(about: Mapping[str, Any], secrets: SecretsFound, notes: ImportNotes, place: str) -> Auth:
    return auth_from_keys(
        AwsKeys(*(plain(about.get(name)) for name in ("accessKeyId", "secretAccessKey", "sessionToken"))),
        region=plain(about.get("region")),
        service=plain(about.get("service")),
        place=place,
        notes=notes,
        secrets=secrets,
        profile=plain(about.get("profileName")),
    )


def _oauth2(about: Mapping[str, Any], secrets: SecretsFound, notes: ImportNotes, place: str) -> Auth:
    _keep_out(about, secrets, place)
    prefix = about.get("tokenHeaderPrefix")
    source = OAuthSource(
        grant=plain(about.get("grantType")),
        token_url=plain(about.get("accessTokenUrl")),
        authorization_url=plain(about.get("authorizationUrl")),
        client_id=plain(about.get("clientId")),
        client_secret=plain(about.get("clientSecret")),
        scope=plain(about.get("scope")),
        prefix="Bearer" if prefix is None else plain(prefix).strip(),
        in_query=plain(about.get("tokenPlacement")) in {"url", "query"},
    )
    if source.in_query:
        notes.left_out(place, "The token went into the query; here it goes into a header.")
    return auth_from_oauth(source, secrets, notes, place)


def _keep_out(about: Mapping[str, Any], secrets: SecretsFound, place: str) -> None:
    """Keep the secrets of an auth that comes in as a name only."""
    for key in ("clientSecret", "password", "consumerSecret", "accessTokenSecret", "tokenSecret"):
        value = plain(about.get(key))
        if is_literal(value):
            secrets.variable_for(value, key, place)


_READERS: dict[str, Callable[[Mapping[str, Any]], Auth]] = {
    "basic": lambda about: BasicAuth(plain(about.get("username")), plain(about.get("password"))),
    "bearer": lambda about: BearerAuth(plain(about.get("token"))),
    "apikey": _api_key,
}

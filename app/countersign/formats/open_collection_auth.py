"""Auth in OpenCollection documents, both ways. A request without auth sends none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_args

from countersign.formats.document_fields import Fields
from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    CredentialsSource,
    InheritAuth,
    NoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.variables.template_syntax import VARIABLE

_UNSUPPORTED = {"wsse", "digest", "ntlm", "oauth1", "oauth2"}
_OPTION_CHOICES = {
    "source": ("source", get_args(CredentialsSource)),
    "place": ("place", ("headers", "query")),
    "payload": ("payload", ("signed", "unsigned", "given")),
    "algorithm": ("algorithm", ("v4", "v4a")),
    "sessionToken": ("session_token", ("signed", "appended")),
    "signedHeaders": ("signed_headers", ("all", "required")),
}
_TOKEN_TEMPLATE = re.compile(r"\{\{\s*(cognito|oauth)\.([^{}\s]+)\.(access|id)_token\s*\}\}")
_TOKEN_OPTIONS = {"tokenHeader": "header", "tokenPrefix": "prefix"}
_OPTION_TEXTS = {"payloadHash": "payload_hash", "regionSet": "region_set", "fixedDate": "fixed_date"}


def read_auth(parent: Fields, options: Fields, absent: Auth) -> Auth:
    """Return the `auth` of a request or of its defaults; `options` holds what the format has no word for."""
    if "auth" not in parent:
        return absent
    if parent.raw("auth") == "inherit":
        return InheritAuth()
    auth = parent.fields("auth")
    kind = auth.required_text("type")
    if kind == "awsv4":
        return _sigv4(auth, options)
    if kind == "bearer":
        return _bearer(auth.text("token"), options)
    if kind in _READERS:
        return _READERS[kind](auth)
    if kind in _UNSUPPORTED:
        auth.note(f"The auth “{kind}” is not supported; no credentials are sent.")
        return NoAuth()
    raise auth.unknown("type", "a kind of auth that OpenCollection 1.0 knows")


def auth_document(auth: Auth, notes: list[str]) -> dict[str, Any] | str | None:  # noqa: PLR0911 - one per kind
    """Return the `auth` of a document, None for no auth; a literal secret is left out, and noted."""
    match auth:
        case InheritAuth():
            return "inherit"
        case BasicAuth():
            password = _variable_only({"password": auth.password}, "The password", notes)
            return {"type": "basic", "username": auth.username, **password}
        case BearerAuth():
            return {"type": "bearer", **_variable_only({"token": auth.token}, "The bearer token", notes)}
        case CognitoAuth(pool, token):
            return {"type": "bearer", "token": f"{{{{cognito.{pool}.{token}_token}}}}"}
        case OAuthAuth(provider):
            return {"type": "bearer", "token": f"{{{{oauth.{provider}.access_token}}}}"}
        case ApiKeyAuth():
            value = _variable_only({"value": auth.value}, "The API key", notes)
            return {"type": "apikey", "key": auth.name, **value, "placement": auth.place}
        case SigV4Auth():
            members = {"profileName": auth.identity, "service": auth.service, "region": auth.region}
            return {"type": "awsv4", **{key: value for key, value in members.items() if value}}
    return None


def auth_options(auth: Auth) -> dict[str, Any]:
    """Return what `extensions.countersign` must hold of an auth: what is not the default."""
    if isinstance(auth, CognitoAuth | OAuthAuth):
        usual = type(auth)()
        values = {key: getattr(auth, name) for key, name in _TOKEN_OPTIONS.items()}
        return {key: value for key, value in values.items() if value != getattr(usual, _TOKEN_OPTIONS[key])}
    if not isinstance(auth, SigV4Auth):
        return {}
    default = SigV4Auth()
    names = {key: name for key, (name, _) in _OPTION_CHOICES.items()} | _OPTION_TEXTS
    names |= {"s3PathRules": "s3_path_rules", "expires": "expires"}
    values = {key: getattr(auth, name) for key, name in names.items()}
    return {key: value for key, value in values.items() if value != getattr(default, names[key])}


def _api_key(auth: Fields) -> ApiKeyAuth:
    place = auth.choice("placement", ("header", "query"), "header")
    return ApiKeyAuth(auth.text("key"), auth.text("value"), "query" if place == "query" else "header")


def _bearer(token: str, options: Fields) -> Auth:
    """Return the token's own auth where the token is that of a user pool or provider known by name."""
    found = _TOKEN_TEMPLATE.fullmatch(token.strip())
    if found is None:
        return BearerAuth(token)
    header, prefix = (
        options.text(key, usual) for key, usual in (("tokenHeader", "Authorization"), ("tokenPrefix", "Bearer"))
    )
    kind, name, token_use = found.groups()
    if kind == "oauth":
        return OAuthAuth(name, header, prefix) if token_use == "access" else BearerAuth(token)
    return CognitoAuth(name, "id" if token_use == "id" else "access", header, prefix)


def _sigv4(auth: Fields, options: Fields) -> SigV4Auth:
    keys = (auth.text(name) for name in ("accessKeyId", "secretAccessKey", "sessionToken"))
    if any(key and not VARIABLE.search(key) for key in keys):
        auth.note("The AWS keys in the file are not used; save them as an identity.")
    default = SigV4Auth()
    members: dict[str, Any] = {
        name: options.choice(key, choices, getattr(default, name)) for key, (name, choices) in _OPTION_CHOICES.items()
    }
    members |= {name: options.text(key, getattr(default, name)) for key, name in _OPTION_TEXTS.items()}
    expires = options.number("expires")
    return SigV4Auth(
        **members,
        identity=auth.text("profileName"),
        region=auth.text("region"),
        service=auth.text("service"),
        s3_path_rules=options.flag("s3PathRules") if "s3PathRules" in options else None,
        expires=default.expires if expires is None else int(expires),
    )


def _variable_only(member: dict[str, str], what: str, notes: list[str]) -> dict[str, str]:
    (value,) = member.values()
    if not value or VARIABLE.search(value):
        return {key: text for key, text in member.items() if text}
    notes.append(f"{what} was not written to the file; put it into a secret variable.")
    return {}


_READERS: dict[str, Callable[[Fields], Auth]] = {
    "basic": lambda auth: BasicAuth(auth.text("username"), auth.text("password")),
    "apikey": _api_key,
}

"""Auth in OpenCollection documents, both ways. A request without auth sends none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from countersign.formats.document_fields import Fields
from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CredentialsSource,
    InheritAuth,
    NoAuth,
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
    if kind in _READERS:
        return _READERS[kind](auth)
    if kind in _UNSUPPORTED:
        auth.note(f"The auth “{kind}” is not supported; no credentials are sent.")
        return NoAuth()
    raise auth.unknown("type", "a kind of auth that OpenCollection 1.0 knows")


def auth_document(auth: Auth, notes: list[str]) -> dict[str, Any] | str | None:
    """Return the `auth` of a document, None for no auth; a literal secret is left out, and noted."""
    match auth:
        case InheritAuth():
            return "inherit"
        case BasicAuth():
            password = _variable_only({"password": auth.password}, "The password", notes)
            return {"type": "basic", "username": auth.username, **password}
        case BearerAuth():
            return {"type": "bearer", **_variable_only({"token": auth.token}, "The bearer token", notes)}
        case ApiKeyAuth():
            value = _variable_only({"value": auth.value}, "The API key", notes)
            return {"type": "apikey", "key": auth.name, **value, "placement": auth.place}
        case SigV4Auth():
            members = {"profileName": auth.identity, "service": auth.service, "region": auth.region}
            return {"type": "awsv4", **{key: value for key, value in members.items() if value}}
    return None


def auth_options(auth: Auth) -> dict[str, Any]:
    """Return what `extensions.countersign` must hold of an auth: what is not the default."""
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
    "bearer": lambda auth: BearerAuth(auth.text("token")),
    "apikey": _api_key,
}

"""AWS signatures and keys as other tools write them down, as SigV4 auth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.secrets_found import SecretsFound, is_literal
from countersign.model.auth import SigV4Auth
from countersign.model.request import Header, Parameter
from countersign.variables.template_syntax import VARIABLE

_SCOPE = r"/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request"
_IN_HEADER = re.compile(rf"AWS4-HMAC-SHA256\s+Credential=[^/\s,]+{_SCOPE}\b.*", re.DOTALL)
_IN_QUERY = re.compile(rf"[^/%]+{_SCOPE.replace('/', '(?:/|%2[Ff])')}")
_IN_HEADER_V4A = re.compile(
    r"AWS4-ECDSA-P256-SHA256\s+Credential=[^/\s,]+/\d{8}/(?P<service>[a-z0-9-]+)/aws4_request\b.*"
)
_MADE_BY_SIGNING = frozenset(
    {"authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-region-set"}
)


class AwsKeys(NamedTuple):
    """Hold what a source writes of an AWS identity; each is a literal, a template or ""."""

    access_key_id: str = ""
    secret_access_key: str = ""
    session_token: str = ""


def auth_from_keys(
    keys: AwsKeys,
    *,
    region: str,
    service: str,
    place: str,
    notes: ImportNotes,
    secrets: SecretsFound,
    profile: str = "",
    signed_in: Literal["headers", "query"] = "headers",
) -> SigV4Auth:
    """Return SigV4 auth; literal keys become those of an identity, a profile is named, variables are noted."""
    literal = [key for key in keys if key and is_literal(key)]
    names = dict.fromkeys(match["name"].strip() for key in keys for match in VARIABLE.finditer(key))
    identity = ""
    if profile:
        identity = profile
    elif is_literal(keys.access_key_id) and is_literal(keys.secret_access_key):
        identity = secrets.identity_for("imported", keys, place)
    elif literal:
        for key, hint in zip(keys, ("access_key_id", "secret_access_key", "session_token"), strict=True):
            if is_literal(key):
                secrets.variable_for(key, hint, place)
    if names and not identity:
        listed = ", ".join(list(names)[:5])
        notes.changed(place, f"The AWS keys come from variables ({listed}). Save them as an identity and choose it.")
    return SigV4Auth(
        source="profile" if profile else "keyring", identity=identity, region=region, service=service, place=signed_in
    )


def recorded_signature(
    headers: Sequence[Header], params: Iterable[Parameter]
) -> tuple[SigV4Auth | None, tuple[Header, ...], tuple[Parameter, ...]]:
    """Return the auth that a recorded signature stands for, and headers and query without what signing adds.

    Source: "Elements of an AWS API request signature", AWS IAM User Guide.
    """
    params = tuple(params)
    authorization = next((header.value for header in headers if header.name.lower() == "authorization"), "")
    found, found_v4a = _IN_HEADER.fullmatch(authorization), _IN_HEADER_V4A.fullmatch(authorization)
    if found is not None or found_v4a is not None:
        left = tuple(header for header in headers if header.name.lower() not in _MADE_BY_SIGNING)
        if found is not None:
            return SigV4Auth(region=found["region"], service=found["service"]), left, params
        return SigV4Auth(algorithm="v4a", service=found_v4a["service"] if found_v4a else ""), left, params
    by_name = {param.name.lower(): param.value or "" for param in params}
    credential = _IN_QUERY.fullmatch(by_name.get("x-amz-credential", ""))
    if credential is None:
        return None, tuple(headers), params
    seconds = by_name.get("x-amz-expires", "")
    auth = SigV4Auth(
        region=credential["region"],
        service=credential["service"],
        place="query",
        expires=int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else 300,
    )
    return auth, tuple(headers), tuple(param for param in params if not param.name.lower().startswith("x-amz-"))

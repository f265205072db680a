"""AWS keys and signatures as other tools write them down, as SigV4 auth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.secrets_found import SecretsFound, is_literal
from countersign.model.auth import SigV4Auth
from countersign.model.request import Header, Parameter
from countersign.variables.template_syntax import VARIABLE, variable_name

_SLASH = "(?:/|%2[Ff])"
_SCOPE = rf"{_SLASH}\d{{8}}{_SLASH}(?:(?P<region>[a-z0-9-]+){_SLASH})?(?P<service>[a-z0-9-]+){_SLASH}aws4_request"
_IN_HEADER = re.compile(
    rf"AWS4-(?P<algorithm>HMAC-SHA256|ECDSA-P256-SHA256)\s+Credential=[^/\s,]+{_SCOPE}\b.*", re.DOTALL
)
_IN_QUERY = re.compile(rf"[^/%]+{_SCOPE}")
_SECONDS = re.compile(r"\d{1,6}", re.ASCII)
_USUAL_SECONDS = 300
_MADE_BY_SIGNING = frozenset(
    {"authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-region-set"}
)


class AwsKeys(NamedTuple):
    """Hold what a source writes of an AWS identity; each is a literal, a template or ""."""

    access_key_id: str = ""
    secret_access_key: str = ""
    session_token: str = ""

    def __repr__(self) -> str:
        return "AwsKeys(…)"  # a tuple would show the secrets


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
    """Return SigV4 auth; literal keys become those of an identity, variables are noted.

    A profile is named where there are no literal keys; where there are, it names their identity.
    """
    names = dict.fromkeys(variable_name(match) for key in keys for match in VARIABLE.finditer(key))
    if any(is_literal(key) for key in keys):
        whole = (keys.access_key_id, keys.secret_access_key, keys.session_token)
        identity = secrets.identity_for(profile or "imported", whole, place)
        notes.changed(place, f"The AWS keys were taken out; the request signs as the identity “{identity}”.")
        return SigV4Auth(identity=identity, region=region, service=service, place=signed_in)
    if names and not profile:
        listed = ", ".join(list(names)[:5])[:200]
        notes.changed(place, f"The AWS keys come from variables ({listed}). Save them as an identity and choose it.")
    source: Literal["profile", "keyring"] = "profile" if profile else "keyring"
    return SigV4Auth(source=source, identity=profile, region=region, service=service, place=signed_in)


def recorded_signature(
    headers: Sequence[Header], params: Iterable[Parameter]
) -> tuple[SigV4Auth | None, tuple[Header, ...], tuple[Parameter, ...]]:
    """Return the auth that a recorded signature stands for, and headers and query without what signing adds.

    A payload that was not signed stays unsigned. Source: "Elements of an AWS API request signature", AWS IAM User
    Guide.
    """
    params = tuple(params)
    by_name = {header.name.lower(): header.value.strip() for header in headers if header.enabled}
    found = _IN_HEADER.fullmatch(by_name.get("authorization", ""))
    if found is not None:
        auth = SigV4Auth(
            region=found["region"] or "",
            service=found["service"],
            payload="unsigned" if by_name.get("x-amz-content-sha256") == "UNSIGNED-PAYLOAD" else "signed",
            algorithm="v4a" if found["algorithm"].startswith("ECDSA") else "v4",
            region_set=by_name.get("x-amz-region-set") or "*",
        )
        return auth, tuple(header for header in headers if header.name.lower() not in _MADE_BY_SIGNING), params
    presigned = _presigned({param.name.lower(): param.value or "" for param in params})
    if presigned is not None:
        params = tuple(param for param in params if not param.name.lower().startswith("x-amz-"))
    return presigned, tuple(headers), params


def _presigned(query: dict[str, str]) -> SigV4Auth | None:
    credential = _IN_QUERY.fullmatch(query.get("x-amz-credential", ""))
    if credential is None or "x-amz-signature" not in query:
        return None
    seconds = query.get("x-amz-expires", "")
    return SigV4Auth(
        region=credential["region"] or "",
        service=credential["service"],
        place="query",
        algorithm="v4a" if "ECDSA" in query.get("x-amz-algorithm", "") else "v4",
        expires=int(seconds) if _SECONDS.fullmatch(seconds) else _USUAL_SECONDS,
    )

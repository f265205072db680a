"""Headers that carry credentials, as browsers and tools copy them, turned into the auth that made them."""

from __future__ import annotations

import base64
import binascii
import re

from countersign.formats.importing.import_notes import ImportNotes
from countersign.model.auth import Auth, BasicAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.request import Header
from countersign.variables.template_syntax import VARIABLE

_SIGNED = re.compile(
    r"AWS4-(?P<algorithm>HMAC-SHA256|ECDSA-P256-SHA256)\s+Credential=(?P<key>[^/,\s]+)/\d{8}/"
    r"(?:(?P<region>[^/,\s]+)/)?(?P<service>[^/,\s]+)/aws4_request.*",
    re.DOTALL,
)
_MADE_BY_SIGNING = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "x-amz-region-set"}


def take_credentials(headers: tuple[Header, ...], notes: ImportNotes, place: str) -> tuple[tuple[Header, ...], Auth]:
    """Return the headers without those that an auth makes, and that auth: no auth where none is known.

    A signature cannot be used again, so its headers go and the request is signed anew for the same region and
    service. A payload that was not signed stays unsigned.
    """
    written = [header for header in headers if header.name.lower() == "authorization" and header.enabled]
    if len(written) != 1:
        return headers, NoAuth()
    value = written[0].value.strip()
    signed = _SIGNED.fullmatch(value)
    if signed is not None:
        return _unsigned(headers, signed, notes, place)
    auth = _plain_auth(value)
    if auth is None:
        return headers, NoAuth()
    return tuple(header for header in headers if header is not written[0]), auth


def _plain_auth(value: str) -> Auth | None:
    scheme, _, rest = value.partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer" and rest:
        return BearerAuth(rest)
    if scheme.lower() != "basic" or VARIABLE.search(rest):
        return None
    try:
        user, colon, password = base64.b64decode(rest, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return BasicAuth(user, password) if colon else None


def _unsigned(
    headers: tuple[Header, ...], signed: re.Match[str], notes: ImportNotes, place: str
) -> tuple[tuple[Header, ...], SigV4Auth]:
    by_name = {header.name.lower(): header.value for header in headers}
    region_set = by_name.get("x-amz-region-set", "*")
    notes.changed(
        place, "The signature in the headers was taken out; the request is signed anew. Choose an identity."
    )
    auth = SigV4Auth(
        region=signed["region"] or "",
        service=signed["service"],
        payload="unsigned" if by_name.get("x-amz-content-sha256") == "UNSIGNED-PAYLOAD" else "signed",
        algorithm="v4a" if signed["algorithm"].startswith("ECDSA") else "v4",
        region_set=region_set,
    )
    return tuple(header for header in headers if header.name.lower() not in _MADE_BY_SIGNING), auth

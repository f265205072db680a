"""An Authorization header, or a signature in the query, as the auth that would write it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence

from countersign.formats.importing.sigv4_sources import recorded_signature
from countersign.model.auth import Auth, BasicAuth, BearerAuth
from countersign.model.request import Header, Parameter


def split_authorization(
    headers: Sequence[Header], params: Iterable[Parameter], absent: Auth
) -> tuple[Auth, tuple[Header, ...], tuple[Parameter, ...]]:
    """Return the auth that headers and query hold, and both without it; `absent` and all of them where none does.

    A signature cannot be used again: the request is signed anew for the same region and service.
    """
    signed, left, params = recorded_signature(headers, params)
    if signed is not None:
        return signed, left, params
    written = [header for header in left if header.name.lower() == "authorization" and header.enabled]
    auth = _auth(written[0].value) if len(written) == 1 else None
    if auth is None:
        return absent, left, params
    return auth, tuple(header for header in left if header is not written[0]), params


def basic_auth(text: str) -> BasicAuth | None:
    """Return the user name and password behind the word Basic (RFC 7617), None where it is no Base64 of both."""
    try:
        decoded = base64.b64decode(text.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    user, colon, password = decoded.partition(":")
    return BasicAuth(user, password) if colon else None


def _auth(value: str) -> Auth | None:
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() == "bearer" and rest.strip():
        return BearerAuth(rest.strip())
    return basic_auth(rest) if scheme.lower() == "basic" else None

"""The texts that stand in the vault: one entry per identity, and an index of names without secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from countersign.model.credentials import Credentials, Identity, IdentityKind
from countersign.model.errors import CredentialsError, Failure

INDEX_ENTRY = "identities"

_VERSION = 1
_NEWER = Failure(
    "credentials.newer-format",
    "The keyring's identities were written by a newer Countersign.",
    "Update Countersign; nothing was changed.",
    field="Identity",
)


def entry_name(name: str) -> str:
    """Return the vault's name for an identity's credentials."""
    return f"identity/{name}"


def written_credentials(credentials: Credentials) -> str:
    """Return the text of one entry."""
    return json.dumps(
        {
            "version": _VERSION,
            "access_key_id": credentials.access_key_id,
            "secret_access_key": credentials.secret_access_key,
            "session_token": credentials.session_token,
            "expires_at": _written_time(credentials.expires_at),
        }
    )


def read_credentials(name: str, text: str) -> Credentials:
    """Read one entry; raise `CredentialsError` where the text is not one."""
    try:
        entry = _document(text)
        return Credentials(
            access_key_id=_text(entry, "access_key_id"),
            secret_access_key=_text(entry, "secret_access_key"),
            session_token=_text(entry, "session_token"),
            expires_at=_read_time(entry["expires_at"]),
        )
    except (ValueError, KeyError, TypeError):
        failure = Failure(
            "credentials.damaged",
            f"The keyring's entry for “{name}” cannot be read.",
            "Save this identity again.",
            field="Identity",
        )
    raise CredentialsError(failure)


def described(name: str, credentials: Credentials, kind: IdentityKind, note: str = "") -> Identity:
    """Return what may be shown of credentials."""
    return Identity(
        name=name,
        kind=kind,
        access_key_id=credentials.access_key_id,
        has_session_token=bool(credentials.session_token),
        expires_at=credentials.expires_at,
        note=note,
    )


def written_index(identities: Iterable[Identity]) -> str:
    """Return the text of the index."""
    rows = [
        {
            "name": identity.name,
            "access_key_id": identity.access_key_id,
            "has_session_token": identity.has_session_token,
            "expires_at": _written_time(identity.expires_at),
        }
        for identity in identities
    ]
    return json.dumps({"version": _VERSION, "identities": rows})


def read_index(text: str | None, kind: IdentityKind, note: str) -> tuple[Identity, ...]:
    """Read the index, None where none was ever written; raise `CredentialsError` where the text is not one."""
    if text is None:
        return ()
    try:
        return tuple(
            Identity(
                name=_text(row, "name"),
                kind=kind,
                access_key_id=_text(row, "access_key_id"),
                has_session_token=row["has_session_token"] is True,
                expires_at=_read_time(row["expires_at"]),
                note=note,
            )
            for row in _document(text)["identities"]
        )
    except (ValueError, KeyError, TypeError):
        failure = Failure(
            "credentials.index-damaged",
            "The keyring's list of identities cannot be read.",
            "Save an identity again to begin a new list; the credentials themselves are untouched.",
            field="Identity",
        )
    raise CredentialsError(failure)


def _document(text: str) -> dict[str, Any]:
    document = json.loads(text)
    if not isinstance(document, dict) or not isinstance(document["version"], int) or document["version"] < _VERSION:
        raise ValueError
    if document["version"] > _VERSION:
        raise CredentialsError(_NEWER)
    return document


def _text(row: dict[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise TypeError
    return value


def _written_time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _read_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

"""What a name and a set of keys must be before they are stored."""

from __future__ import annotations

import re
from dataclasses import replace

from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure

LONGEST_NAME = 64

_KEY_ID_SHAPE = re.compile(r"(?:AKIA|ASIA)[A-Z2-7]{16}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def cleaned_name(name: str) -> str:
    """Return the name without outer spaces; raise `CredentialsError` for one that cannot be shown or is too long."""
    name = name.strip()
    if 0 < len(name) <= LONGEST_NAME and name.isprintable():
        return name
    raise CredentialsError(
        Failure(
            "credentials.name",
            "The identity has no name." if not name else "The identity's name cannot be used.",
            f"Use 1 to {LONGEST_NAME} printable characters.",
            field="Identity",
        )
    )


def cleaned(credentials: Credentials) -> Credentials:
    """Return the keys without the white space that pasting brings; raise `CredentialsError` for an empty one.

    None of the three holds any ("Credentials", AWS STS API Reference).
    """
    tidy = replace(
        credentials,
        access_key_id=_pasted(credentials.access_key_id),
        secret_access_key=_pasted(credentials.secret_access_key),
        session_token=_pasted(credentials.session_token),
    )
    if not tidy.access_key_id:
        raise _incomplete("Access key ID", "There is no access key ID.")
    if not tidy.secret_access_key:
        raise _incomplete("Secret access key", "There is no secret access key.")
    return tidy


def access_key_warning(access_key_id: str) -> Failure | None:
    """Warn about a key ID that is not of AWS's form ("IAM identifiers", IAM User Guide)."""
    if _KEY_ID_SHAPE.fullmatch(access_key_id):
        return None
    return Failure(
        "credentials.key-id-shape",
        "The access key ID does not look like one of AWS's.",
        "AWS's have 20 characters and start with AKIA or ASIA; leave it if another service gave it to you.",
        field="Access key ID",
    )


def _pasted(text: str) -> str:
    return "".join(text.translate(_INVISIBLE).split())


def _incomplete(field: str, sentence: str) -> CredentialsError:
    return CredentialsError(
        Failure("credentials.incomplete", sentence, "Paste it from where you got it.", field=field)
    )

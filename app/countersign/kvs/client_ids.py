"""Names of the two ends of a signaling channel, and of messages.

Sources: "ConnectAsViewer" and "SendSdpOffer", Kinesis Video Streams WebRTC Developer Guide.
"""

from __future__ import annotations

import re
import secrets

from countersign.model.errors import Failure, InputError
from countersign.signing.refusals import shown

MASTER = "MASTER"  # what a person reads where a message names nobody

_ID = re.compile(r"[a-zA-Z0-9_.-]{1,256}", re.ASCII).fullmatch
_RESERVED = re.compile(r"aws_", re.IGNORECASE).match


def new_client_id() -> str:
    """Return a random client ID that a person can read aloud; two are the same once in four thousand million."""
    return f"viewer-{secrets.token_hex(4)}"


def new_correlation_id() -> str:
    """Return a random correlation ID."""
    return secrets.token_hex(6)


def check_client_id(client_id: str) -> None:
    """Raise `InputError` on the field `Signaling client ID` for one that a viewer cannot connect with."""
    _check(client_id, "client-id", "Signaling client ID", "client ID")
    if starts_reserved(client_id):
        raise InputError(
            Failure(
                "kvs.client-id",
                f"The client ID “{shown(client_id)}” starts with AWS_, which AWS keeps for itself.",
                "Choose another beginning.",
                field="Signaling client ID",
            )
        )


def check_recipient(client_id: str) -> None:
    """Raise `InputError` on the field `Recipient client ID` for one that nobody can have."""
    _check(client_id, "recipient", "Recipient client ID", "recipient's client ID")


def check_correlation_id(correlation_id: str) -> None:
    """Raise `InputError` on the field `Correlation ID` for one that AWS does not take."""
    _check(correlation_id, "correlation-id", "Correlation ID", "correlation ID")


def starts_reserved(client_id: str) -> bool:
    """Tell whether a client ID begins as only AWS's own may, in whatever case."""
    return _RESERVED(client_id) is not None


def is_well_formed(identifier: str) -> bool:
    """Tell whether a client or correlation ID has the length and the characters that AWS takes."""
    return _ID(identifier) is not None


def _check(text: str, failure_id: str, field: str, name: str) -> None:
    if _ID(text):
        return
    if not text:
        sentence = f"There is no {name}."
    elif len(text) > 256:
        sentence = f"The {name} is longer than 256 characters."
    else:
        sentence = f"“{shown(text)}” cannot be a {name}."
    action = "Use 1 to 256 letters, digits, hyphens, dots and underscores."
    raise InputError(Failure(f"kvs.{failure_id}", sentence, action, field=field))

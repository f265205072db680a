"""What must hold before anything is signed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from countersign.signing.refusals import field_refusal, shown
from countersign.signing.signing_options import EMPTY_PAYLOAD_HASH, LONGEST_EXPIRY, UNSIGNED_PAYLOAD

_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_PAYLOAD_HASH = re.compile(r"[0-9a-f]{64}|STREAMING-[A-Z0-9-]+").fullmatch
_ACCESS_KEY_ID = re.compile(r"[!-+\--~]+").fullmatch  # no white space, and no comma: it ends the field in the header
_TOKEN = re.compile(r"[!-~]+").fullmatch
_COMMON_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_COMMON_PAYLOAD_HASHES = frozenset({EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD})


def check_method(method: str) -> None:
    """Raise `SigningError` unless the method is a token (RFC 9110, section 9.1)."""
    if method not in _COMMON_METHODS and not _METHOD(method):
        raise field_refusal("Method", "method", f"“{shown(method)}” is not a method.", "Use a word such as GET.")


def check_payload_hash(payload_hash: str) -> None:
    """Raise `SigningError` unless the hash can stand in a canonical request."""
    if payload_hash in _COMMON_PAYLOAD_HASHES or _PAYLOAD_HASH(payload_hash):
        return
    sentence = f"“{shown(payload_hash)}” is not a payload hash." if payload_hash else "There is no payload hash."
    action = "Give the SHA-256 of the body as 64 lower-case hex digits, or UNSIGNED-PAYLOAD."
    raise field_refusal("Payload", "payload-hash", sentence, action)


def check_access_key_id(access_key_id: str) -> None:
    """Raise `SigningError` for an access key ID that is missing or cannot stand in a credential scope."""
    if _ACCESS_KEY_ID(access_key_id):
        return
    if not access_key_id:
        raise field_refusal(
            "Access key ID", "access-key-missing", "There is no access key ID.", "Enter it, or choose an identity."
        )
    raise field_refusal(
        "Access key ID",
        "access-key-malformed",
        "The access key ID holds a space, a comma or a character that is not ASCII.",
        "Copy it again, without the space or line break around it.",
    )


def check_session_token(token: str) -> None:
    """Raise `SigningError` for a session token that no header can hold."""
    if token and not _TOKEN(token):
        raise field_refusal(
            "Session token",
            "session-token-malformed",
            "The session token holds a space, a line break or a character that is not ASCII.",
            "Copy it again as one line, without the space or line break around it.",
        )


def check_expires(seconds: int) -> None:
    """Raise `SigningError` for a lifetime that AWS does not take."""
    if not 1 <= seconds <= LONGEST_EXPIRY:
        raise field_refusal(
            "Expires",
            "expires",
            f"A signed URL cannot last {seconds} seconds.",
            "Use a number from 1 to 604800, which is seven days.",
        )


def timestamp_of(date: datetime) -> str:
    """Return a date as `YYYYMMDDTHHMMSSZ`; raise `SigningError` for one without a time zone."""
    if date.tzinfo is not UTC:
        if date.utcoffset() is None:
            raise field_refusal("Date", "date", "The date has no time zone.", "Give it in UTC: 20150830T123600Z.")
        date = date.astimezone(UTC)
    return f"{date.year:04}{date.month:02}{date.day:02}T{date.hour:02}{date.minute:02}{date.second:02}Z"

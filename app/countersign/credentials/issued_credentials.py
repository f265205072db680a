"""Temporary credentials as a service or a program hands them out: read, checked, known to the redactor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from countersign.model.redaction import Redactor

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class AnswerKeys:
    """Name the keys of an answer that hold each part, since every service has its own."""

    access_key_id: str = "AccessKeyId"
    secret_access_key: str = "SecretAccessKey"
    session_token: str = "SessionToken"
    expiration: str = "Expiration"
    account: str = "AccountId"


STS = AnswerKeys()
PORTAL = AnswerKeys("accessKeyId", "secretAccessKey", "sessionToken", "expiration", "accountId")
COGNITO = AnswerKeys(secret_access_key="SecretKey")
METADATA = AnswerKeys(session_token="Token")
LOGIN = AnswerKeys("accessKeyId", "secretAccessKey", "sessionToken", "expiresAt", "accountId")


class IssuedCredentials:
    """Read answers; every secret in them becomes known to the redactor."""

    def __init__(self, redactor: Redactor, clock: Clock) -> None:
        self._redactor = redactor
        self._clock = clock

    def read(self, answer: Mapping[str, Any], keys: AnswerKeys, source: str) -> Credentials:
        """Return the credentials; raise `CredentialsError` for incomplete or expired ones.

        `source` names who gave them, at the start of a sentence. A time is ISO 8601, a datetime, or milliseconds.
        """
        secret, token = _text(answer, keys.secret_access_key), _text(answer, keys.session_token)
        self._redactor.register((secret, token))
        key_id = _text(answer, keys.access_key_id)
        if not key_id or not secret:
            raise _incomplete(source, keys.secret_access_key if key_id else keys.access_key_id)
        expires_at = _time(answer.get(keys.expiration), source)
        if expires_at is not None and expires_at <= self._clock():
            raise _expired(source)
        return Credentials(key_id, secret, token, expires_at, account=_text(answer, keys.account))


def parsed_time(value: object) -> datetime | None:
    """Return a time in UTC, None where the value is none; a time without a zone is taken as UTC."""
    try:
        if isinstance(value, datetime):
            return _in_utc(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        if isinstance(value, str):
            # The AWS CLI wrote "2026-11-22T12:30:00UTC" for years.
            return _in_utc(datetime.fromisoformat(value.strip().replace("UTC", "Z")))
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _time(value: object, source: str) -> datetime | None:
    if value is None:
        return None
    time = parsed_time(value)
    if time is None:
        raise CredentialsError(
            Failure(
                "credentials.expiration",
                f"{source} gave an expiration that is no time.",
                "It must look like 2026-11-22T12:30:00Z.",
                field="Identity",
            )
        )
    return time


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    return value.strip() if isinstance(value, str) else ""


def _incomplete(source: str, key: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.issued-incomplete",
            f"{source} gave credentials without {key}.",
            "Correct it where the credentials come from.",
            field="Identity",
        )
    )


def _expired(source: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.issued-expired",
            f"{source} gave credentials that have expired already.",
            "Renew them where they come from; if they are fresh, correct this computer's clock.",
            field="Identity",
        )
    )

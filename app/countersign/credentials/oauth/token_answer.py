"""Read what a token endpoint answered (RFC 6749, sections 5.1 and 5.2)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from countersign.credentials.oauth.endpoint_calls import EndpointAnswer
from countersign.credentials.oauth.refusals import refusal
from countersign.model.errors import CredentialsError, Failure
from countersign.model.oauth import OAuthTokens
from countersign.model.redaction import Redactor

_TOKEN = re.compile(r"[\x20-\x7e]+")  # VSCHAR of RFC 6749, appendix A
_LONGEST_LIFE = 10 * 366 * 24 * 3600  # seconds
_TOKEN_FIELDS = ("access_token", "refresh_token", "id_token", "device_code")


def accepted_object(answer: EndpointAnswer, redactor: Redactor, *, refreshing: bool = False) -> dict[str, Any]:
    """Return the JSON object of a success; raise `CredentialsError` with the provider's refusal in words otherwise.

    The tokens in it are registered as secrets before anything else happens.
    """
    if answer.status >= 400:
        raise CredentialsError(_error(answer, redactor, refreshing=refreshing))
    document = answer.json_object()
    redactor.register(value for key in _TOKEN_FIELDS if isinstance(value := document.get(key), str))
    # Some providers refuse with the status of a success.
    if "error" in document:
        raise CredentialsError(refusal(document, redactor, refreshing=refreshing))
    if answer.status != 200:
        raise CredentialsError(_status(answer))
    return document


def read_tokens(document: dict[str, Any], asked_at: datetime, scopes: tuple[str, ...]) -> OAuthTokens:
    """Return the tokens of a success; raise `CredentialsError` where there is none that can be used.

    The life is counted from when they were asked for, so that it never looks longer than it is. `scopes` are those
    that were asked for, which hold unless the answer names others.
    """
    access_token = _token(document, "access_token")
    if not access_token:
        raise CredentialsError(_no_token("The provider's answer holds no access token."))
    kind = document.get("token_type")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise CredentialsError(_other_kind(kind))
    granted = document.get("scope")
    life = seconds(document.get("expires_in"))
    return OAuthTokens(
        access_token=access_token,
        received_at=asked_at,
        expires_at=None if life is None else asked_at + timedelta(seconds=life),
        refresh_token=_token(document, "refresh_token"),
        id_token=_token(document, "id_token"),
        scopes=tuple(granted.split()) if isinstance(granted, str) else scopes,
    )


def seconds(value: object) -> float | None:
    """Read a number of seconds, also one written as text; None where there is none. At most ten years."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    # False for a value that is not a number, too.
    return min(number, _LONGEST_LIFE) if number >= 0 else None


def _error(answer: EndpointAnswer, redactor: Redactor, *, refreshing: bool) -> Failure:
    try:
        document = answer.json_object()
    except CredentialsError:
        return _status(answer)
    return refusal(document, redactor, refreshing=refreshing) if "error" in document else _status(answer)


def _token(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    if value is None or value == "":
        return ""
    if isinstance(value, str) and _TOKEN.fullmatch(value):
        return value
    raise CredentialsError(_no_token(f"The provider's answer holds something as {key} that is no token."))


def _no_token(sentence: str) -> Failure:
    return Failure("oauth.token-answer", sentence, "Check the token endpoint.", field="Token endpoint")


def _other_kind(kind: object) -> Failure:
    named = f"of the type “{kind[:40]}”" if isinstance(kind, str) else "without a type"
    return Failure(
        "oauth.token-type",
        f"The provider gave a token {named}; only bearer tokens can be sent.",
        "Use a client that may have bearer tokens.",
        field="Client ID",
    )


def _status(answer: EndpointAnswer) -> Failure:
    if answer.status == 429:
        sentence = f"{answer.url.authority} answered 429: it is asked too often."
        return Failure("oauth.too-many-requests", sentence, "Wait a little, then try again.")
    return Failure(
        "oauth.status",
        f"{answer.url.authority} answered {answer.status} without a reason.",
        "Try again later." if answer.status >= 500 else "Check the address of the endpoint.",
    )

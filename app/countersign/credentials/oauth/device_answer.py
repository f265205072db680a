"""Read what a device authorization endpoint answered (RFC 8628, section 3.2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeGuard

from countersign.credentials.oauth.endpoint_rules import checked_endpoint
from countersign.credentials.oauth.token_answer import seconds
from countersign.model.errors import CredentialsError, Failure, InputError
from countersign.model.oauth import DeviceAuthorization

_LIFE = 600.0  # seconds, where the provider does not say
_INTERVAL = 5.0
_SHORTEST_INTERVAL = 1.0
_LONGEST_CODE = 64  # characters


def read_device_authorization(
    document: dict[str, Any], asked_at: datetime, *, plain_loopback: bool
) -> DeviceAuthorization:
    """Return what to show and what to poll with; raise `CredentialsError` where the answer lacks it.

    The pages that a browser may open are https, or http on this machine where `plain_loopback` allows it.
    """
    page = document.get("verification_uri", document.get("verification_url"))
    code, device_code = document.get("user_code"), document.get("device_code")
    if not (_is_text(page) and _is_text(code) and _is_text(device_code) and len(code) <= _LONGEST_CODE):
        raise _unfit("The provider's answer holds no code for the device, or no page to type it on.")
    complete = document.get("verification_uri_complete")
    pages = (page, complete) if _is_text(complete) else (page, "")
    for address in filter(None, pages):
        _check_page(address, plain_loopback=plain_loopback)
    life, interval = seconds(document.get("expires_in")), seconds(document.get("interval"))
    return DeviceAuthorization(
        user_code=code,
        verification_uri=page,
        device_code=device_code,
        expires_at=asked_at + timedelta(seconds=_LIFE if life is None else life),
        interval=_INTERVAL if interval is None else max(interval, _SHORTEST_INTERVAL),
        verification_uri_complete=pages[1],
    )


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value) and value.isprintable()


def _check_page(address: str, *, plain_loopback: bool) -> None:
    try:
        checked_endpoint(address, "Verification page", plain_loopback=plain_loopback)
    except InputError as error:
        sentence = f"The provider names a page that no browser may open. {error.failure.sentence}"
    else:
        return
    raise _unfit(sentence)


def _unfit(sentence: str) -> CredentialsError:
    return CredentialsError(
        Failure("oauth.device-answer", sentence, "Check the endpoint.", field="Device authorization endpoint")
    )

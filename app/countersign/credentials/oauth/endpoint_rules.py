"""Which addresses may be called with a client's secrets, or opened in a browser."""

from __future__ import annotations

from countersign.model.errors import Failure, InputError
from countersign.model.url import WireUrl


def checked_issuer(text: str) -> WireUrl:
    """Read an issuer (RFC 8414, section 2): https, or http on this machine, no query, no fragment.

    Raise `InputError` on the field that holds it.
    """
    url = checked_endpoint(text, "Issuer", plain_loopback=True)
    if url.query is not None or "#" in text:
        raise InputError(
            Failure(
                "oauth.issuer-query",
                "An issuer has no query and no fragment.",
                "Take out what follows the “?” or “#”.",
                field="Issuer",
            )
        )
    return url


def checked_endpoint(text: str, field: str, *, plain_loopback: bool) -> WireUrl:
    """Read an endpoint's address: https, or where `plain_loopback` allows it http on this machine.

    Raise `InputError` on `field`.
    """
    try:
        url = WireUrl.parse(text)
    except InputError as error:
        failure = Failure(
            "oauth.url",
            f"{field}: {error.failure.sentence}",
            "Write an address such as https://example.com/path, without a user name or password.",
            field=field,
        )
    else:
        if url.scheme == "https" or (url.scheme == "http" and url.is_loopback and plain_loopback):
            return url
        failure = Failure(
            "oauth.not-https",
            f"{field}: {url.scheme}://{url.authority} is not safe for tokens and secrets.",
            "Use https://; plain http is for a provider on this machine only.",
            field=field,
        )
    raise InputError(failure)


def allows_plain_loopback(issuer: str) -> bool:
    """Tell whether endpoints may be plain http on this machine: an issuer elsewhere must not point to it."""
    return not issuer or checked_issuer(issuer).is_loopback

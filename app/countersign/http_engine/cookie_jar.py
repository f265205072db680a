"""Keep cookies between requests (RFC 6265), in memory only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http.cookiejar import Cookie as StoredCookie
from http.cookiejar import CookieJar as StandardJar
from typing import TYPE_CHECKING, cast
from urllib.request import Request

from countersign.model.signing_record import HeaderList
from countersign.model.url import WireUrl

if TYPE_CHECKING:
    from http.client import HTTPResponse

_LOCAL = ".local"  # http.cookiejar appends it to names without a dot
_DOMAIN = re.compile(r";\s*domain\s*=\s*\.?([^;]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cookie:
    """Describe one cookie. `expires` is None for one that ends with the program; the value never shows in a repr."""

    name: str
    value: str = field(repr=False)
    domain: str
    path: str
    expires: datetime | None
    secure: bool
    http_only: bool


class CookieJar:
    """Hold the cookies of one engine."""

    def __init__(self) -> None:
        self._jar = StandardJar()

    def header_for(self, url: WireUrl) -> str:
        """Return the value of the Cookie header for a URL, "" if there is none."""
        request = Request(str(url))  # noqa: S310 - never opened
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""

    def absorb(self, url: WireUrl, headers: HeaderList) -> None:
        """Take the Set-Cookie headers of a response from `url`; those that the rules refuse are left out."""
        message = Message()
        for name, value in headers:
            if name.lower() == "set-cookie":
                message["Set-Cookie"] = _host_only(value, url.host)
        if "Set-Cookie" in message:
            self._jar.extract_cookies(_as_response(message), Request(str(url)))  # noqa: S310 - never opened

    def all(self) -> tuple[Cookie, ...]:
        """Return the cookies that have not expired, sorted by domain, path and name."""
        self._jar.clear_expired_cookies()
        return tuple(sorted(map(_described, self._jar), key=lambda cookie: (cookie.domain, cookie.path, cookie.name)))

    def clear(self) -> None:
        """Forget every cookie."""
        self._jar.clear()


class _HeaderCarrier:
    """Give the standard jar the one thing that it asks of a response."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        """Return the headers."""
        return self._message


def _as_response(message: Message) -> HTTPResponse:
    return cast("HTTPResponse", _HeaderCarrier(message))


def _host_only(value: str, host: str) -> str:
    """Drop a Domain that repeats a host without dots or an address: the standard jar refuses it, browsers do not."""
    plain = "." not in host or host.startswith("[") or host.replace(".", "").isdigit()
    return _DOMAIN.sub(lambda found: "" if found[1].strip().lower() == host else found[0], value) if plain else value


def _described(cookie: StoredCookie) -> Cookie:
    return Cookie(
        name=cookie.name,
        value=cookie.value or "",
        domain=cookie.domain.removesuffix(_LOCAL).removeprefix("."),
        path=cookie.path,
        expires=None if cookie.expires is None else datetime.fromtimestamp(cookie.expires, UTC),
        secure=cookie.secure,
        http_only=any(cookie.has_nonstandard_attr(name) for name in ("HttpOnly", "httponly", "HTTPOnly")),
    )

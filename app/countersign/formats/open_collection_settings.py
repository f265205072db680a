"""How a request travels, in OpenCollection documents, both ways.

The format has its own words for a part of it; the rest are options of ours. Its times are milliseconds, ours seconds,
and 0 is no limit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from countersign.formats.document_fields import Fields
from countersign.model.request import RequestSettings

_OPTIONS = {
    "followRedirects": "follow_redirects",
    "maxRedirects": "max_redirects",
    "verifyTls": "verify_tls",
    "http2": "http2",
    "connectTimeout": "connect_timeout",
    "readTimeout": "read_timeout",
    "totalTimeout": "total_timeout",
    "proxy": "proxy",
    "clientCertificate": "client_certificate",
    "clientKey": "client_key",
    "extraCa": "extra_ca",
    "useCookies": "use_cookies",
}
_WORDS_OF_HTTP = frozenset({"followRedirects", "maxRedirects", "totalTimeout"})
_WORDS_OF_SOCKETS = frozenset({"connectTimeout"})


def read_http_settings(settings: Fields, options: Fields) -> RequestSettings:
    """Return the settings of an http or graphql item, whose timeout is that of the whole exchange."""
    default = RequestSettings()
    redirects = settings.number("maxRedirects")
    return replace(
        _read_options(options),
        follow_redirects=settings.flag("followRedirects", default=default.follow_redirects),
        max_redirects=default.max_redirects if redirects is None else int(redirects),
        total_timeout=read_milliseconds(settings, "timeout", default.total_timeout),
    )


def read_socket_settings(settings: Fields, options: Fields) -> RequestSettings:
    """Return the settings of a websocket item, whose timeout is that of connecting."""
    timeout = read_milliseconds(settings, "timeout", RequestSettings().connect_timeout)
    return replace(_read_options(options), connect_timeout=timeout)


def http_settings(settings: RequestSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the `settings` of an http or graphql item, and our options; defaults are left out of both."""
    default = RequestSettings()
    members: dict[str, Any] = {}
    if settings.total_timeout != default.total_timeout:
        members["timeout"] = milliseconds(settings.total_timeout)
    if settings.follow_redirects != default.follow_redirects:
        members["followRedirects"] = settings.follow_redirects
    if settings.max_redirects != default.max_redirects:
        members["maxRedirects"] = settings.max_redirects
    return members, _options(settings, _WORDS_OF_HTTP)


def socket_settings(settings: RequestSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the `settings` of a websocket item, and our options; defaults are left out of both."""
    is_usual = settings.connect_timeout == RequestSettings().connect_timeout
    members = {} if is_usual else {"timeout": milliseconds(settings.connect_timeout)}
    return members, _options(settings, _WORDS_OF_SOCKETS)


def read_milliseconds(settings: Fields, key: str, default: float | None) -> float | None:
    """Return a time of the format in seconds, None for no limit."""
    time = settings.number(key)
    return _seconds(None if time is None else time / 1000, default)


def milliseconds(seconds: float | None) -> float | int:
    """Return a time as the format writes it."""
    return _whole((seconds or 0) * 1000)


def _read_options(options: Fields) -> RequestSettings:
    default = RequestSettings()
    redirects = options.number("maxRedirects")
    return RequestSettings(
        follow_redirects=options.flag("followRedirects", default=default.follow_redirects),
        max_redirects=default.max_redirects if redirects is None else int(redirects),
        verify_tls=options.flag("verifyTls", default=default.verify_tls),
        http2=options.flag("http2", default=default.http2),
        connect_timeout=_seconds(options.number("connectTimeout"), default.connect_timeout),
        read_timeout=_seconds(options.number("readTimeout"), default.read_timeout),
        total_timeout=_seconds(options.number("totalTimeout"), default.total_timeout),
        proxy=options.text("proxy", default.proxy),
        client_certificate=options.text("clientCertificate"),
        client_key=options.text("clientKey"),
        extra_ca=options.text("extraCa"),
        use_cookies=options.flag("useCookies", default=default.use_cookies),
    )


def _options(settings: RequestSettings, words: frozenset[str]) -> dict[str, Any]:
    default = RequestSettings()
    return {
        key: _plain(getattr(settings, name))
        for key, name in _OPTIONS.items()
        if key not in words and getattr(settings, name) != getattr(default, name)
    }


def _seconds(number: float | None, default: float | None) -> float | None:
    return default if number is None else number or None


def _plain(value: Any) -> Any:
    if value is None:
        return 0
    return _whole(value) if isinstance(value, float) else value


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 3)

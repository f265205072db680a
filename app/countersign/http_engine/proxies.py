"""Find the proxy for a request and read its URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from countersign.http_engine.failures import failure
from countersign.model.errors import TransportError
from countersign.model.url import WireUrl

_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_USER = re.compile(r"//[^/]*@")


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """Hold where a proxy listens and what it wants to know."""

    scheme: str
    host: str
    port: int
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def choose_proxy(setting: str, url: WireUrl) -> ProxyAddress | None:
    """Return the proxy for a URL; raise `TransportError` "proxy.url".

    "system" follows http_proxy, https_proxy, all_proxy and no_proxy (and the system's settings on macOS and
    Windows); as in browsers, this machine is never reached through it. socks5 and socks5h both leave the look-up of
    names to the proxy.
    """
    if setting in {"none", ""}:
        return None
    if setting != "system":
        return parse_proxy(setting)
    if url.is_loopback or proxy_bypass(url.host.strip("[]")) or proxy_bypass(url.authority):
        return None
    known = getproxies()
    text = known.get(url.scheme) or known.get("all") or ""
    if not text:
        return None
    return parse_proxy(text if "://" in text else f"http://{text}")


def parse_proxy(text: str) -> ProxyAddress:
    """Read a proxy's URL; raise `TransportError` "proxy.url" without showing its password."""
    shown = _USER.sub("//", text.strip())[:80]
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _refused(shown, "it is not a URL") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise _refused(shown, "it starts with none of http://, https://, socks5:// and socks5h://")
    if not host or not host.isascii() or any(sign.isspace() for sign in host):
        raise _refused(shown, "it names no host")
    return ProxyAddress(
        scheme=parts.scheme,
        host=host,
        port=port or _DEFAULT_PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _refused(shown: str, reason: str) -> TransportError:
    return TransportError(failure("proxy.url", proxy=shown, reason=reason))

"""A URL as it goes on the wire: kept as it was written, encoded only where the wire demands it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace

from countersign.model.errors import Failure, InputError

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}

_SPLIT = re.compile(r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>.*)$", re.DOTALL)
_NOT_ON_THE_WIRE = re.compile(r"""[^A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%|]""")
_HOST_LABELS = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")


@dataclass(frozen=True, slots=True)
class WireUrl:
    """Hold a URL in the form that is signed and sent.

    `path` starts with "/"; `query` is None without a "?". Both are ASCII, exactly as they go on the wire. `port` is
    None unless it was written and differs from the scheme's own.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None

    @classmethod
    def parse(cls, text: str) -> WireUrl:
        """Read a URL; raise `InputError` on the field `Request URL` when it cannot be sent.

        Spaces, control and non-ASCII characters are percent-encoded as UTF-8 (RFC 3986, section 2.1); "..", "//",
        "%2f" and "+" stay as they are. The fragment is dropped.
        """
        text = text.strip()
        if not text:
            raise _url_error("url.missing", "There is no URL.", "Type one, such as https://example.com/path.")
        match = _SPLIT.match(text)
        if match is None:
            raise _url_error(
                "url.scheme-missing",
                f"The URL “{_shortened(text)}” does not start with a scheme.",
                "Put https:// in front of it.",
            )
        scheme = match["scheme"].lower()
        if scheme not in DEFAULT_PORTS:
            raise _url_error(
                "url.scheme-unknown",
                f"The scheme “{scheme}” cannot be sent.",
                "Use https://, http://, wss:// or ws://.",
            )
        host, port = _split_authority(match["authority"])
        without_fragment = match["rest"].partition("#")[0]
        path, mark, query = without_fragment.partition("?")
        return cls(
            scheme=scheme,
            host=host,
            port=None if port == DEFAULT_PORTS[scheme] else port,
            path=_encode(path) or "/",
            query=_encode(query) if mark else None,
        )

    @property
    def target(self) -> str:
        """Return path and query: the request target of RFC 9112, section 3.2.1."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    @property
    def authority(self) -> str:
        """Return the value of the Host header: no default port."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def effective_port(self) -> int:
        """Return the port to connect to."""
        return DEFAULT_PORTS[self.scheme] if self.port is None else self.port

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return scheme, host and port, the origin of RFC 6454."""
        return (self.scheme, self.host.lower(), self.effective_port)

    @property
    def is_loopback(self) -> bool:
        """Tell whether the host is this machine."""
        name = self.host.strip("[]").rstrip(".").lower()
        if name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    def with_query(self, query: str | None) -> WireUrl:
        """Return the same URL with another query, which must be encoded already."""
        return replace(self, query=query)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def _split_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise _url_error(
            "url.credentials",
            "The URL holds a user name or password before the host.",
            "Take it out and choose Basic under Auth instead, so that it stays out of files and logs.",
        )
    if authority.startswith("["):
        address, closed, tail = authority[1:].partition("]")
        if not closed or (tail and not tail.startswith(":")) or "%" in address:  # a zone means nothing to a server
            raise _host_error(authority)
        try:
            host = f"[{ipaddress.IPv6Address(address).compressed}]"
        except ValueError:
            raise _host_error(authority) from None
        return host, _port(tail.removeprefix(":"))
    name, _, port = authority.partition(":")
    return _host(name), _port(port)


def _host(name: str) -> str:
    if not name:
        raise _url_error("url.host-missing", "The URL names no host.", "Write one after the two slashes.")
    if name.isascii():
        ascii_name = name
    else:
        try:
            ascii_name = name.encode("idna").decode("ascii")
        except UnicodeError:
            raise _host_error(name) from None
    if not _HOST_LABELS.fullmatch(ascii_name):
        raise _host_error(name)
    return ascii_name.lower()


def _port(text: str) -> int | None:
    if not text:
        return None
    digits = text.lstrip("0")
    if not (text.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) < 65536):
        raise _url_error("url.port", f"“{_shortened(text)}” is not a port.", "Use a number from 1 to 65535.")
    return int(digits)


def _encode(text: str) -> str:
    return _NOT_ON_THE_WIRE.sub(lambda found: "".join(f"%{byte:02X}" for byte in _utf8(found[0])), text)


def _utf8(character: str) -> bytes:
    return character.encode("utf-8", "surrogatepass")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _host_error(name: str) -> InputError:
    return _url_error("url.host", f"“{_shortened(name)}” is not a host name.", "Check it for typing errors.")


def _url_error(failure_id: str, sentence: str, action: str) -> InputError:
    return InputError(Failure(failure_id, sentence, action, field="Request URL"))

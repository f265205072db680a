"""The two halves of an opening handshake, by the websockets library's protocol core (RFC 6455, section 4.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHeader, InvalidUpgrade, NegotiationError
from websockets.extensions import ClientExtensionFactory
from websockets.extensions.permessage_deflate import enable_client_permessage_deflate
from websockets.typing import Subprotocol
from websockets.uri import WebSocketURI

from countersign.model.errors import Failure, TransportError
from countersign.model.exchange import Response, WireRequest
from countersign.websocket_engine.failures import failure

_CHECKED = ("upgrade", "connection", "sec-websocket-")


class Handshake:
    """Hold one handshake: the request complete, and then the core that takes its answer."""

    def __init__(
        self, request: WireRequest, subprotocols: tuple[str, ...], largest_message: int, *, compression: bool
    ) -> None:
        url = request.url
        written = {name.lower(): value for name, value in request.headers}
        offered = [cast("Subprotocol", name) for name in _by_hand(request) or subprotocols]
        extensions: list[ClientExtensionFactory] | None = None
        if compression:
            extensions = list(enable_client_permessage_deflate(None))
        self._host = url.host
        self.core = ClientProtocol(
            WebSocketURI(url.scheme == "wss", url.host, url.effective_port, url.path, url.query or ""),
            extensions=extensions,
            subprotocols=offered or None,
            max_size=largest_message,
        )
        self.core.key = written.get("sec-websocket-key", self.core.key)
        self.request = self._complete(request, set(written))

    def check(self, response: Response) -> None:
        """Take the answer of 101; raise `TransportError` when it opens no WebSocket. The core is open afterwards."""
        lines = [f"HTTP/1.1 {response.status} {response.reason}"]
        lines += [f"{name}: {value}" for name, value in response.headers if name.lower().startswith(_CHECKED)]
        self.core.receive_data(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"))
        self.core.events_received()
        if self.core.handshake_exc is not None:
            raise TransportError(_fault(self.core.handshake_exc, self._host))

    def _complete(self, request: WireRequest, written: set[str]) -> WireRequest:
        """Add what is missing, after the headers that stand there already: those may be signed."""
        wanted = self.core.connect().headers.raw_items()
        added = tuple((name, value) for name, value in wanted if name.lower() not in written)
        return replace(request, headers=(*request.headers, *added))


def _by_hand(request: WireRequest) -> tuple[str, ...]:
    """Return the subprotocols that the headers offer already."""
    values = (value for name, value in request.headers if name.lower() == "sec-websocket-protocol")
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _fault(error: Exception, host: str) -> Failure:
    words = str(error)
    if isinstance(error, InvalidUpgrade):
        kind = "websocket.not-upgraded"
    elif isinstance(error, InvalidHeader) and error.name == "Sec-WebSocket-Accept":
        kind = "websocket.accept"
    elif (isinstance(error, NegotiationError) and "subprotocol" in words) or "Sec-WebSocket-Protocol" in words:
        kind = "websocket.subprotocol"
    elif isinstance(error, NegotiationError) or "Sec-WebSocket-Extensions" in words:
        kind = "websocket.extension"
    else:
        kind = "websocket.handshake"
    return failure(kind, words[:300], host=host)

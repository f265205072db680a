"""Follow one exchange through the transport: where it stands, how long each span took, what went over the wire."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, Protocol

from countersign.model.exchange import Phase


class Stage(StrEnum):
    """Name the spans of an exchange, as the timeline shows them."""

    CONNECT = "DNS and TCP"
    PROXY = "Proxy"
    TLS = "TLS"
    SEND = "Sending"
    WAIT = "Waiting"
    BODY = "Download"


class ClosableStream(Protocol):
    """Stand for a network stream that this exchange opened."""

    async def aclose(self) -> None:
        """Close it; more than once does no harm."""


class ExchangeTrace:
    """Be the `trace` extension of httpcore for one request. Times are milliseconds since it was made.

    `stage` is None before the connection is chosen. `opened` lists the streams this exchange opened, innermost first.
    """

    def __init__(self, method: str, on_stage: Callable[[Stage], None]) -> None:
        self._start = time.perf_counter()
        self._is_connect = method == "CONNECT"
        self._on_stage = on_stage
        self._since: float = 0.0
        self._in_tunnel_request = False
        self._phases: list[Phase] = []
        self.stage: Stage | None = None
        self.opened: list[ClosableStream] = []
        self.uses_http2 = False
        self.got_head = False
        self.head_bytes = 0
        self.received_any = False
        self.first_bytes = b""
        self.handshake_limit: float | None = None

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """Take one event of httpcore, such as "http11.send_request_body.complete"."""
        layer, name, state = event.split(".")
        self.uses_http2 = self.uses_http2 or layer == "http2"
        if state == "started":
            self._started(layer, name, info)
        elif name == "receive_response_headers" and state == "complete":
            self._head_arrived()
        elif name == "send_request_body" and state == "complete" and not self._in_tunnel_request:
            self._enter(Stage.WAIT)

    @property
    def now(self) -> float:
        """Return the milliseconds since the start."""
        return (time.perf_counter() - self._start) * 1000

    def finish(self) -> tuple[Phase, ...]:
        """End the span under way and return all of them."""
        self._leave()
        return tuple(self._phases)

    def _started(self, layer: str, name: str, info: dict[str, Any]) -> None:
        if name == "connect_tcp":
            self._enter(Stage.CONNECT)
        elif name == "setup_socks5_connection":
            self._enter(Stage.PROXY)
        elif name == "start_tls":
            self._enter(Stage.TLS)
        elif name == "send_request_headers":
            tunnels = layer == "http11" and info["request"].method == b"CONNECT" and not self._is_connect
            self._in_tunnel_request = tunnels
            self._enter(Stage.PROXY if tunnels else Stage.SEND)
        elif name == "receive_response_headers" and not self._in_tunnel_request:
            self._enter(Stage.WAIT)  # also when the server stopped reading, but may have answered

    def _head_arrived(self) -> None:
        if self._in_tunnel_request:
            self._in_tunnel_request = False
        else:
            self.got_head = True
            self._enter(Stage.BODY)

    def _enter(self, stage: Stage) -> None:
        if stage is self.stage:
            return
        self._leave()
        self.stage, self._since = stage, self.now
        self._on_stage(stage)

    def _leave(self) -> None:
        if self.stage is not None:
            self._phases.append(Phase(self.stage.value, self._since, self.now))
            self._since = self.now


CURRENT_TRACE: ContextVar[ExchangeTrace | None] = ContextVar("current_trace", default=None)
"""The exchange on whose behalf this task reads and writes; a pooled connection knows none of its own."""

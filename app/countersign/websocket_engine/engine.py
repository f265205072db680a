"""The WebSocket engine: handshakes travel over the HTTP engine, and what answers 101 becomes a `WebSocket`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from countersign.http_engine.engine import HttpEngine
from countersign.model.errors import TransportError
from countersign.model.exchange import Connection, Outcome, Progress, WireRequest
from countersign.model.frame_log import FrameLog
from countersign.model.request import RequestSettings
from countersign.websocket_engine.before_reading import BEFORE_READING
from countersign.websocket_engine.failures import failure
from countersign.websocket_engine.refusals import refusal

if TYPE_CHECKING:
    from countersign.http_engine.upgrade import UpgradedConnection
    from countersign.websocket_engine.handshake import Handshake
    from countersign.websocket_engine.web_socket import WebSocket

_AS_HTTP = {"ws": "http", "wss": "https"}


@dataclass(frozen=True, slots=True)
class SocketOptions:
    """Say what is offered: subprotocols by preference, permessage-deflate; `largest_message` counts bytes."""

    subprotocols: tuple[str, ...] = ()
    compression: bool = True
    largest_message: int = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opening:
    """Hold what came of a handshake: `request` as it was sent, and the socket unless the outcome has a failure."""

    outcome: Outcome
    request: WireRequest
    socket: WebSocket | None = None


def _unobserved(_: Progress) -> None:
    """Take a report and do nothing with it."""


class WebSocketEngine:
    """Open WebSockets. Lives on the asyncio loop of its HTTP engine, which ends them all when it closes."""

    def __init__(self, http: HttpEngine) -> None:
        self._http = http

    async def open(
        self,
        request: WireRequest,
        settings: RequestSettings,
        options: SocketOptions,
        log: FrameLog,
        observe: Callable[[Progress], None] = _unobserved,
    ) -> Opening:
        """Send a handshake and return what came of it, a refusal with its body included.

        `request` is a GET of ws:// or wss:// with all headers that are signed. What RFC 6455 asks for is added
        behind them, unless a header of that name stands there already. No redirect is followed. The total deadline
        ends with the answer. Only `CancelledError` is raised, with nothing left behind.
        """
        await asyncio.to_thread(_import_core)
        from countersign.websocket_engine.handshake import Handshake

        host = request.url.host
        if request.url.scheme not in _AS_HTTP:
            return _unsent(request, "websocket.scheme", scheme=request.url.scheme)
        if request.method != "GET":
            return _unsent(request, "websocket.method", method=request.method[:40])
        handshake = Handshake(request, options.subprotocols, options.largest_message, compression=options.compression)
        as_http = replace(request.url, scheme=_AS_HTTP[request.url.scheme])
        upgrade = await self._http.upgrade(replace(handshake.request, url=as_http), settings, observe)
        outcome = replace(upgrade.outcome, failure=refusal(upgrade.outcome, host))
        if upgrade.connection is None:
            return Opening(outcome, handshake.request)
        try:
            _check(handshake, outcome)
        except TransportError as error:
            await upgrade.connection.aclose()
            return Opening(replace(outcome, failure=error.failure), handshake.request)
        socket = _opened(handshake, outcome, upgrade.connection, log, options.largest_message)
        return Opening(outcome, handshake.request, socket)


def _check(handshake: Handshake, outcome: Outcome) -> None:
    if outcome.failure is not None:
        raise TransportError(outcome.failure)
    assert outcome.response is not None
    handshake.check(outcome.response)


def _opened(
    handshake: Handshake, outcome: Outcome, connection: UpgradedConnection, log: FrameLog, largest: int
) -> WebSocket:
    from countersign.websocket_engine.conversation import Conversation
    from countersign.websocket_engine.web_socket import WebSocket

    assert outcome.response is not None
    host = handshake.request.url.host
    conversation = Conversation(handshake.core, connection, log, host, largest)
    agreed = outcome.response.header("sec-websocket-extensions")
    announce = BEFORE_READING.get()
    if announce is not None:
        announce()
    return WebSocket(conversation, host, handshake.core.subprotocol or "", agreed)


def _unsent(request: WireRequest, failure_id: str, **words: str) -> Opening:
    return Opening(Outcome(None, failure(failure_id, **words), (), Connection()), request)


def _import_core() -> None:
    import countersign.websocket_engine.conversation
    import countersign.websocket_engine.handshake  # noqa: F401 - the import is the purpose

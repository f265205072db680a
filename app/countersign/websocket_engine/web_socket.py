"""An open WebSocket, as its owner holds it."""

from __future__ import annotations

import asyncio
import secrets
import weakref
from typing import TYPE_CHECKING, Literal

from countersign.model.errors import Failure, TransportError
from countersign.model.frames import Closing
from countersign.websocket_engine.failures import failure

if TYPE_CHECKING:
    from countersign.websocket_engine.conversation import Conversation, OnReceived

PONG_LIMIT = 20.0  # seconds


class WebSocket:
    """Send over one connection and learn how it ended; what comes goes to the log it was opened with.

    Lives on one asyncio loop. `extensions` is what the server agreed to, for people. A handle that is forgotten
    takes the connection with it.
    """

    def __init__(self, conversation: Conversation, host: str, subprotocol: str = "", extensions: str = "") -> None:
        self.subprotocol = subprotocol
        self.extensions = extensions
        self._conversation = conversation
        self._host = host
        conversation.start()
        weakref.finalize(self, conversation.abandon).atexit = False

    @property
    def on_received(self) -> OnReceived | None:
        """Return what is called for each text and binary message, after it was logged."""
        return self._conversation.on_received

    @on_received.setter
    def on_received(self, call: OnReceived | None) -> None:
        self._conversation.on_received = call

    async def send(self, kind: Literal["text", "binary"], data: bytes) -> None:
        """Send a message and return once the system has taken all of it; raise `TransportError` when it is not open.

        Text is sent as it stands, UTF-8 or not.
        """
        if await self._conversation.put_message(kind, data) is None:
            raise TransportError(failure("websocket.not-open"))

    async def ping(self, limit: float = PONG_LIMIT) -> float:
        """Return the round trip in milliseconds; raise `TransportError` without an answer within `limit` seconds.

        While the viewer of the log is behind, nothing is read and the limit stands still.
        """
        sent, answered = self._conversation.put_ping(secrets.token_bytes(4))
        loop = asyncio.get_running_loop()
        until = loop.time() + limit
        while until > loop.time():
            await asyncio.wait([answered], timeout=until - loop.time())
            if answered.done():
                return _milliseconds(sent, answered)
            until = max(until, self._conversation.held_at + limit)
        raise TransportError(failure("websocket.no-pong", host=self._host, limit=f"{limit:g}"))

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Go through the closing handshake, two seconds at most, and drop the connection.

        Raise `TransportError` for a code or reason that cannot be sent; the connection stays then. A cancelled close
        drops the connection at once.
        """
        self._conversation.begin_close(code, reason)
        try:
            await self.wait_closed()
        except asyncio.CancelledError:
            await self.abort()
            raise

    async def abort(self, reason: Failure | None = None) -> None:
        """Drop the connection without a word; `reason` becomes the failure of its end."""
        await self._conversation.abort(reason)

    async def wait_closed(self) -> Closing:
        """Return how the connection ended, once it has."""
        return await asyncio.shield(self._conversation.ended)


def _milliseconds(sent: asyncio.Future[float | None], answered: asyncio.Future[float | None]) -> float:
    end = answered.result()
    start = sent.result() if sent.done() else None
    if end is None or start is None:
        raise TransportError(failure("websocket.not-open"))
    return (end - start) * 1000

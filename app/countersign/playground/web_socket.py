"""One WebSocket of a client, from its handshake on, over ASGI (asgi.readthedocs.io, WebSocket message format)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

from countersign.playground.connections import Connections, Ends
from countersign.playground.exchange import Answer, ReceivedRequest

_CLOSING = 2.0  # seconds that a client gets to answer a close frame


class WebSocket:
    """Accept or refuse a handshake, then pass messages on.

    After the client has gone, `messages` ends and what is sent is lost.
    """

    def __init__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
        request: ReceivedRequest,
        connections: Connections,
    ) -> None:
        self.request = request
        self.offered: tuple[str, ...] = tuple(scope["subprotocols"])
        self._ends: Ends = (*scope["client"][:2], scope["server"][1])
        self._receive = receive
        self._send = send
        self._connections = connections

    @property
    def port(self) -> int:
        """Return the port that the client reached."""
        return self._ends[2]

    async def accept(self, subprotocol: str | None = None) -> None:
        """Open the connection; the subprotocol must be one that was offered."""
        await self._send({"type": "websocket.accept", "subprotocol": subprotocol})

    async def refuse(self, answer: Answer) -> None:
        """Answer the handshake with something else than 101; the body must be whole."""
        assert isinstance(answer.body, bytes)
        headers = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in answer.headers]
        if answer.status not in {204, 304}:
            headers.append((b"content-length", b"%d" % len(answer.body)))
        start = {"type": "websocket.http.response.start", "status": answer.status, "headers": headers}
        await self._send(start)
        await self._send({"type": "websocket.http.response.body", "body": answer.body})

    async def messages(self) -> AsyncIterator[str | bytes]:
        """Yield what the client sends, text and binary, until it has gone."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            if message["type"] == "websocket.receive":
                text = message.get("text")
                yield message["bytes"] if text is None else text

    async def send(self, message: str | bytes) -> None:
        """Send one message; waits while the client does not read."""
        kind = "text" if isinstance(message, str) else "bytes"
        await self._send({"type": "websocket.send", kind: message})

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Send a close frame; end when the client has answered it, or after two seconds."""
        await self._send({"type": "websocket.close", "code": code, "reason": reason})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.until_gone(), _CLOSING)

    async def until_gone(self) -> None:
        """Read on and forget, until the client has gone."""
        async for _ in self.messages():
            pass

    async def while_open(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that only sends, until it is done or the client has gone."""
        working, gone = asyncio.ensure_future(work), asyncio.ensure_future(self.until_gone())
        try:
            await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (working, gone):
                task.cancel()
            await asyncio.gather(working, gone, return_exceptions=True)

    def cut(self) -> bool:
        """End the connection without a close frame; tell whether that could be done."""
        return self._connections.cut(self._ends)

"""One client's place at a channel: what is on its way to it, and how fast it may send."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from countersign.playground.web_socket import WebSocket

MASTER = ""  # stands for the master where viewers have their client IDs
_OUTBOX = 256  # events; whoever sends to a client that does not read waits
# Messages a second on one connection: "Signaling API service quotas", KVS WebRTC Developer Guide.
_RATES = {"SDP_OFFER": 5, "SDP_ANSWER": 5, "ICE_CANDIDATE": 20}


@dataclass(frozen=True, slots=True)
class _Close:
    code: int
    reason: str


class Seat:
    """Pass events to one client in their order, and its messages to the channel."""

    def __init__(self, socket: WebSocket, client_id: str) -> None:
        self.client_id = client_id
        self.opened = time.monotonic()
        self.used = self.opened
        self._socket = socket
        self._outbox: asyncio.Queue[str | _Close] = asyncio.Queue(_OUTBOX)
        self._left = False
        self._sent: dict[str, deque[float]] = {action: deque(maxlen=rate) for action, rate in _RATES.items()}

    @property
    def left(self) -> bool:
        """Tell whether the client has gone."""
        return self._left

    @property
    def label(self) -> str:
        """Return the client ID, MASTER for the master."""
        return self.client_id or "MASTER"

    async def put(self, event: str) -> None:
        """Send an event once those before it are out; lost when the client leaves first."""
        if not self._left:
            await self._outbox.put(event)
            self.used = time.monotonic()

    def put_soon(self, event: str) -> bool:
        """Send an event without waiting; tell whether it is on its way, or too much was there already."""
        try:
            self._outbox.put_nowait(event)
        except asyncio.QueueFull:
            return False
        return True

    def close(self, code: int, reason: str) -> None:
        """Close the connection once what is on its way is out; cut it off where too much is."""
        try:
            self._outbox.put_nowait(_Close(code, reason))
        except asyncio.QueueFull:
            self.cut()

    def cut(self) -> bool:
        """Break the connection off; tell whether that could be done."""
        return self._socket.cut()

    async def messages(self) -> AsyncIterator[str | bytes]:
        """Yield what the client sends."""
        async for message in self._socket.messages():
            self.used = time.monotonic()
            yield message

    def too_fast(self, action: str) -> bool:
        """Tell whether the client has sent its share of that kind within the last second; else count one more."""
        sent, now = self._sent[action], time.monotonic()
        if len(sent) == sent.maxlen and now - sent[0] < 1:
            return True
        sent.append(now)
        return False

    async def deliver(self) -> None:
        """Send what is put, until the connection is to be closed."""
        while True:
            item = await self._outbox.get()
            if isinstance(item, _Close):
                await self._socket.close(item.code, item.reason)
                return
            await self._socket.send(item)

    def leave(self) -> None:
        """Forget what is on its way; nobody waits for this client any longer."""
        self._left = True
        with contextlib.suppress(asyncio.QueueEmpty):
            while True:
                self._outbox.get_nowait()

"""A signaling connection from the first handshake to the last: what the service asks for is done.

Source: "Async message reception" and "Amazon Kinesis Video Streams with WebRTC service quotas", KVS WebRTC Developer
Guide.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from countersign.kvs.message_codec import decode_message
from countersign.model.channel import Role
from countersign.model.errors import Failure
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Closing, FrameKind, Limit
from countersign.websocket_engine.lasting_socket import Attempt, Habits, LastingSocket, Observe, OpenOnce

IDLE_LIMIT = 600.0  # seconds without a message
CONNECTION_LIMIT = 3600.0  # seconds

_GO_AWAY, _RECONNECT_ICE = "GO_AWAY", "RECONNECT_ICE_SERVER"
_IN_GOOD_ORDER = frozenset({1000, 1001, 1005})


class SignalingSession:
    """Keep one connection to a channel. `renew_ice_servers` fetches new relay servers when the service asks for it.

    Lives on one asyncio loop.
    """

    def __init__(
        self,
        role: Role,
        open_once: OpenOnce,
        log: FrameLog,
        observe: Observe,
        renew_ice_servers: Callable[[], Awaitable[None]],
        *,
        reconnect: bool,
    ) -> None:
        self._role = role
        self._open_once = open_once
        self._log = log
        self._renew_ice_servers = renew_ice_servers
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened_at = 0.0
        habits = Habits(reconnect, limits=_limits, verdict=self._verdict)
        self.socket = LastingSocket(self._open, log, habits, observe)

    async def run(self) -> None:
        """Join, and again after each drop; return once the connection is closed for good."""
        try:
            await self.socket.run()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _open(self) -> Attempt:
        attempt = await self._open_once()
        if attempt.socket is not None:
            self._opened_at = time.time()
            attempt.socket.on_received = self._hear
        return attempt

    def _hear(self, kind: FrameKind, data: bytes) -> None:
        """Look for what the service itself says; nearly all messages are a peer's and are not taken apart here."""
        if kind != "text" or (b"GO_AWAY" not in data and b"RECONNECT_ICE_SERVER" not in data):
            return
        message = decode_message(data)
        if message.type == _GO_AWAY:
            self._start(self.socket.renew())
        elif message.type == _RECONNECT_ICE:
            self._start(self._renew())

    async def _renew(self) -> None:
        await self._renew_ice_servers()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _verdict(self, closing: Closing) -> Failure | None:
        """Stop a master that another one has replaced: both would push each other out for ever."""
        lived = time.time() - self._opened_at
        ended_by_limit = lived >= IDLE_LIMIT - 5
        if self._role != "MASTER" or closing.code not in _IN_GOOD_ORDER or ended_by_limit:
            return None
        return Failure(
            "kvs.second-master",
            "The service closed this master's connection without a reason: another master has probably joined.",
            "Reconnect to take the channel back, or stop the other master first.",
        )


def _limits(opened: float, used: float) -> tuple[Limit, ...]:
    return (Limit("idle limit", used + IDLE_LIMIT), Limit("one-hour limit", opened + CONNECTION_LIMIT))

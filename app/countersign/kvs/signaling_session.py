"""A signaling connection from the first handshake to the last: what the service asks for is done.

Source: "Async message reception" and "Amazon Kinesis Video Streams with WebRTC service quotas", KVS WebRTC Developer
Guide.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from countersign.kvs.message_codec import decode_message
from countersign.model.channel import Role
from countersign.model.errors import Failure
from countersign.model.frame_log import FrameLog
from countersign.model.frames import FrameKind, Limit
from countersign.websocket_engine.backoff import Backoff
from countersign.websocket_engine.lasting_socket import Attempt, Ending, Habits, LastingSocket, Observe, OpenOnce

IDLE_LIMIT = 600.0  # seconds without a message
CONNECTION_LIMIT = 3600.0  # seconds

_GRACE = 60.0  # seconds before the limit of a connection in which the service may end it
_LEEWAY = 5.0  # seconds by which two clocks may see an idle connection end differently
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
        renew_ice_servers: Callable[[], Coroutine[Any, Any, None]],
        *,
        reconnect: bool,
        backoff: Backoff | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._role = role
        self._open_once = open_once
        self._tasks: dict[str, asyncio.Task[None]] = {}
        habits = Habits(reconnect, limits=_limits, verdict=self._verdict)
        self.socket = LastingSocket(self._open, log, habits, observe, backoff, clock)
        self._wishes = {"GO_AWAY": self.socket.renew, "RECONNECT_ICE_SERVER": renew_ice_servers}

    async def run(self) -> None:
        """Join, and again after each drop; return once the connection is closed for good."""
        try:
            await self.socket.run()
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _open(self) -> Attempt:
        attempt = await self._open_once()
        if attempt.socket is not None:
            attempt.socket.on_received = self._hear
        return attempt

    def _hear(self, kind: FrameKind, data: bytes) -> None:
        """Look for what the service itself says; nearly all messages are a peer's and are not taken apart here."""
        if kind != "text" or not any(name.encode() in data for name in self._wishes):
            return
        name = decode_message(data).type
        if name in self._wishes:
            self._follow(name)

    def _follow(self, name: str) -> None:
        """Do what the service wishes, once at a time: it may say so a thousand times."""
        if name not in self._tasks:
            task = asyncio.ensure_future(self._wishes[name]())
            self._tasks[name] = task
            task.add_done_callback(lambda _done: self._tasks.pop(name, None))

    def _verdict(self, ending: Ending) -> Failure | None:
        """Stop a master that another one has replaced: both would push each other out for ever."""
        closing = ending.closing
        by_limit = ending.idle >= IDLE_LIMIT - _LEEWAY or ending.lived >= CONNECTION_LIMIT - _GRACE - _LEEWAY
        if self._role != "MASTER" or closing.code not in _IN_GOOD_ORDER or by_limit:
            return None
        said = f"with the words “{closing.reason}”" if closing.reason else "without a word"
        return Failure(
            "kvs.second-master",
            f"The service closed this master's connection {said}: another master has probably joined.",
            "Reconnect to take the channel back, or stop the other master first.",
        )


def _limits(opened: float, used: float) -> tuple[Limit, ...]:
    return (Limit("idle limit", used + IDLE_LIMIT), Limit("one-hour limit", opened + CONNECTION_LIMIT))

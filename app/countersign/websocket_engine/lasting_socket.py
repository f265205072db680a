"""A connection that is to last: opened anew after a drop, with one attempt under way at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from countersign.model.errors import Failure, TransportError
from countersign.model.exchange import Exchange
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Closing, Limit, Outgoing
from countersign.model.socket import SocketState
from countersign.websocket_engine.backoff import STEADY, Backoff

if TYPE_CHECKING:
    from countersign.websocket_engine.web_socket import WebSocket

Observe = Callable[[SocketState], None]
Limits = Callable[[float, float], tuple[Limit, ...]]

_TICK = 1.0  # seconds between two looks at the limits


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold what came of one attempt. `again` tells whether another one could come out differently."""

    exchange: Exchange
    socket: WebSocket | None = None
    again: bool = False


OpenOnce = Callable[[], Awaitable[Attempt]]


@dataclass(frozen=True, slots=True)
class Habits:
    """Say how a connection is kept. `ping_interval` counts seconds, None sends no pings.

    `limits` gives the limits that count down, from when it was opened and when the last message went over it.
    `verdict` looks at how a connection ended; a failure says why it is not opened again.
    """

    reconnect: bool = False
    ping_interval: float | None = 20.0
    limits: Limits = lambda _opened, _used: ()
    verdict: Callable[[Closing], Failure | None] = lambda _closing: None


def not_open() -> TransportError:
    """Return the error of a message that has no connection to go over."""
    return TransportError(
        Failure(
            "websocket.not-open",
            "The connection is not open, so the message was not sent.",
            "Connect first; the message stays where it is.",
            field="Send message",
        )
    )


class LastingSocket:
    """Open, watch and reopen one connection; `run` ends when it is closed for good.

    A first attempt that fails is not repeated: somebody is looking at it. Lives on one asyncio loop.
    """

    def __init__(
        self,
        open_once: OpenOnce,
        log: FrameLog,
        habits: Habits,
        observe: Observe,
        backoff: Backoff | None = None,
    ) -> None:
        self._open_once = open_once
        self._log = log
        self._habits = habits
        self._observe = observe
        self._backoff = backoff or Backoff()
        self._socket: WebSocket | None = None
        self._opened_at = 0.0
        self._wake = asyncio.Event()
        self._wish: Literal["", "close", "reconnect", "renew"] = ""
        self._state = SocketState()

    @property
    def state(self) -> SocketState:
        """Return how things stand."""
        return self._state

    @property
    def is_open(self) -> bool:
        """Tell whether messages can be sent."""
        return self._socket is not None and self._state.phase == "open"

    async def run(self) -> None:
        """Connect, and again after each drop if that is wanted; return once it is closed for good."""
        try:
            while await self._one_life():
                pass
        finally:
            if self._socket is not None:
                await self._socket.abort()

    async def send(self, message: Outgoing) -> None:
        """Send a message; raise `TransportError` while nothing is open, and then it was not sent."""
        await self._opened_socket().send(message.kind, message.data)

    async def ping(self) -> float:
        """Return the round trip in milliseconds; raise `TransportError` without an answer."""
        milliseconds = await self._opened_socket().ping()
        self._publish(ping_ms=milliseconds)
        return milliseconds

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close for good, also while it waits to reconnect."""
        self._wish = "close"
        self._wake.set()
        if self._socket is not None:
            self._publish(phase="closing")
            await self._socket.close(code, reason)

    async def reconnect(self) -> None:
        """Reconnect now: end a wait, or replace the open connection."""
        await self._replace("reconnect")

    async def renew(self) -> None:
        """Replace the open connection because the service asked for it; never faster than drops are followed."""
        await self._replace("renew")

    async def _replace(self, wish: Literal["reconnect", "renew"]) -> None:
        self._wish = wish
        self._wake.set()
        if self._socket is not None:
            await self._socket.close(1000, "")

    async def _one_life(self) -> bool:
        """Connect once and stay until the end; tell whether to do it again."""
        self._wish = ""
        self._publish(phase="connecting", attempt=self._state.attempt + 1, retry_at=0.0, closing=None, failure=None)
        begun = time.monotonic()
        attempt = await self._open_once()
        if attempt.socket is None:
            return await self._after_refusal(attempt)
        self._tell_connected(attempt, (time.monotonic() - begun) * 1000)
        closing = await self._stay(attempt.socket)
        return await self._after_closing(closing)

    async def _after_refusal(self, attempt: Attempt) -> bool:
        failure = attempt.exchange.failure
        self._event("REFUSED", str(failure) if failure else "The handshake was refused.")
        wanted = self._opened_at > 0 and self._habits.reconnect and attempt.again and self._wish != "close"
        if not wanted:
            self._publish(phase="closed", exchange=attempt.exchange, failure=failure)
            return False
        self._publish(exchange=attempt.exchange, failure=failure)
        return await self._wait(0.0)

    async def _after_closing(self, closing: Closing) -> bool:
        lived = time.time() - self._opened_at
        words = f"{closing.code} {closing.reason}".strip()
        self._event("CLOSED", f"{words}. {closing.failure}" if closing.failure else words)
        if self._wish == "reconnect" or (self._wish == "renew" and lived >= STEADY):
            return True
        verdict = None if self._wish else self._habits.verdict(closing)
        if verdict or self._wish == "close" or not (self._habits.reconnect or self._wish == "renew"):
            self._publish(phase="closed", closing=closing, limits=(), failure=verdict or closing.failure)
            return False
        self._publish(closing=closing, limits=(), failure=closing.failure)
        return await self._wait(lived)

    async def _wait(self, lived: float) -> bool:
        """Wait before the next attempt; tell whether there is to be one."""
        seconds = self._backoff.next_wait(lived)
        self._wake.clear()
        self._publish(phase="waiting", retry_at=time.time() + seconds)
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return True
        if self._wish == "close":
            self._publish(phase="closed", retry_at=0.0)
            return False
        return True

    async def _stay(self, socket: WebSocket) -> Closing:
        self._socket = socket
        watching = asyncio.ensure_future(self._watch_limits())
        pinging = asyncio.ensure_future(self._keep_alive(socket))
        try:
            if self._wish:  # it came while the handshake was under way
                await socket.close(1000, "")
            return await socket.wait_closed()
        finally:
            for task in (watching, pinging):
                task.cancel()
            await asyncio.gather(watching, pinging, return_exceptions=True)
            self._socket = None

    async def _keep_alive(self, socket: WebSocket) -> None:
        interval = self._habits.ping_interval
        while interval is not None:
            await asyncio.sleep(interval)
            try:
                self._publish(ping_ms=await socket.ping())
            except TransportError as error:
                await socket.abort(error.failure)
                return

    async def _watch_limits(self) -> None:
        used, messages = self._opened_at, self._messages()
        while True:
            if self._messages() != messages:
                used, messages = time.time(), self._messages()
            limits = self._habits.limits(self._opened_at, used)
            if limits != self._state.limits:
                self._publish(limits=limits)
            await asyncio.sleep(_TICK)

    def _messages(self) -> int:
        return self._log.total("sent") + self._log.total("received")

    def _tell_connected(self, attempt: Attempt, milliseconds: float) -> None:
        assert attempt.socket is not None
        again = self._opened_at > 0
        self._opened_at = time.time()
        status = attempt.exchange.response.status if attempt.exchange.response else 101
        if again:
            self._event("RECONNECTED", f"new handshake, {milliseconds:.0f} ms, nothing lost")
        else:
            self._event("CONNECTED", f"{status} Switching Protocols")
        self._publish(
            phase="open",
            since=self._opened_at,
            exchange=attempt.exchange,
            subprotocol=attempt.socket.subprotocol,
            extensions=attempt.socket.extensions,
            failure=None,
            closing=None,
        )

    def _opened_socket(self) -> WebSocket:
        if self._socket is None:
            raise not_open()
        return self._socket

    def _event(self, title: str, sentence: str) -> None:
        self._log.append(time.time(), "event", "event", sentence.encode(), title)

    def _publish(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        self._observe(self._state)

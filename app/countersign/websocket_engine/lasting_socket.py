"""A connection that is to last: opened anew after a drop, with one attempt under way at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from countersign.model.errors import Failure, TransportError
from countersign.model.exchange import Exchange
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Closing, Limit, Outgoing
from countersign.model.socket import SocketState
from countersign.websocket_engine.backoff import STEADY, Backoff
from countersign.websocket_engine.before_reading import BEFORE_READING
from countersign.websocket_engine.usage import Usage

if TYPE_CHECKING:
    from countersign.websocket_engine.web_socket import WebSocket

Observe = Callable[[SocketState], None]
Limits = Callable[[float, float], tuple[Limit, ...]]

_TICK = 1.0  # seconds between two looks at the limits
_NO_PONG = "websocket.no-pong"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold what came of one attempt. `again` tells whether another one could come out differently."""

    exchange: Exchange
    socket: WebSocket | None = None
    again: bool = False


OpenOnce = Callable[[], Awaitable[Attempt]]


@dataclass(frozen=True, slots=True)
class Ending:
    """Say how a connection ended, how many seconds it lived, and how many it had carried no message by then."""

    closing: Closing
    lived: float
    idle: float


@dataclass(frozen=True, slots=True)
class Habits:
    """Say how a connection is kept. `ping_interval` counts seconds, None sends no pings.

    `limits` gives the limits that count down, from when it was opened and when the last message went over it.
    `verdict` looks at how a connection ended; a failure says why it is not opened again.
    """

    reconnect: bool = False
    ping_interval: float | None = 20.0
    limits: Limits = lambda _opened, _used: ()
    verdict: Callable[[Ending], Failure | None] = lambda _ending: None


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

    A first attempt that fails is not repeated: somebody is looking at it. `clock` gives seconds since the epoch, as
    in the log. Lives on one asyncio loop.
    """

    def __init__(
        self,
        open_once: OpenOnce,
        log: FrameLog,
        habits: Habits,
        observe: Observe,
        backoff: Backoff | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._open_once = open_once
        self._log = log
        self._habits = habits
        self._observe = observe
        self._backoff = backoff or Backoff()
        self._clock = clock
        self._socket: WebSocket | None = None
        self._usage = Usage(log, 0.0)
        self._begun = 0.0  # loop time at which it was opened last, 0 for never
        self._wake = asyncio.Event()
        self._wish: Literal["", "reconnect", "renew"] = ""
        self._leaving = False
        self._announced = False
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
        while not self._leaving:
            if not await self._one_life():
                return
        self._publish(phase="closed", retry_at=0.0, failure=None)

    async def send(self, message: Outgoing) -> None:
        """Send a message; raise `TransportError` while nothing is open, and then it was not sent."""
        await self._opened_socket().send(message.kind, message.data)

    async def ping(self) -> float:
        """Return the round trip in milliseconds; raise `TransportError` without an answer."""
        milliseconds = await self._opened_socket().ping()
        self._publish(ping_ms=milliseconds)
        return milliseconds

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close for good; what is under way is given up, be it an attempt or the wait for the next one.

        Raise `TransportError` for a code or reason that cannot be sent; the connection stays then.
        """
        self._leaving = True
        self._wake.set()
        if self._socket is None:
            return
        self._publish(phase="closing")
        try:
            await self._socket.close(code, reason)
        except TransportError:
            self._leaving = False
            self._wake.clear()
            self._publish(phase="open")
            raise

    async def reconnect(self) -> None:
        """Reconnect now: begin an attempt anew, end a wait, or replace the open connection."""
        self._wish = "reconnect"
        self._wake.set()
        await self._replace()

    async def renew(self) -> None:
        """Replace the open connection because the service asked for it; never faster than drops are followed."""
        if not self._wish:
            self._wish = "renew"
            await self._replace()

    async def _replace(self) -> None:
        if self._socket is not None:
            self._publish(phase="closing")
            await self._socket.close(1000, "")

    async def _one_life(self) -> bool:
        """Connect once and stay until the end; tell whether to do it again."""
        self._wish = ""
        self._wake.clear()
        self._publish(phase="connecting", attempt=self._state.attempt + 1, retry_at=0.0, closing=None, failure=None)
        begun = asyncio.get_running_loop().time()
        self._announced = False
        attempt = await self._attempt(begun)
        if attempt is None:
            return True
        if attempt.socket is None:
            return await self._after_refusal(attempt)
        self._tell_connected(attempt, attempt.socket, begun)
        return await self._after_closing(await self._stay(attempt.socket))

    async def _attempt(self, begun: float) -> Attempt | None:
        """Return what came of one attempt, None where somebody would not wait for it."""
        token = BEFORE_READING.set(lambda: self._announce(begun))
        attempt = asyncio.ensure_future(self._open_once())
        BEFORE_READING.reset(token)
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((attempt, woken), return_when=asyncio.FIRST_COMPLETED)
            if attempt.done():
                return attempt.result()
        except asyncio.CancelledError:
            await _give_up(attempt)
            raise
        finally:
            woken.cancel()
        await _give_up(attempt)
        return None

    async def _after_refusal(self, attempt: Attempt) -> bool:
        failure = attempt.exchange.failure
        self._event("REFUSED", str(failure) if failure else "The handshake was refused.")
        wanted = self._begun > 0 and self._habits.reconnect and attempt.again and not self._leaving
        if not wanted:
            self._publish(phase="closed", exchange=attempt.exchange, failure=failure)
            return False
        self._publish(exchange=attempt.exchange, failure=failure)
        await self._wait(0.0)
        return True

    async def _after_closing(self, closing: Closing) -> bool:
        lived = asyncio.get_running_loop().time() - self._begun
        words = f"{closing.code} {closing.reason}".strip()
        self._event("CLOSED", f"{words}. {closing.failure}" if closing.failure else words)
        if self._leaving:
            self._publish(phase="closed", closing=closing, limits=(), failure=closing.failure)
            return False
        if self._wish == "reconnect" or (self._wish == "renew" and lived >= STEADY):
            self._publish(limits=())
            return True
        ending = Ending(closing, lived, self._clock() - self._usage.last())
        verdict = None if self._wish else self._habits.verdict(ending)
        if verdict or not (self._habits.reconnect or self._wish == "renew"):
            self._publish(phase="closed", closing=closing, limits=(), failure=verdict or closing.failure)
            return False
        self._publish(closing=closing, limits=(), failure=closing.failure)
        await self._wait(lived)
        return True

    async def _wait(self, lived: float) -> None:
        """Wait before the next attempt, unless somebody will not."""
        seconds = self._backoff.next_wait(lived)
        self._publish(phase="waiting", retry_at=self._clock() + seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _stay(self, socket: WebSocket) -> Closing:
        self._socket = socket
        watching = asyncio.ensure_future(self._watch_limits())
        pinging = asyncio.ensure_future(self._keep_alive(socket))
        try:
            if self._leaving or self._wish:  # it came in the moment in which the handshake succeeded
                await socket.close(1000, "")
            return await socket.wait_closed()
        finally:
            self._socket = None
            for task in (watching, pinging):
                task.cancel()
            await socket.abort()  # where this ends by cancellation
            await asyncio.gather(watching, pinging, return_exceptions=True)

    async def _keep_alive(self, socket: WebSocket) -> None:
        interval = self._habits.ping_interval
        while interval is not None:
            await asyncio.sleep(interval)
            try:
                self._publish(ping_ms=await socket.ping())
            except TransportError as error:
                if error.failure.id == _NO_PONG:  # else it is closing already, in its own good order
                    await socket.abort(error.failure)
                return

    async def _watch_limits(self) -> None:
        while True:
            limits = self._habits.limits(self._state.since, self._usage.last())
            if limits != self._state.limits:
                self._publish(limits=limits)
            await asyncio.sleep(_TICK)

    def _tell_connected(self, attempt: Attempt, socket: WebSocket, begun: float) -> None:
        if not self._announced:
            self._announce(begun)
        now = self._clock()
        self._begun = asyncio.get_running_loop().time()
        self._usage = Usage(self._log, now)
        self._publish(
            phase="open",
            since=now,
            exchange=attempt.exchange,
            subprotocol=socket.subprotocol,
            extensions=socket.extensions,
            failure=None,
            closing=None,
        )

    def _announce(self, begun: float) -> None:
        """Put the row of a connection into the log, before those of what comes over it."""
        self._announced = True
        if self._begun > 0:
            milliseconds = (asyncio.get_running_loop().time() - begun) * 1000
            self._event("RECONNECTED", f"new handshake, {milliseconds:.0f} ms")
        else:
            self._event("CONNECTED", "101 Switching Protocols")

    def _opened_socket(self) -> WebSocket:
        if self._socket is None:
            raise not_open()
        return self._socket

    def _event(self, title: str, sentence: str) -> None:
        self._log.append(self._clock(), "event", "event", sentence.encode(), title)

    def _publish(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        self._observe(self._state)


async def _give_up(attempt: asyncio.Future[Attempt]) -> None:
    """End an attempt; one that succeeds at the last moment is dropped."""
    attempt.cancel()
    await asyncio.wait((attempt,))
    if attempt.cancelled() or attempt.exception() is not None:
        return
    socket = attempt.result().socket
    if socket is not None:
        await socket.abort()

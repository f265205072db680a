"""An event loop whose hours pass in no time, and connections within the process that live by it."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from countersign.model.body import StoredBody
from countersign.model.errors import Failure, TransportError
from countersign.model.exchange import Exchange, Response
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Closing, Outgoing
from countersign.model.socket import SocketState
from countersign.websocket_engine.backoff import Backoff
from countersign.websocket_engine.failures import failure
from countersign.websocket_engine.lasting_socket import Attempt, Habits, LastingSocket

EPOCH = 1_900_000_000.0
HELLO = Outgoing("text", b"hello")
NORMAL = Closing(1000, "")
DROPPED = Closing(1006, "", failure=failure("websocket.dropped", host="h"))


class _Jumping:
    """Be a selector that never waits: where nothing is ready, the clock goes on to the next timer."""

    def __init__(self) -> None:
        self._inner = selectors.DefaultSelector()
        self.now = 1_000.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = self._inner.select(0)
        if not ready:
            assert timeout is not None, "everybody waits for something that will never come"
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Run timers in their order without waiting for them."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def run_virtually(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end; fail if a task is left."""

    async def whole() -> Any:
        before = asyncio.all_tasks()
        result = await work
        for _ in range(5):
            await asyncio.sleep(0)
        left = asyncio.all_tasks() - before
        assert not left, left
        return result

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(whole())


def now() -> float:
    """Return the wall clock of the loop that runs."""
    return EPOCH + asyncio.get_running_loop().time()


class Line:
    """Be an open connection whose other end the test holds: `end`, `say`."""

    subprotocol = "chat"
    extensions = "permessage-deflate"

    def __init__(self, log: FrameLog) -> None:
        self.log = log
        self.on_received: Callable[[str, bytes], None] | None = None
        self.answers_pings = True
        self.answers_close = True
        self.closed_with: tuple[int, str] | None = None
        self.was_aborted = False
        self._ended: asyncio.Future[Closing] = asyncio.get_running_loop().create_future()

    @property
    def is_open(self) -> bool:
        return not self._ended.done()

    def end(self, closing: Closing = DROPPED) -> None:
        """End it from the other side."""
        if self.is_open:
            self._ended.set_result(closing)

    def say(self, data: bytes) -> None:
        """Send something from the other side."""
        self.log.append(now(), "received", "text", data)
        if self.on_received is not None:
            self.on_received("text", data)

    async def send(self, kind: str, data: bytes) -> None:
        self._require_open()
        self.log.append(now(), "sent", kind, data)

    async def ping(self) -> float:
        self._require_open()
        self.log.append(now(), "sent", "ping", b"....")
        if not self.answers_pings:
            await asyncio.sleep(20)
            raise TransportError(failure("websocket.no-pong", host="h", limit="20"))
        await asyncio.sleep(0.02)
        self.log.append(now(), "received", "pong", b"....")
        return 20.0

    async def close(self, code: int = 1000, reason: str = "") -> None:
        if self.is_open and self.closed_with is None:
            if code == 1005:
                raise TransportError(failure("websocket.close-code", code=code))
            self.closed_with = (code, reason)
            asyncio.get_running_loop().call_later(0.05 if self.answers_close else 2.0, self._close_is_over)
        await self.wait_closed()

    async def abort(self, reason: Failure | None = None) -> None:
        if self.is_open:
            self.was_aborted = True
            self.end(Closing(1006, "", by_us=True, failure=reason))

    async def wait_closed(self) -> Closing:
        return await asyncio.shield(self._ended)

    def _close_is_over(self) -> None:
        code, reason = self.closed_with or (1000, "")
        if self.answers_close:
            self.end(Closing(code, reason, by_us=True))
        else:
            self.end(Closing(1006, "", by_us=True, failure=failure("websocket.close-unanswered", host="h")))

    def _require_open(self) -> None:
        if not self.is_open or self.closed_with is not None:
            raise TransportError(failure("websocket.not-open"))


def exchanged(status: int) -> Exchange:
    """Return a handshake that was answered so; 0 for one that was not."""
    said = None if status == 101 else failure("websocket.refused-404", host="h")
    response = Response(status, "", (), StoredBody(b"", size=0, wire_size=0)) if status else None
    return Exchange("1", datetime.now(UTC), None, response, said)


@dataclass
class Server:
    """Answer attempts, each after `latency` seconds, with `answers` one by one, and with 101 from then on.

    An answer is a status, 0 for none, or an exception.
    """

    log: FrameLog = field(default_factory=FrameLog)
    answers: list[int | Exception] = field(default_factory=list)
    latency: float = 0.03
    lines: list[Line] = field(default_factory=list)
    begun_at: list[float] = field(default_factory=list)
    given_up: int = 0
    most_in_flight: int = 0
    opened: Callable[[Line], None] = lambda _line: None
    _in_flight: int = 0

    async def open_once(self) -> Attempt:
        self.begun_at.append(asyncio.get_running_loop().time())
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        assert not any(line.is_open for line in self.lines), "the last connection is still open"
        try:
            await asyncio.sleep(self.latency)
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        finally:
            self._in_flight -= 1
        return self._answer()

    @property
    def line(self) -> Line:
        return self.lines[-1]

    def _answer(self) -> Attempt:
        answer = self.answers.pop(0) if self.answers else 101
        if isinstance(answer, Exception):
            raise answer
        if answer != 101:
            return Attempt(exchanged(answer), again=answer == 0 or answer >= 500)
        self.lines.append(Line(self.log))
        self.opened(self.line)
        return Attempt(exchanged(101), self.line)


class Watched:
    """Hold a lasting socket that runs, and every state that it has reported."""

    def __init__(self, server: Server, habits: Habits, chance: random.Random | None = None) -> None:
        self.states: list[SocketState] = []
        self.waits: list[float] = []  # seconds of every wait for another attempt
        self._heard = asyncio.Event()
        self.socket = LastingSocket(
            server.open_once, server.log, habits, self._observe, Backoff(chance or random.Random(7)), now
        )
        self.running = asyncio.ensure_future(self.socket.run())

    async def until(self, phase: str, *, attempt: int = 0) -> SocketState:
        """Return the state once that phase is reached, in the attempt of that number or a later one."""
        async with asyncio.timeout(100_000):
            while self.socket.state.phase != phase or self.socket.state.attempt < attempt:
                self._heard.clear()
                await self._heard.wait()
        return self.socket.state

    async def ended(self, limit: float = 1.0) -> SocketState:
        """Return the last state; fail if it takes longer than `limit` seconds."""
        async with asyncio.timeout(limit):
            await self.running
        return self.socket.state

    @property
    def phases(self) -> list[str]:
        """Return the phases in their order, each once."""
        phases = [state.phase for state in self.states]
        return [phase for place, phase in enumerate(phases) if place == 0 or phases[place - 1] != phase]

    def _observe(self, state: SocketState) -> None:
        before = self.states[-1].phase if self.states else ""
        self.states.append(state)
        if state.phase == "waiting" != before:
            self.waits.append(state.retry_at - now())
        self._heard.set()


def events(log: FrameLog) -> list[tuple[str, str]]:
    """Return title and sentence of every event."""
    frames = map(log.frame, range(log.count))
    return [(frame.note, frame.data.decode()) for frame in frames if frame.kind == "event"]

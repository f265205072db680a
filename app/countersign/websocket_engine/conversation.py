"""Read and write one open WebSocket until it ends. `WebSocket` is the handle that its owner holds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from websockets.client import ClientProtocol
from websockets.exceptions import ProtocolError
from websockets.protocol import State

from countersign.formats.close_codes import LONGEST_REASON, NO_CLOSE_FRAME, close_code, is_good_order
from countersign.model.errors import Failure, TransportError
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Closing, FrameKind
from countersign.websocket_engine.failures import failure
from countersign.websocket_engine.inbound import NOT_UTF8_NOTE, Fault, Inbound, Incoming
from countersign.websocket_engine.outbox import Outbox, Written

if TYPE_CHECKING:
    from countersign.http_engine.upgrade import UpgradedConnection

MOST_UNSEEN = 2000  # frames that the viewer of the log has not taken notice of; beyond it nothing is read
CLOSE_LIMIT = 2.0  # seconds from a close frame to the end of the connection
_RESUME_CHECK = 0.002  # seconds between two looks at a viewer that is behind
_BATCH = 500  # messages between two looks at the viewer, and two turns of the loop

OnReceived = Callable[[FrameKind, bytes], None]


class Conversation:
    """Hold what both tasks of a connection share. Made open; `start` begins to read. Lives on one asyncio loop."""

    def __init__(
        self, core: ClientProtocol, connection: UpgradedConnection, log: FrameLog, host: str, largest: int
    ) -> None:
        self.on_received: OnReceived | None = None
        self.ended: asyncio.Future[Closing] = asyncio.get_running_loop().create_future()
        self.held_at = float("-inf")  # loop time at which the viewer was last behind
        self._core = core
        self._connection = connection
        self._log = log
        self._host = host
        self._largest = largest
        self._inbound = Inbound(core, largest)
        self._outbox = Outbox(connection, log)
        self._pings: dict[bytes, Written] = {}
        self._deadline: asyncio.Timeout | None = None
        self._fault: Failure | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending = False

    @property
    def is_open(self) -> bool:
        """Tell whether messages can be sent."""
        return self._core.state is State.OPEN and not self.ended.done()

    def start(self) -> None:
        """Begin to read and to write."""
        self._task = asyncio.create_task(self._run())

    def put_message(self, kind: FrameKind, data: bytes) -> Written:
        """Hand in a message; raise `TransportError` when it is not open."""
        self._require_open()
        (self._core.send_text if kind == "text" else self._core.send_binary)(data)
        return self._put(kind, data)

    def put_ping(self, payload: bytes) -> tuple[Written, Written]:
        """Hand in a ping; return when it was written and when it was answered, each None if never."""
        self._require_open()
        self._core.send_ping(payload)
        answered: Written = asyncio.get_running_loop().create_future()
        self._pings[payload] = answered
        return self._put("ping", payload), answered

    def begin_close(self, code: int, reason: str) -> None:
        """Send the close frame; raise `TransportError` for a code or reason that cannot be sent."""
        if not self.is_open:
            return
        words = failure("websocket.close-code", code=code)
        if len(reason.encode()) > LONGEST_REASON:
            raise TransportError(words)
        try:
            self._core.send_close(code, reason)
        except (ProtocolError, UnicodeEncodeError):
            raise TransportError(words) from None
        self._put_close()

    async def abort(self, reason: Failure | None) -> None:
        """Drop the connection at once; `reason` becomes the failure of its end."""
        self._fault = self._fault or (None if self._ending else reason)
        self._drop()
        if self._task is not None:
            await asyncio.wait([self._task])

    def abandon(self) -> None:
        """Drop the connection because nobody holds it any more."""
        if self._task is not None and not self._task.get_loop().is_closed():
            self._drop()

    def _drop(self) -> None:
        if self._task is not None and not self._ending:
            self._ending = True
            # After its first step: a task that is cancelled before it runs would close nothing. From any thread: the
            # garbage collector chooses its own.
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)

    async def _run(self) -> None:
        writer = asyncio.create_task(self._outbox.run())
        end = ""  # of a connection that is dropped from this side
        try:
            end = await self._read()
        except asyncio.CancelledError:
            pass  # somebody has dropped it; the task is over all the same
        finally:
            self._ending = True
            writer.cancel()
            try:
                await self._connection.aclose()
                await asyncio.wait([writer])
            finally:
                self._settle(end)

    async def _read(self) -> str:
        """Read to the end; return the id of the failure that an end without close frame is."""
        try:
            async with asyncio.timeout(None) as self._deadline:
                if not self.is_open:  # closed before the first turn
                    self._expect_end()
                while data := await self._connection.read():
                    self._inbound.feed(data)
                    await self._take_all(time.time())
                self._take(time.time(), self._inbound.end())
        except TimeoutError:
            return "websocket.close-unanswered"
        except TransportError:
            return "websocket.reset"
        return "websocket.dropped"

    async def _take_all(self, at: float) -> None:
        while found := self._inbound.take(_BATCH):
            self._take(at, found)
            if self._log.unseen >= MOST_UNSEEN:
                await self._wait_for_viewer()
            elif len(found) >= _BATCH:
                await asyncio.sleep(0)

    async def _wait_for_viewer(self) -> None:
        loop = asyncio.get_running_loop()
        while self._log.unseen >= MOST_UNSEEN and self.is_open:
            self.held_at = loop.time()
            await asyncio.sleep(_RESUME_CHECK)

    def _take(self, at: float, found: list[Incoming]) -> None:
        append = self._log.append
        for incoming in found:
            kind, data, _, fault = incoming
            if fault is not None:
                self._take_fault(at, incoming, fault)
                continue
            append(at, "received", kind, data)
            if kind in {"text", "binary"}:
                if self.on_received is not None:
                    self.on_received(kind, data)
            else:
                self._take_control(incoming)

    def _take_control(self, incoming: Incoming) -> None:
        if incoming.kind == "pong":
            self._take_pong(incoming.data)
        elif incoming.kind == "ping" and incoming.reply:
            self._outbox.put("pong", incoming.data, incoming.reply)
        elif incoming.kind == "close":
            self._expect_end()
            if incoming.reply:
                self._outbox.put("close", incoming.data, incoming.reply)

    def _take_pong(self, payload: bytes) -> None:
        """Settle that ping and those before it (RFC 6455, section 5.5.3)."""
        if payload in self._pings:
            for earlier in tuple(self._pings):
                answered = self._pings.pop(earlier)
                if not answered.done():
                    answered.set_result(time.perf_counter())
                if earlier == payload:
                    break

    def _take_fault(self, at: float, incoming: Incoming, fault: Fault) -> None:
        limit = self._largest // (1024 * 1024)
        self._fault = failure(fault.failure_id, fault.words, host=self._host, limit=limit)
        if incoming.kind == "event":
            shown = incoming.data.hex(" ")
            sentence = f"{self._fault.sentence} The frame begins with {shown}."
            self._log.append(at, "event", "event", sentence.encode(), "PROTOCOL ERROR")
        else:
            self._log.append(at, "received", incoming.kind, incoming.data, NOT_UTF8_NOTE)
        if incoming.reply and self._core.close_sent is not None:
            self._outbox.put("close", self._core.close_sent.serialize(), incoming.reply)
        self._expect_end()

    def _put(self, kind: FrameKind, data: bytes) -> Written:
        return self._outbox.put(kind, data, b"".join(self._core.data_to_send()))

    def _put_close(self) -> None:
        assert self._core.close_sent is not None
        self._put("close", self._core.close_sent.serialize())
        self._expect_end()

    def _expect_end(self) -> None:
        if self._deadline is not None and self._deadline.when() is None:
            self._deadline.reschedule(asyncio.get_running_loop().time() + CLOSE_LIMIT)

    def _require_open(self) -> None:
        if not self.is_open:
            raise TransportError(failure("websocket.not-open"))

    def _settle(self, end: str) -> None:
        for answered in self._pings.values():
            if not answered.done():
                answered.set_result(None)
        self._pings.clear()
        if not self.ended.done():
            self.ended.set_result(self._closing(end))

    def _closing(self, end: str) -> Closing:
        ours, theirs = self._core.close_sent, self._core.close_rcvd
        if self._fault is not None:
            code = NO_CLOSE_FRAME if ours is None else int(ours.code)
            return Closing(code, "" if ours is None else ours.reason, by_us=True, failure=self._fault)
        if theirs is not None:
            by_us = self._core.close_rcvd_then_sent is False
            told = None if by_us else self._told(int(theirs.code))
            return Closing(int(theirs.code), theirs.reason, by_us, told)
        if ours is not None and end:
            return Closing(
                NO_CLOSE_FRAME, "", by_us=True, failure=failure("websocket.close-unanswered", host=self._host)
            )
        return Closing(NO_CLOSE_FRAME, "", by_us=not end, failure=failure(end, host=self._host) if end else None)

    def _told(self, code: int) -> Failure | None:
        if is_good_order(code):
            return None
        said = close_code(code)
        words = {"code": f"{code} ({said.name})", "meaning": said.sentence, "action": said.action}
        return failure("websocket.closed", host=self._host, **words)

"""Write frames one after the other, so that neither a message nor a pong waits for whoever reads."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from countersign.model.errors import TransportError
from countersign.model.frame_log import FrameLog
from countersign.model.frames import FrameKind

if TYPE_CHECKING:
    from countersign.http_engine.upgrade import UpgradedConnection

Written = asyncio.Future[float | None]


@dataclass(slots=True)
class Letter:
    """Hold one frame that waits to be written: its payload for the log, its bytes for the wire."""

    kind: FrameKind
    data: bytes
    wire: bytes
    written: Written = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Outbox:
    """Keep the order in which frames were handed in: compression depends on it. Logs what was really written."""

    def __init__(self, connection: UpgradedConnection, log: FrameLog) -> None:
        self._connection = connection
        self._log = log
        self._letters: deque[Letter] = deque()
        self._filled = asyncio.Event()
        self._closed = False

    def put(self, kind: FrameKind, data: bytes, wire: bytes) -> Written:
        """Hand a frame in; the future tells when it was written (`perf_counter`), None if it never will be."""
        letter = Letter(kind, data, wire)
        if self._closed:
            letter.written.set_result(None)
            return letter.written
        if kind == "pong" and self._letters and self._letters[-1].kind == "pong":
            self._letters.pop().written.set_result(None)  # only the latest ping needs an answer (RFC 6455, 5.5.3)
        self._letters.append(letter)
        self._filled.set()
        return letter.written

    async def run(self) -> None:
        """Write until the connection breaks or this is cancelled; then nothing more is taken."""
        letter: Letter | None = None
        try:
            while True:
                await self._filled.wait()
                while self._letters:
                    letter = self._letters.popleft()
                    await self._connection.write(letter.wire)
                    self._log.append(time.time(), "sent", letter.kind, letter.data)
                    _settle(letter, time.perf_counter())
                self._filled.clear()
        except TransportError:
            pass  # the reader meets the same end and tells of it
        finally:
            self._closed = True
            for unsent in (*([letter] if letter else ()), *self._letters):
                _settle(unsent, None)
            self._letters.clear()


def _settle(letter: Letter, when: float | None) -> None:
    if not letter.written.done():  # the sender may be gone
        letter.written.set_result(when)

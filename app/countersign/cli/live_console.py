"""A live connection on a terminal: what comes is printed, what is typed is sent."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from countersign.cli.console_input import Order
from countersign.cli.input_lines import input_lines
from countersign.formats.console_export import json_line
from countersign.model.errors import CountersignError
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame, FrameReader
from countersign.model.socket import SocketState
from countersign.workflows.live_channel import LiveChannel
from countersign.workflows.live_socket import LiveSocket

DONE, REFUSED, WRONG_USE, NOT_REACHED, NO_CREDENTIALS = range(5)

_LOOK = 0.02  # seconds between two looks at the log
_SIGNS = {"sent": ">", "received": "<", "event": "*"}


class LiveConsole:
    """Run one connection with standard input and output; `deliver` does what a line asks for."""

    def __init__(
        self,
        live: LiveSocket | LiveChannel,
        log: FrameLog,
        reader: FrameReader,
        deliver: Callable[[str], Awaitable[Order | None]],
        *,
        as_json: bool,
        wait: float,
        scrub: Callable[[str], str],
    ) -> None:
        self._live = live
        self._log = log
        self._reader = reader
        self._deliver = deliver
        self._as_json = as_json
        self._wait = wait
        self._scrub = scrub
        self._opened = asyncio.Event()
        self._state = SocketState()

    async def run(self) -> int:
        """Connect, talk, and return the exit status once it is over."""
        running = asyncio.ensure_future(self._live.run(self._notice))
        printing = asyncio.ensure_future(self._print_frames())
        typing = asyncio.ensure_future(self._read_input())
        try:
            await running
        finally:
            for task in (typing, printing):
                task.cancel()
            await asyncio.gather(typing, printing, return_exceptions=True)
            self._print_new()
        return self._status()

    def _notice(self, report: Any) -> None:
        state = report if isinstance(report, SocketState) else report.socket
        self._state = state
        if state.phase == "open":
            self._opened.set()

    async def _read_input(self) -> None:
        await self._opened.wait()
        async for line in input_lines():
            if not line.strip():
                continue
            try:
                order = await self._deliver(line)
                if order is not None:
                    await self._follow(order)
            except CountersignError as error:
                print(f"countersign: {self._scrub(str(error.failure))}", file=sys.stderr, flush=True)
        await asyncio.sleep(self._wait)
        await self._live.close()

    async def _follow(self, order: Order) -> None:
        if order.name == "ping":
            milliseconds = await self._live.ping()
            print(f"countersign: pong after {milliseconds:.1f} ms", file=sys.stderr, flush=True)
        elif order.name == "close":
            await self._live.close(order.code, order.reason)
        else:
            await self._live.reconnect()

    async def _print_frames(self) -> None:
        while True:
            self._print_new()
            await asyncio.sleep(_LOOK)

    def _print_new(self) -> None:
        for number in range(self._log.seen, self._log.count):
            print(self._line(self._log.frame(number)))
            self._log.seen = number + 1
        sys.stdout.flush()

    def _line(self, frame: Frame) -> str:
        face = self._reader.face(frame)
        if self._as_json:
            return self._scrub(json_line(frame, face))
        time = datetime.fromtimestamp(frame.at).astimezone().strftime("%H:%M:%S.%f")[:-3]
        marks = f"  [{'; '.join(face.marks)}]" if face.marks else ""
        parts = (time, _SIGNS[frame.direction], face.type, face.peer, face.summary)
        return self._scrub("  ".join(part for part in parts if part)) + marks

    def _status(self) -> int:
        failure, exchange = self._state.failure, self._state.exchange
        if failure is None:
            return DONE
        print(f"countersign: {self._scrub(str(failure))}", file=sys.stderr)
        if failure.detail:
            print(f"  {self._scrub(failure.detail)}", file=sys.stderr)
        if exchange is not None and exchange.request is None:
            return NO_CREDENTIALS if failure.id.startswith(("credentials.", "keyring.")) else WRONG_USE
        refused = exchange is not None and exchange.response is not None and exchange.response.status != 101
        return REFUSED if refused else NOT_REACHED

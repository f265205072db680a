"""A live connection on a terminal: what comes is printed, what is typed is sent."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from countersign.cli.console_input import Order
from countersign.cli.input_lines import input_lines
from countersign.formats.console_export import json_line
from countersign.model.errors import CountersignError, Failure
from countersign.model.exchange import Exchange
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame, FrameReader
from countersign.model.socket import SocketState
from countersign.workflows.live_channel import LiveChannel
from countersign.workflows.live_socket import LiveSocket

DONE, REFUSED, WRONG_USE, NOT_REACHED, NO_CREDENTIALS = range(5)

_LOOK = 0.02  # seconds between two looks at the log
_SIGNS = {"sent": ">", "received": "<", "event": "*"}
_MOST_ANSWER = 2000  # bytes of a refusal's body that are printed
_DROPPED = 1006  # RFC 6455, section 7.1.5: no close frame came


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
            await _first_end(running, printing, typing)
            self._print_new()
        except BrokenPipeError:
            _give_up_output()
            return DONE  # as where the output is `head`: who reads it has seen enough
        finally:
            for task in (running, typing, printing):
                task.cancel()
            await asyncio.gather(running, typing, printing, return_exceptions=True)
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
                self._complain(str(error.failure))
        await asyncio.sleep(self._wait)
        await self._live.close()

    async def _follow(self, order: Order) -> None:
        if order.name == "ping":
            milliseconds = await self._live.ping()
            self._complain(f"pong after {milliseconds:.1f} ms")
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
        marks = f"[{'; '.join(face.marks)}]" if face.marks else ""
        parts = (time, _SIGNS[frame.direction], face.type, face.peer, face.summary, marks)
        return printable(self._scrub("  ".join(part for part in parts if part)))

    def _status(self) -> int:
        failure, exchange = self._state.failure, self._state.exchange
        if failure is None:
            return DONE
        self._complain(str(failure))
        if failure.detail:
            self._say(f"  {failure.detail}")
        status = self._verdict(failure, exchange)
        if status == REFUSED and not failure.detail and exchange is not None and exchange.response is not None:
            for line in exchange.response.body.read(_MOST_ANSWER).decode("utf-8", "replace").splitlines():
                self._say(f"  {line}")
        return status

    def _verdict(self, failure: Failure, exchange: Exchange | None) -> int:
        """Return the exit status for a failure."""
        if exchange is not None and exchange.request is None:
            return NO_CREDENTIALS if failure.id.startswith(("credentials.", "keyring.")) else WRONG_USE
        closing = self._state.closing
        if closing is not None:
            return NOT_REACHED if closing.code == _DROPPED else REFUSED
        return REFUSED if exchange is not None and exchange.response is not None else NOT_REACHED

    def _complain(self, words: str) -> None:
        self._say(f"countersign: {words}")

    def _say(self, line: str) -> None:
        print(printable(self._scrub(line)), file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Return a text for one line of a terminal: what would move its cursor or change its colours is spelled out."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


async def _first_end(running: asyncio.Future[None], *others: asyncio.Future[None]) -> None:
    """Wait for the end of the connection; raise what ended it, or what ended one of the others before."""
    waiting = {running, *others}
    while not running.done():
        ended, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    running.result()


def _give_up_output() -> None:
    """Write to nowhere from now on, so that the last flush at exit does not fail once more."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())

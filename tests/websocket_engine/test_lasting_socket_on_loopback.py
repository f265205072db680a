"""A connection that is to last, over real sockets to servers that misbehave."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign.http_engine.engine import HttpEngine
from countersign.model.errors import TransportError
from countersign.model.exchange import Exchange
from countersign.model.frames import Outgoing
from countersign.model.socket import SocketState
from countersign.websocket_engine.backoff import Backoff
from countersign.websocket_engine.engine import WebSocketEngine
from countersign.websocket_engine.lasting_socket import Attempt, Habits, LastingSocket
from tests.http_engine.loopback import DIRECT, Loopback, open_descriptors, reset_connection, settle
from tests.websocket_engine.raw_peer import (
    CLOSE,
    PING,
    PLAIN,
    PONG,
    TEXT,
    HeardLog,
    closing,
    frame,
    handshake,
    read_frame,
    run,
    switching,
    ws_url,
)

HELLO = Outgoing("text", b"hello")
LASTING = Habits(reconnect=True, ping_interval=None)


class Hurried(Backoff):
    """Wait a thousandth of what is right, so that a hundred attempts take no minute."""

    def next_wait(self, lived: float) -> float:
        return super().next_wait(lived) / 5000


@dataclass
class Held:
    """Hold a lasting socket to a server, and what it reports."""

    socket: LastingSocket
    running: asyncio.Task[None]
    states: list[SocketState]
    log: HeardLog
    in_flight: list[int]
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, phase: str, *, attempt: int = 0) -> SocketState:
        async with asyncio.timeout(20):
            while self.socket.state.phase != phase or self.socket.state.attempt < attempt:
                self.heard.clear()
                await self.heard.wait()
        return self.socket.state


@asynccontextmanager
async def lasting(
    server: Loopback, spool: Path, habits: Habits = LASTING, backoff: Backoff | None = None
) -> AsyncIterator[Held]:
    """Keep a connection to a server; fail if a task or a connection is left at the end."""
    http = HttpEngine(spool)
    await http.prepare()
    engine, log, states = WebSocketEngine(http), HeardLog(), []
    heard, counts = asyncio.Event(), [0, 0]

    async def open_once() -> Attempt:
        counts[0] += 1
        counts[1] = max(counts)
        begun = datetime.now(UTC)
        try:
            opening = await engine.open(handshake(ws_url(server)), DIRECT, PLAIN, log)
        finally:
            counts[0] -= 1
        outcome = opening.outcome
        exchange = Exchange(uuid.uuid4().hex, begun, opening.request, outcome.response, outcome.failure)
        return Attempt(exchange, opening.socket, outcome.response is None or outcome.response.status >= 500)

    def observe(state: SocketState) -> None:
        states.append(state)
        heard.set()

    before = asyncio.all_tasks()
    socket = LastingSocket(open_once, log, habits, observe, backoff)
    running = asyncio.ensure_future(socket.run())
    try:
        yield Held(socket, running, states, log, counts, heard)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await settle()
        mine = {task for task in asyncio.all_tasks() - before if "/tests/" not in repr(task)}
        assert not mine, mine
        await http.aclose()


async def answer_frames(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer pings and the close frame; forget messages."""
    while True:
        opcode, payload = await read_frame(reader)
        if opcode == PING:
            writer.write(frame(PONG, payload))
        if opcode == CLOSE:
            writer.write(frame(CLOSE, payload))
            return


def test_a_real_server_that_is_killed_a_hundred_times_leaves_nothing_behind(tmp_path):
    """Reset, end without close frame, close frame, refusal with 503: one attempt at a time, and all is given back."""
    keys: list[bytes] = []
    descriptors: list[int] = []

    async def script(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        keys.append(next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")))
        descriptors.append(open_descriptors())
        way = len(keys) % 4 if len(keys) <= 100 else -1
        if way == 0:
            writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy")
            return
        writer.write(switching(head))
        if way == 1:
            await writer.drain()
            reset_connection(writer)
        elif way == 2:
            writer.write(closing(1012, "restart"))
            await read_frame(reader)
        elif way == -1:
            await answer_frames(reader, writer)

    async def work():
        async with Loopback(script) as server, lasting(server, tmp_path, backoff=Hurried()) as held:
            await held.until("open", attempt=101)
            await held.socket.send(HELLO)
            assert await held.socket.ping() > 0
            tasks = len(asyncio.all_tasks())
            async with asyncio.timeout(1):
                await held.socket.close()
                await held.running
            return held, tasks

    held, tasks = run(work())
    assert held.in_flight == [0, 1]
    assert len(keys) == len(set(keys)) == 101
    assert max(descriptors[50:]) <= max(descriptors[:50]) + 2
    assert tasks < 15
    assert held.socket.state.failure is None
    titles = [held.log.frame(number).note for number in range(held.log.count)]
    assert (titles.count("CONNECTED"), titles.count("REFUSED")) == (1, 25)
    assert titles.count("RECONNECTED") == 75


def test_a_message_that_comes_with_the_answer_stands_after_the_connection(tmp_path):
    async def script(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(switching(head) + frame(TEXT, b"welcome"))
        await answer_frames(reader, writer)

    async def work():
        async with Loopback(script) as server, lasting(server, tmp_path) as held:
            await held.log.until(2)
            await held.socket.close()
            return held.log

    log = run(work())
    assert log.frame(0).note == "CONNECTED"
    assert log.frame(1).data == b"welcome"


def test_a_message_that_meets_a_dead_connection_raises_and_is_not_logged_as_sent(tmp_path):
    hold = asyncio.Event()

    async def script(reader, writer):
        writer.write(switching(await reader.readuntil(b"\r\n\r\n")))
        await hold.wait()
        reset_connection(writer)

    async def work():
        async with Loopback(script) as server, lasting(server, tmp_path, Habits(ping_interval=None)) as held:
            await held.until("open")
            hold.set()
            await held.until("closed")
            with pytest.raises(TransportError) as raised:
                await held.socket.send(HELLO)
            assert raised.value.failure.id == "websocket.not-open"
            return held.log.total("sent"), held.socket.state

    sent, state = run(work())
    assert sent == 0
    assert state.failure.id in {"websocket.reset", "websocket.dropped"}


def test_messages_that_the_network_does_not_take_raise_once_the_connection_breaks(tmp_path):
    """The peer reads nothing: what fills the buffers is under way, and is told to be lost when the end comes."""
    hold = asyncio.Event()

    async def script(reader, writer):
        writer.write(switching(await reader.readuntil(b"\r\n\r\n")))
        await hold.wait()
        reset_connection(writer)

    async def work():
        async with Loopback(script) as server, lasting(server, tmp_path, Habits(ping_interval=None)) as held:
            await held.until("open")
            large = Outgoing("binary", bytes(8 * 1024 * 1024))
            sending = [asyncio.ensure_future(held.socket.send(large)) for _ in range(4)]
            await settle()
            hold.set()
            outcomes = await asyncio.gather(*sending, return_exceptions=True)
            refused = [outcome for outcome in outcomes if isinstance(outcome, TransportError)]
            assert len(refused) + held.log.total("sent") == 4
            return len(refused)

    assert run(work()) >= 3


@pytest.mark.parametrize("phase", ["connecting", "open", "waiting", "closing"])
def test_a_cancel_ends_it_within_a_second_whatever_the_server_does(tmp_path, phase):
    """The server takes the handshake and then never answers anything, not even a close frame."""

    async def script(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if phase == "waiting" and server_says["refuse"]:
            writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
            return
        if phase != "connecting":
            writer.write(switching(head))
        if phase == "waiting":
            server_says["refuse"] = True
            return
        await reader.read(-1)

    server_says = {"refuse": False}

    async def work():
        async with Loopback(script) as server, lasting(server, tmp_path) as held:
            if phase == "closing":
                await held.until("open")
                asyncio.ensure_future(held.socket.close()).add_done_callback(lambda done: done.exception())
            await held.until(phase)
            begun = time.monotonic()
            held.running.cancel()
            await asyncio.wait([held.running])
            return time.monotonic() - begun

    assert run(work()) < 1


@pytest.mark.parametrize("phase", ["connecting", "open", "waiting"])
def test_a_close_ends_it_within_a_second(tmp_path, phase):
    async def script(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if phase == "connecting":
            await reader.read(-1)
        writer.write(switching(head))
        if phase == "open":
            await answer_frames(reader, writer)

    async def work():
        async with Loopback(script) as server, lasting(server, tmp_path) as held:
            await held.until(phase)
            begun = time.monotonic()
            await held.socket.close()
            await held.running
            return time.monotonic() - begun, held.socket.state

    seconds, state = run(work())
    assert seconds < 1
    assert (state.phase, state.failure) == ("closed", None)

"""Live connections of the application, as a test holds them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from countersign.model.channel import ChannelDraft, JoinState, Step
from countersign.model.frame_log import FrameLog
from countersign.model.request import RequestDraft, RequestSettings
from countersign.model.socket import SocketState

DIRECT = RequestSettings(proxy="none", connect_timeout=5, read_timeout=5, total_timeout=10)


class HeardLog(FrameLog):
    """Be a log that tells when it grows."""

    def __init__(self) -> None:
        super().__init__()
        self.grown = asyncio.Event()

    def append(self, *arguments: Any, **words: Any) -> int:
        number = super().append(*arguments, **words)
        self.grown.set()
        return number


class Held:
    """Run a live connection and keep every state; wait for what it becomes and for what it hears."""

    def __init__(self, live: Any, log: HeardLog) -> None:
        self.live = live
        self.log = log
        self.states: list[Any] = []
        self.running = asyncio.ensure_future(live.run(self._report))
        self.running.add_done_callback(lambda _done: log.grown.set())

    @property
    def state(self) -> Any:
        return self.states[-1]

    @property
    def socket(self) -> SocketState:
        return self.state.socket if isinstance(self.state, JoinState) else self.state

    @property
    def frames(self) -> list[tuple[str, str, bytes]]:
        """Return direction, kind and payload of all that is logged but events."""
        frames = map(self.log.frame, range(self.log.count))
        return [(frame.direction, frame.kind, frame.data) for frame in frames if frame.kind != "event"]

    @property
    def events(self) -> list[str]:
        frames = map(self.log.frame, range(self.log.count))
        return [frame.note for frame in frames if frame.kind == "event"]

    def heard(self, direction: str = "received") -> list[dict]:
        """Return the messages of one direction, read as JSON."""
        return [json.loads(data) for way, kind, data in self.frames if way == direction and kind == "text"]

    async def until(self, wanted: Callable[[], bool], limit: float = 10) -> None:
        """Wait until something is so; fail where the connection ends before."""
        async with asyncio.timeout(limit):
            while not (self.states and wanted()):
                if self.running.done():
                    self.running.result()
                    raise AssertionError(f"it ended before: {self.socket.failure}")
                self.log.grown.clear()
                await self.log.grown.wait()

    async def phase(self, phase: str, *, attempt: int = 0) -> SocketState:
        await self.until(lambda: self.socket.phase == phase and self.socket.attempt >= attempt)
        return self.socket

    async def ended(self, limit: float = 10) -> Any:
        async with asyncio.timeout(limit):
            await self.running
        return self.state

    def _report(self, state: Any) -> None:
        self.states.append(state)
        self.log.grown.set()


@asynccontextmanager
async def held(live: Any, log: HeardLog) -> AsyncIterator[Held]:
    """Hold a live connection; end it with the block."""
    mine = Held(live, log)
    try:
        yield mine
    finally:
        mine.running.cancel()
        await asyncio.gather(mine.running, return_exceptions=True)


def socket_of(application, draft, context):
    log = HeardLog()
    return held(application.live_socket(replace(draft, settings=DIRECT), context, log), log)


def channel_of(application, draft, role, context):
    log = HeardLog()
    return held(application.live_channel(draft, role, context, log), log)


def channel_draft(address, **changes) -> ChannelDraft:
    """Return the playground's first channel."""
    draft = ChannelDraft(channel=address.channel_arn, control_plane=address.kvs_control_plane, settings=DIRECT)
    return replace(draft, **changes)


def step(state: JoinState, name: str) -> Step:
    return next(step for step in state.steps if step.name == name)


async def deed(application, context, address, name: str, query: str = "") -> None:
    """Make something happen to the connections of the playground's first channel."""
    url = f"{address.https}/kvs-playground/{address.channel_name}/{name}?{query}"
    draft = RequestDraft(method="POST", url=url, settings=DIRECT)
    exchange = await application.send(draft, context, lambda _progress: None)
    assert exchange.response.status == 200, exchange.response.body.read()

"""Real servers on loopback that send exact bytes, and one exchange with them that must leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import os
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from countersign.http_engine.engine import HttpEngine
from countersign.model.body import WireBody
from countersign.model.exchange import Outcome, Progress, WireRequest
from countersign.model.request import RequestSettings
from countersign.model.url import WireUrl

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
DIRECT = RequestSettings(proxy="none", connect_timeout=5, read_timeout=5, total_timeout=10)


@dataclass
class Loopback:
    """Run a script for each connection; remember what came."""

    script: Script
    tls: ssl.SSLContext | None = None
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> Loopback:
        self._tasks: set[asyncio.Task] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._tasks.add(asyncio.current_task())
        try:
            await self.script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def url(self, path: str = "/", host: str = "localhost") -> WireUrl:
        return WireUrl.parse(f"http{'s' if self.tls else ''}://{host}:{self.port}{path}")


def answering(*chunks: bytes, reset: bool = False, keep_open: bool = False) -> Script:
    """Read one request head, send these bytes, and close, reset or keep the connection."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
        if keep_open:
            await reader.read()
        if reset:
            # What was sent has to arrive before the reset overtakes it.
            await asyncio.sleep(0.05)
            reset_connection(writer)

    return script


def reset_connection(writer: asyncio.StreamWriter) -> None:
    import socket
    import struct

    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def ok(body: bytes, *headers: bytes) -> bytes:
    """Write a whole response with its length."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", b""]
    return b"\r\n".join(lines) + body


def request(url: WireUrl, method: str = "GET", headers=(), body: WireBody | None = None) -> WireRequest:
    return WireRequest(method, url, (("Host", url.authority), *headers), body or WireBody())


async def send_once(
    wire: WireRequest,
    spool: Path,
    settings: RequestSettings = DIRECT,
    ca: tuple[str, ...] = (),
    observe: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Send with an engine of its own; fail if it leaves a task, a file descriptor or a file behind."""
    engine = HttpEngine(spool, ca)
    await engine.prepare()
    tasks, descriptors = asyncio.all_tasks(), open_descriptors()
    try:
        outcome = await engine.send(wire, settings, observe)
    finally:
        if asyncio.current_task().cancelling() == 0:
            await settle()
    mine = {task for task in asyncio.all_tasks() - tasks if "/tests/" not in repr(task)}
    assert not mine, mine
    await engine.aclose()
    await settle()
    if outcome.response is None:
        assert open_descriptors() <= descriptors + 1, "a socket is left open"  # the server's side may still close
    return outcome


def exchange(
    script: Script,
    spool: Path,
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "localhost",
    path: str = "/",
    scheme: str = "",
    wire: Callable[[WireUrl], WireRequest] = request,
    **options,
) -> Outcome:
    """Start a server, send one request to it, stop both."""

    async def run() -> Outcome:
        async with Loopback(script, tls) as server:
            url = server.url(path, host)
            if scheme:
                url = WireUrl.parse(f"{scheme}://{host}:{server.port}{path}")
            return await send_once(wire(url), spool, **options)

    before = open_descriptors()
    outcome = asyncio.run(run())
    gc.collect()
    assert open_descriptors() <= before, "a file descriptor is left open"
    return outcome


async def settle() -> None:
    """Let the loop finish what is ready to run."""
    for _ in range(5):
        await asyncio.sleep(0)


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count is all that is asked


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []

"""A WebSocket server made of raw bytes, so that it can break every rule; a client that must leave nothing behind."""

from __future__ import annotations

import asyncio
import base64
import gc
import hashlib
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from countersign.http_engine.engine import HttpEngine
from countersign.model.body import WireBody
from countersign.model.exchange import WireRequest
from countersign.model.frame_log import FrameLog
from countersign.model.request import RequestSettings
from countersign.model.url import WireUrl
from countersign.websocket_engine.engine import Opening, SocketOptions, WebSocketEngine
from tests.http_engine.loopback import DIRECT, Loopback, open_descriptors, settle

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PLAIN = SocketOptions(compression=False)


def accept_for(head: bytes) -> bytes:
    """Return the value that proves that the handshake was read (RFC 6455, section 4.2.2)."""
    lines = (line.partition(b": ") for line in head.split(b"\r\n"))
    key = next(value for name, _, value in lines if name.lower() == b"sec-websocket-key")
    return base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())


def switching(head: bytes, *headers: bytes) -> bytes:
    """Write a good answer to a handshake."""
    lines = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade"]
    lines += [b"Sec-WebSocket-Accept: " + accept_for(head), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, bits: int = 0, masked: bool = False) -> bytes:
    """Write a frame as a server does, or not; `bits` are the reserved ones (4, 2, 1)."""
    first, mask = (0x80 if fin else 0) | bits << 4 | opcode, 0x80 if masked else 0
    if len(payload) < 126:
        head = struct.pack("!BB", first, mask | len(payload))
    elif len(payload) < 65536:
        head = struct.pack("!BBH", first, mask | 126, len(payload))
    else:
        head = struct.pack("!BBQ", first, mask | 127, len(payload))
    return head + (bytes(4) if masked else b"") + payload


def closing(code: int, reason: str = "") -> bytes:
    return frame(CLOSE, struct.pack("!H", code) + reason.encode())


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return opcode and payload of a frame from a client, which must be masked."""
    first, second = await reader.readexactly(2)
    assert second & 0x80
    size = second & 0x7F
    if size > 125:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
    mask = await reader.readexactly(4)
    data = await reader.readexactly(size)
    return first & 0x0F, bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))


def talking(then: Script, *headers: bytes) -> Script:
    """Agree to the handshake, then go on with `then`."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(switching(await reader.readuntil(b"\r\n\r\n"), *headers))
        await then(reader, writer)

    return script


def sending(*pieces: bytes, hang_up: bool = False) -> Script:
    """Agree and send these bytes; end it at once, or after the client's close frame."""

    async def then(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        while not hang_up and (await read_frame(reader))[0] != CLOSE:
            pass

    return talking(then)


def ws_url(server: Loopback, path: str = "/", host: str = "localhost") -> WireUrl:
    return WireUrl.parse(f"ws{'s' if server.tls else ''}://{host}:{server.port}{path}")


def handshake(url: WireUrl, *headers: tuple[str, str]) -> WireRequest:
    return WireRequest("GET", url, (("Host", url.authority), *headers), WireBody())


class HeardLog(FrameLog):
    """Be a log that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._grown = asyncio.Event()

    def append(self, *args: Any, **words: Any) -> int:
        number = super().append(*args, **words)
        self._grown.set()
        return number

    async def until(self, count: int) -> None:
        """Wait until there are so many rows."""
        async with asyncio.timeout(5):
            while self.count < count:
                self._grown.clear()
                await self._grown.wait()


class Session:
    """Hold an engine and what it opened."""

    def __init__(self, engine: WebSocketEngine) -> None:
        self.engine = engine
        self.log = HeardLog()
        self.opening: Opening

    @property
    def socket(self):
        assert self.opening.socket is not None, self.opening.outcome
        return self.opening.socket

    def rows(self, *directions: str) -> list[tuple[str, str, bytes]]:
        frames = map(self.log.frame, range(self.log.count))
        return [(f.direction, f.kind, f.data) for f in frames if not directions or f.direction in directions]

    def notes(self) -> list[str]:
        return [self.log.frame(number).note for number in range(self.log.count)]

    async def ended(self):
        async with asyncio.timeout(10):
            return await self.socket.wait_closed()


@asynccontextmanager
async def connected(
    script: Script,
    spool: Path,
    options: SocketOptions = PLAIN,
    settings: RequestSettings = DIRECT,
    *,
    tls: ssl.SSLContext | None = None,
    ca: tuple[str, ...] = (),
    path: str = "/",
    headers: tuple[tuple[str, str], ...] = (),
) -> AsyncIterator[Session]:
    """Open a socket to a server that runs the script; drop it at the end and fail if anything of it is left."""
    http = HttpEngine(spool, ca)
    await http.prepare()
    before = asyncio.all_tasks()
    async with Loopback(script, tls) as server:
        session = Session(WebSocketEngine(http))
        request = handshake(ws_url(server, path), *headers)
        session.opening = await session.engine.open(request, settings, options, session.log)
        try:
            yield session
        finally:
            if session.opening.socket is not None:
                await session.opening.socket.abort()
            await settle()
            mine = {task for task in asyncio.all_tasks() - before if "/tests/" not in repr(task)}
            assert not mine, mine
    await http.aclose()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end; fail if a file descriptor is left open."""
    before = open_descriptors()
    result = asyncio.run(work)
    gc.collect()
    assert open_descriptors() <= before, "a file descriptor is left open"
    return result


def refused(script: Script, spool: Path, **options: Any) -> Opening:
    """Return what came of a handshake that opens nothing."""

    async def work() -> Opening:
        async with connected(script, spool, **options) as session:
            assert session.opening.socket is None
            return session.opening

    return run(work())

"""A WebSocket server for benches that does nothing but send: `python -m countersign.playground.flood_server`.

It prints its port, sends each client as many frames as the path says ("/1000000/200": so many, of so many bytes) as
fast as they are taken, closes with 1000, and ends when its standard input does. The frames are made beforehand, so
that the server is never what limits.
"""

from __future__ import annotations

import asyncio
import struct
import sys

from websockets.http11 import Request
from websockets.server import ServerProtocol

_FRAMES_A_WRITE = 2000
_CLOSE = b"\x88\x02\x03\xe8"


def main() -> int:
    """Serve until standard input ends."""
    asyncio.run(_serve())
    return 0


async def _serve() -> None:
    server = await asyncio.start_server(_talk, "127.0.0.1", 0)
    async with server:
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        path = await _shake_hands(reader, writer)
        count, size = (int(part) for part in path.strip("/").split("/"))
        block = _frame(size) * _FRAMES_A_WRITE
        for _ in range(count // _FRAMES_A_WRITE):
            writer.write(block)
            await writer.drain()
        writer.write(_frame(size) * (count % _FRAMES_A_WRITE) + _CLOSE)
        await writer.drain()
        await reader.read(65536)  # the client's close frame
    except ConnectionError:
        pass
    finally:
        writer.close()


async def _shake_hands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    protocol = ServerProtocol()
    protocol.receive_data(await reader.readuntil(b"\r\n\r\n"))
    request = protocol.events_received()[0]
    assert isinstance(request, Request)
    protocol.send_response(protocol.accept(request))
    writer.write(b"".join(protocol.data_to_send()))
    return request.path


def _frame(size: int) -> bytes:
    payload = (b'{"number": 1, "text": "' + b"x" * size)[: size - 2] + b'"}' if size > 30 else b"x" * size
    if size < 126:
        return bytes([0x81, size]) + payload
    return b"\x81" + (struct.pack("!BH", 126, size) if size < 65536 else struct.pack("!BQ", 127, size)) + payload


if __name__ == "__main__":
    sys.exit(main())

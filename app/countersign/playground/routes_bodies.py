"""Bodies that put a client to the test: large, compressed, a bomb, cut short, slow."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import struct
import zlib
from collections.abc import AsyncGenerator, Callable

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.routing import Arguments, Handler, Route, bad_request, number

_MOST_BYTES = 10 * 1024**3
_MOST_JSON = 1024**3
_PIECE = 256 * 1024
_BOMB_SIZE = 1024**3
_BOMB_BLOCK = 1024**2
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\2\xff"  # RFC 1952, section 2.3
_SLOW_STEP = 0.2  # seconds
_NAMES = ("Ada Moreno", "Tomás Okafor", "Mei Lindqvist", "Ravi Castellano", "Zofia Haddad", "Jonah Nakamura")


def routes() -> tuple[Route, ...]:
    """Return the routes of such bodies."""
    return (
        Route("/bytes/{n}", "n bytes, streamed, at most 10 GB", _answer_bytes),
        Route("/json/{n}", "about n bytes of JSON, streamed, at most 1 GB", _answer_json),
        Route("/gzip", "JSON, gzip", _compressed("gzip", _gzip)),
        Route("/deflate", "JSON, deflate", _compressed("deflate", zlib.compress)),
        Route("/br", "JSON, Brotli", _compressed("br", _brotli)),
        Route("/zstd", "JSON, Zstandard", _compressed("zstd", _zstd)),
        Route("/bomb", "a gigabyte of zeros in a few kilobytes: gzip, gzip", _answer_bomb),
        Route("/truncated", "a body that ends before its length", _answer_truncated),
        Route("/slow/{seconds}", "one byte each 0.2 s", _answer_slow),
    )


async def _answer_bytes(_: ReceivedRequest, arguments: Arguments) -> Answer:
    size = number(arguments["n"], 0, _MOST_BYTES)
    if size is None:
        return bad_request("The size is a number of bytes.")
    headers = (("content-type", "application/octet-stream"), ("content-length", str(int(size))))
    return Answer(200, headers, _repeated(os.urandom(_PIECE), int(size)))


async def _repeated(piece: bytes, size: int) -> AsyncGenerator[bytes, None]:
    for start in range(0, size, len(piece)):
        yield piece[: size - start]


async def _answer_json(_: ReceivedRequest, arguments: Arguments) -> Answer:
    size = number(arguments["n"], 0, _MOST_JSON)
    if size is None:
        return bad_request("The size is a number of bytes.")
    return Answer(200, (("content-type", "application/json"),), _json_pieces(int(size)))


async def _json_pieces(size: int) -> AsyncGenerator[bytes, None]:
    piece, sent, index = bytearray(b"["), 0, 0
    while True:
        piece += json.dumps(_record(index), ensure_ascii=False).encode()
        index += 1
        if sent + len(piece) + 1 >= size:
            break
        piece += b",\n"
        if len(piece) >= _PIECE:
            sent += len(piece)
            yield bytes(piece)
            piece.clear()
    yield bytes(piece + b"]")


def _record(index: int) -> dict[str, object]:
    return {
        "id": f"o-{index:07d}",
        "name": _NAMES[index % len(_NAMES)],
        "total": round(index * 7.35 % 400, 2),
        "paid": index % 3 == 0,
        "tags": ["blue", "shoes"] if index % 2 else [],
        "note": None,
    }


def _compressed(coding: str, compress: Callable[[bytes], bytes]) -> Handler:
    async def answer(request: ReceivedRequest, arguments: Arguments) -> Answer:
        del arguments
        text = json.dumps({"coding": coding, "target": request.target, "orders": [_record(n) for n in range(50)]})
        return Answer(
            200, (("content-type", "application/json"), ("content-encoding", coding)), compress(text.encode())
        )

    return answer


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _brotli(data: bytes) -> bytes:
    import brotli

    compressed: bytes = brotli.compress(data)
    return compressed


def _zstd(data: bytes) -> bytes:
    import zstandard

    return zstandard.compress(data)


async def _answer_bomb(_: ReceivedRequest, arguments: Arguments) -> Answer:
    del arguments
    body = await asyncio.to_thread(_bomb)
    return Answer(200, (("content-type", "application/json"), ("content-encoding", "gzip, gzip")), body)


def _bomb() -> bytes:
    zeros = bytes(_BOMB_BLOCK)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush nothing refers back, so the same block can be repeated (RFC 1951).
    block = compressor.compress(zeros) + compressor.flush(zlib.Z_FULL_FLUSH)
    count, checksum = _BOMB_SIZE // _BOMB_BLOCK, 0
    for _ in range(count):
        checksum = zlib.crc32(zeros, checksum)
    trailer = compressor.flush() + struct.pack("<II", checksum, _BOMB_SIZE)
    return gzip.compress(_GZIP_HEADER + block * count + trailer, mtime=0)


async def _answer_truncated(_: ReceivedRequest, arguments: Arguments) -> Answer:
    del arguments
    whole = json.dumps([_record(n) for n in range(20)]).encode()
    headers = (("content-type", "application/json"), ("content-length", str(len(whole))))
    return Answer(200, headers, whole[: len(whole) // 2], cut_short=True)


async def _answer_slow(_: ReceivedRequest, arguments: Arguments) -> Answer:
    seconds = number(arguments["seconds"], 0, 3600)
    if seconds is None:
        return bad_request("The time is a number of seconds.")
    count = max(1, round(seconds / _SLOW_STEP))
    return Answer(200, (("content-type", "text/plain"), ("content-length", str(count))), _drip(count))


async def _drip(count: int) -> AsyncGenerator[bytes, None]:
    for index in range(count):
        await asyncio.sleep(_SLOW_STEP)
        yield b"." if (index + 1) % 50 else b"\n"

"""One class for each content coding: compressed bytes in, bounded pieces out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

PIECE = 256 * 1024

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: a sender must not use more
# The library has no output limit. A block takes four bytes at least and makes 128 KiB at most (RFC 8878, section
# 3.1.1.2), so this many bytes of input make about 1 MiB.
_ZSTD_SLICE = 32


class CorruptDataError(Exception):
    """The data are not what the coding says; the words are a library's."""


class CodingStep(Protocol):
    """Undo one coding. `ended` tells whether the end of the stream was seen, `left_over` how many bytes follow it."""

    ended: bool
    left_over: int

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces of at most `PIECE` bytes; raise `CorruptDataError`."""


class GzipStep:
    """Undo gzip, also of several members one after the other (RFC 1952, section 2.2)."""

    def __init__(self) -> None:
        self.ended = False
        self.left_over = 0
        self._member = zlib.decompressobj(wbits=31)
        self._after = b""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces of at most `PIECE` bytes; raise `CorruptDataError`."""
        while data:
            if self.ended:
                data = self._next_member(data)
                continue
            yield from _inflate(self._member, data)
            self.ended = self._member.eof
            data = self._member.unused_data

    def _next_member(self, data: bytes) -> bytes:
        head = self._after + data
        if self.left_over > len(self._after) or not _GZIP_MAGIC.startswith(head[:2]):
            self.left_over += len(data)
            return b""
        if len(head) < len(_GZIP_MAGIC):
            self._after = head
            self.left_over = len(head)
            return b""
        self._member = zlib.decompressobj(wbits=31)
        self._after, self.left_over, self.ended = b"", 0, False
        return head


class DeflateStep:
    """Undo deflate: with the zlib wrapper that the specification asks for, or raw."""

    def __init__(self) -> None:
        self.ended = False
        self.left_over = 0
        self._head = b""
        self._stream = zlib.decompressobj()
        self._certain = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces of at most `PIECE` bytes; raise `CorruptDataError`."""
        if self.ended:
            self.left_over += len(data)
            return
        if not self._certain:
            data = self._choose(data)
        if not data:
            return
        yield from _inflate(self._stream, data)
        self.ended = self._stream.eof
        self.left_over = len(self._stream.unused_data)

    def _choose(self, data: bytes) -> bytes:
        """Read the two bytes of a zlib header (RFC 1950, section 2.2) before anything is decoded."""
        self._head += data
        if len(self._head) < 2:
            return b""
        method, flags = self._head[0], self._head[1]
        if method & 0x0F != 8 or (method * 256 + flags) % 31:
            self._stream = zlib.decompressobj(wbits=-15)
        self._certain = True
        return self._head


class BrotliStep:
    """Undo br."""

    def __init__(self) -> None:
        import brotli

        self.ended = False
        self.left_over = 0
        self._stream = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces of at most `PIECE` bytes; raise `CorruptDataError`.

        The decoder refuses input after the end of its stream, so what follows in the same piece counts as corrupt.
        """
        if self.ended:
            self.left_over += len(data)
            return
        try:
            piece = self._stream.process(data, output_buffer_limit=PIECE)
            while piece or not self._stream.can_accept_more_data():
                yield from _cut(piece)
                piece = self._stream.process(b"", output_buffer_limit=PIECE)
        except self._error as error:
            raise CorruptDataError(str(error)) from None
        self.ended = self._stream.is_finished()


class ZstdStep:
    """Undo zstd, also of several frames one after the other (RFC 8878, section 3)."""

    def __init__(self) -> None:
        import zstandard

        self.ended = False
        self.left_over = 0
        self._after = b""
        self._error: type[Exception] = zstandard.ZstdError
        decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._new_frame = decompressor.decompressobj
        self._frame = self._new_frame()

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces of at most `PIECE` bytes; raise `CorruptDataError`."""
        for start in range(0, len(data), _ZSTD_SLICE):
            part = data[start : start + _ZSTD_SLICE]
            while part:
                if self.ended:
                    part = self._next_frame(part)
                    continue
                try:
                    piece = self._frame.decompress(part)
                except self._error as error:
                    raise CorruptDataError(str(error)) from None
                yield from _cut(piece)
                self.ended = self._frame.eof
                part = self._frame.unused_data if self.ended else b""

    def _next_frame(self, data: bytes) -> bytes:
        head = self._after + data
        if self.left_over > len(self._after) or not _starts_alike(head, _ZSTD_MAGIC):
            self.left_over += len(data)
            return b""
        if len(head) < len(_ZSTD_MAGIC):
            self._after = head
            self.left_over = len(head)
            return b""
        self._frame = self._new_frame()
        self._after, self.left_over, self.ended = b"", 0, False
        return head


STEPS: dict[str, Callable[[], CodingStep]] = {
    "gzip": GzipStep,
    "x-gzip": GzipStep,
    "deflate": DeflateStep,
    "br": BrotliStep,
    "zstd": ZstdStep,
}


def _inflate(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    try:
        piece = stream.decompress(data, PIECE)
        while piece:
            yield piece
            piece = b"" if stream.eof else stream.decompress(stream.unconsumed_tail, PIECE)
    except zlib.error as error:
        raise CorruptDataError(str(error)) from None


def _cut(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def _starts_alike(head: bytes, magic: bytes) -> bool:
    return magic.startswith(head[: len(magic)])

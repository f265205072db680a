"""Lines of standard input for an event loop, from a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator

_PIECE = 64 * 1024  # bytes


async def input_lines() -> AsyncIterator[str]:
    """Yield the lines as they come, without their ends, until the input ends.

    A byte that is not UTF-8 comes as a lone surrogate (PEP 383), which `console_input` refuses. They are read on a
    thread of its own that nobody waits for: a terminal may never say anything again.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in _whole_lines():
                loop.call_soon_threadsafe(lines.put_nowait, line.decode("utf-8", "surrogateescape").rstrip("\r"))
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except RuntimeError:
            return  # the loop has been closed

    threading.Thread(target=read, name="input", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line


def _whole_lines() -> Iterator[bytes]:
    """Yield lines until the input ends, or cannot be read any more, as where a terminal has gone.

    Python's own buffer is gone round: a thread that waits in it would abort the program at its end.
    """
    rest = bytearray()
    try:
        if sys.stdin is None:  # the program was started without one
            return
        with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as raw:
            while piece := raw.read(_PIECE):
                rest += piece
                if b"\n" in piece:
                    *lines, rest = rest.split(b"\n")
                    yield from map(bytes, lines)
    except (ValueError, OSError):
        pass  # what came so far still counts
    if rest:
        yield bytes(rest)

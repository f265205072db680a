"""Lines of standard input for an event loop, from a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator


async def input_lines() -> AsyncIterator[str]:
    """Yield the lines as they come, without their ends, until the input ends.

    They are read on a thread of its own that nobody waits for: a terminal may never say anything again.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\r\n"))
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except (RuntimeError, ValueError, OSError):
            return  # the loop or the input has been closed

    threading.Thread(target=read, name="input", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line

"""MiniStack as a child of the playground: started with it, gone with it, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import sys
from types import TracebackType

_START_TIMEOUT = 10.0  # seconds
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


class EmulatorUnavailable(Exception):  # noqa: N818 - nothing went wrong: the playground does without
    """Carry the sentence that says why there is no MiniStack."""


class EmulatorProcess:
    """Start and stop MiniStack; `async with EmulatorProcess() as port` does both."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> int:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> int:
        """Start it and return its port; raise `EmulatorUnavailable` where it is not installed or does not start."""
        if importlib.util.find_spec("ministack") is None:
            raise EmulatorUnavailable("MiniStack is not installed. Run pip install ministack and start again.")
        try:
            self._process = await _spawn()
            return await asyncio.wait_for(_port(self._process), _START_TIMEOUT)
        except (OSError, TimeoutError, ValueError):
            await self.stop()
            raise EmulatorUnavailable("MiniStack is installed, but did not start.") from None

    async def stop(self) -> None:
        """End it at once; it keeps nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _spawn() -> asyncio.subprocess.Process:
    # Nothing of this user's AWS settings may reach it.
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "countersign.playground.emulator",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment | {"HOME": os.devnull},
    )


async def _port(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    return int(await process.stdout.readline())

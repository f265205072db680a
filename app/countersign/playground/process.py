"""The playground as a child process: its GIL is its own, and it ends with the window."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import sys
from types import TracebackType

from countersign.model.errors import CountersignError, Failure
from countersign.model.redaction import Redactor
from countersign.playground.address import PlaygroundAddress

_START_TIMEOUT = 20.0  # seconds
_POLITE_END = 1.3  # seconds for the child to end by itself
_KEPT_COMPLAINT = 4000  # bytes
_NEEDED = ("awscrt", "hypercorn")


class PlaygroundError(CountersignError):
    """The playground could not be started."""


class PlaygroundProcess:
    """Start and stop a playground; `async with PlaygroundProcess(redactor) as address` does both."""

    def __init__(self, redactor: Redactor | None = None) -> None:
        self._redactor = redactor or Redactor()
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._complaint = bytearray()

    async def __aenter__(self) -> PlaygroundAddress:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def running(self) -> bool:
        """Tell whether the child runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> PlaygroundAddress:
        """Start the child and wait until it listens; raise `PlaygroundError` when it does not.

        The secrets of the new keys are registered with the redactor.
        """
        if self.running:
            raise PlaygroundError(Failure("playground.running", "The playground runs already."))
        _check_installed()
        self._complaint.clear()
        process = await self._spawn()
        self._process = process
        try:
            address = await asyncio.wait_for(self._read_address(process), _START_TIMEOUT)
        except TimeoutError:
            await self.stop()
            raise _not_started("It did not answer in time.", self._scrubbed_complaint()) from None
        except BaseException:
            await self.stop()
            raise
        self._redactor.register(address.secrets)
        return address

    async def stop(self) -> None:
        """End the child within two seconds: close its input, then terminate it, then kill it."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if not await _ended(process, _POLITE_END):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self._readers.clear()

    async def _spawn(self) -> asyncio.subprocess.Process:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "countersign.playground",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise _not_started(f"Python could not be run: {error.strerror}.", "") from error
        if process.stderr is not None:
            self._readers.append(asyncio.ensure_future(self._keep_complaint(process.stderr)))
        return process

    async def _read_address(self, process: asyncio.subprocess.Process) -> PlaygroundAddress:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            await process.wait()
            await asyncio.gather(*self._readers)
            raise self._died_early(process.returncode)
        try:
            return PlaygroundAddress.from_line(line.decode())
        except ValueError:
            raise _not_started("It said something else than where it listens.", "") from None

    def _died_early(self, status: int | None) -> PlaygroundError:
        complaint = self._scrubbed_complaint()
        if status == 3:
            sentence = complaint.strip() or "The playground cannot listen on loopback."
            action = "Close programs that hold many ports, or try again."
            return PlaygroundError(Failure("playground.port", sentence, action))
        return _not_started(f"It ended with status {status}.", complaint)

    async def _keep_complaint(self, stream: asyncio.StreamReader) -> None:
        while piece := await stream.read(4096):
            self._complaint += piece
            del self._complaint[:-_KEPT_COMPLAINT]

    def _scrubbed_complaint(self) -> str:
        return self._redactor.scrub(self._complaint.decode("utf-8", "replace"))


def _check_installed() -> None:
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        sentence = "The playground needs packages that are not installed."
        action = "Run pip install awscrt hypercorn and start again."
        raise PlaygroundError(Failure("playground.not-installed", sentence, action))


def _not_started(cause: str, detail: str) -> PlaygroundError:
    sentence = f"The playground did not start. {cause}"
    return PlaygroundError(Failure("playground.not-started", sentence, "Try again.", detail=detail))


async def _ended(process: asyncio.subprocess.Process, seconds: float) -> bool:
    try:
        await asyncio.wait_for(process.wait(), seconds)
    except TimeoutError:
        return False
    return True

"""Countersign's live consoles as real processes: lines in, lines out, signals, exit status."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import IO, Any

PATIENCE = 20.0


def _listen_to_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl+C; the tests may be started so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Console:
    """Run one command; `out` and `err` hold every line that came so far."""

    def __init__(self, *arguments: str, environment: dict[str, str], stdin: int | IO[Any] = subprocess.PIPE) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "countersign", *arguments],
            env={**os.environ, **environment},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_listen_to_ctrl_c,  # noqa: PLW1509 - it only sets a signal
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._news: queue.Queue[None] = queue.Queue()
        streams = ((self._process.stdout, self.out), (self._process.stderr, self.err))
        self._readers = [threading.Thread(target=self._read, args=pair) for pair in streams]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def say(self, *lines: str) -> None:
        """Type lines."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    def end_input(self) -> None:
        """Close standard input."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def signal(self, number: int) -> None:
        """Send a signal, as Ctrl+C does."""
        self._process.send_signal(number)

    def hear(self, *words: str) -> str:
        """Wait for a line of the output that holds all words, and return it."""
        return self._wait(self.out, words)

    def complaint(self, *words: str) -> str:
        """Wait for such a line of the error output."""
        return self._wait(self.err, words)

    def end(self) -> int:
        """Wait for the end and return the exit status; all output has been read by then."""
        status = self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return status

    def _wait(self, lines: list[str], words: tuple[str, ...]) -> str:
        end = time.monotonic() + PATIENCE
        while True:
            found = next((line for line in lines if all(word in line for word in words)), None)
            if found is not None:
                return found
            try:
                self._news.get(timeout=end - time.monotonic())
            except (queue.Empty, ValueError):
                raise AssertionError(f"no line held {words}: {self.out} {self.err}") from None

    def _read(self, stream: IO[bytes], lines: list[str]) -> None:
        for line in stream:
            lines.append(line.decode("utf-8", "surrogateescape").rstrip("\n"))
            self._news.put(None)

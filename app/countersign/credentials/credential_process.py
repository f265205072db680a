"""A profile's `credential_process`, run within limits and ended with everything that it started.

Source: "Sourcing credentials with an external process", AWS CLI User Guide.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countersign.credentials.deadline_worker import DeadlineWorker
from countersign.credentials.issued_credentials import STS, IssuedCredentials
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure

DEADLINE = 10.0  # seconds
LARGEST_OUTPUT = 64 * 1024  # bytes

_RUN_IT = "Run the command of credential_process in a terminal to see why."


class CredentialProcess:
    """Run programs that print credentials. Their output is never shown or logged; what they say on stderr is lost."""

    def __init__(self, issued: IssuedCredentials, environment: Mapping[str, str], deadline: float = DEADLINE) -> None:
        self._issued = issued
        self._environment = environment
        self._deadline = deadline

    async def credentials(self, profile: str, command: str) -> Credentials:
        """Return what the command prints; raise `CredentialsError` when it hangs, fails or prints something else."""
        words = _words(profile, command)
        outcome = await self._run(profile, words)
        if outcome.too_large:
            raise _failed(profile, "size", f"printed more than {LARGEST_OUTPUT // 1024} KB.")
        if outcome.status:
            raise _failed(profile, "exit", f"ended with the status {outcome.status}.")
        return self._issued.read(_document(profile, outcome.output), STS, f"The credential_process of “{profile}”")

    async def _run(self, profile: str, words: list[str]) -> _Outcome:
        worker = DeadlineWorker("credential process", self._deadline)
        child = _Child(words, dict(self._environment))
        try:
            return await worker.run(lambda _abandoned: child.run())
        except TimeoutError:
            failure = _failed(profile, "hang", f"did not end within {self._deadline:g} s and was stopped.")
        except OSError as error:
            failure = _failed(profile, "start", "cannot be started.", error.strerror or "")
        finally:
            child.stop()
            worker.close()
        raise failure


@dataclass(frozen=True, slots=True)
class _Outcome:
    status: int
    output: bytes
    too_large: bool


class _Child:
    """One run, in a process group of its own, which another thread may end at any time."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self._words = words
        self._environment = environment
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self) -> _Outcome:
        """Return how it ended; blocks."""
        with self._lock:
            if self._stopped:
                return _Outcome(0, b"", too_large=False)
            self._process = process = self._started()
        with process:
            output = process.stdout.read(LARGEST_OUTPUT + 1) if process.stdout else b""
            too_large = len(output) > LARGEST_OUTPUT
            if too_large:
                _kill_group(process)
        return _Outcome(process.returncode, output, too_large)

    def stop(self) -> None:
        """End it and its children; does nothing where it has ended by itself."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                _kill_group(self._process)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the person's own profile names the command; no shell reads it
            self._words,
            env=self._environment or None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        # The absolute path, so that no program of this name in the working folder runs instead.
        taskkill = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")  # noqa: PTH118
        subprocess.run([taskkill, "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _words(profile: str, command: str) -> list[str]:
    try:
        words = _split(command)
    except ValueError:
        words = None
    if words is None:
        raise _failed(profile, "command", "has a quotation mark without its partner.")
    if not words:
        raise _failed(profile, "command", "is empty.")
    return words


def _split(command: str) -> list[str]:
    if sys.platform != "win32":
        return shlex.split(command)
    from botocore.compat import compat_shell_split

    return list(compat_shell_split(command))


def _document(profile: str, output: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(output.decode())
    except (ValueError, RecursionError):
        document = None
    # Outside the handler: a chained JSON error would carry the whole output, and so the keys.
    if not isinstance(document, dict):
        raise _failed(profile, "json", "printed something else than a JSON object.")
    if document.get("Version") != 1:
        raise _failed(profile, "version", "printed credentials of another Version than 1.")
    return document


def _failed(profile: str, what: str, sentence: str, detail: str = "") -> CredentialsError:
    return CredentialsError(
        Failure(
            f"credentials.process-{what}",
            f"The credential_process of the profile “{profile}” {sentence}",
            _RUN_IT,
            field="Identity",
            detail=detail,
        )
    )

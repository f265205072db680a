"""The system keyring as a vault: off the event loop, within a deadline, read back after every write."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from countersign.credentials.deadline_worker import DeadlineWorker
from countersign.credentials.keyring_backends import PasswordBackend, choose_backend, name_of
from countersign.credentials.keyring_failures import failure_of, timeout_failure
from countersign.credentials.split_entries import SplitEntries
from countersign.credentials.vault import BackendState, MemoryVault, OpenedVault
from countersign.model.errors import Failure, KeyringError
from countersign.model.redaction import Redactor

SERVICE = "countersign"
DEADLINE = 10.0  # seconds

T = TypeVar("T")

# A keyring that is locked or slow is there all the same: its secrets come back with it.
_PASSING = {"keyring.locked", "keyring.not-opened", "keyring.timeout"}


class KeyringVault:
    """Keep secrets in the system keyring under the service "countersign". It belongs to one event loop.

    `choose` runs on the vault's thread. Every failure is a `KeyringError` without a chain: a traceback of the
    keyring's libraries would hold the secret in its frames.
    """

    def __init__(
        self,
        redactor: Redactor,
        *,
        choose: Callable[[], PasswordBackend] = choose_backend,
        deadline: float = DEADLINE,
    ) -> None:
        self._redactor = redactor
        self._choose = choose
        self._deadline = deadline
        self._worker = DeadlineWorker("keyring", deadline)
        self._backend: PasswordBackend | None = None

    async def get(self, name: str) -> str | None:
        """Return the value, None where there is none."""
        return await self._perform(lambda entries: entries.read(name))

    async def set(self, name: str, value: str) -> None:
        """Store the value; the old one stays readable until the new one is complete."""
        await self._perform(lambda entries: entries.write(name, value))

    async def delete(self, name: str) -> None:
        """Remove the value; a missing one is no error."""
        await self._perform(lambda entries: entries.remove(name))

    async def probe(self) -> BackendState:
        """Find out whether the keyring can be read; it may ask the person to unlock it."""
        try:
            await self._perform(lambda entries: entries.read("probe"))
        except KeyringError as error:
            return BackendState(usable=False, name="", reason=error.failure)
        return BackendState(usable=True, name="" if self._backend is None else name_of(self._backend))

    async def is_persistent(self) -> bool:
        """Tell that values are there after a restart."""
        return True

    async def close(self) -> None:
        """End the thread."""
        self._worker.close()

    async def _perform(self, work: Callable[[SplitEntries], T]) -> T:
        outcome: _Done[T] | Failure
        try:
            outcome = await self._worker.run(partial(self._attempt, work))
        except TimeoutError:
            self._backend = None
            outcome = timeout_failure(self._deadline)
        if isinstance(outcome, Failure):
            raise KeyringError(outcome)
        return outcome.value

    def _attempt(self, work: Callable[[SplitEntries], T], abandoned: threading.Event) -> _Done[T] | Failure:
        backend = self._backend
        try:
            if backend is None:
                backend = self._choose()
            value = work(SplitEntries(_WhileWanted(backend, abandoned), SERVICE))
        except KeyringError as error:
            return error.failure
        except Exception as error:  # noqa: BLE001 - a backend is a plug-in: whatever it raises is the keyring's failure
            # A call that nobody waits for any more must not drop the backend that came after its own.
            if not abandoned.is_set():
                self._backend = None
            detail = self._redactor.scrub(f"{type(error).__name__}: {error}")
            return replace(failure_of(error), detail=detail)
        if not abandoned.is_set():
            self._backend = backend
        return _Done(value)


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    value: T


class _NobodyWaitsError(Exception):
    """The deadline has passed: a late write must not undo what was stored since."""


class _WhileWanted:
    """Pass calls on to a backend until nobody waits for them any more."""

    def __init__(self, backend: PasswordBackend, abandoned: threading.Event) -> None:
        self._backend = backend
        self._abandoned = abandoned

    def get_password(self, service: str, username: str) -> str | None:
        self._require_wanted()
        return self._backend.get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._require_wanted()
        self._backend.set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._require_wanted()
        self._backend.delete_password(service, username)

    def _require_wanted(self) -> None:
        if self._abandoned.is_set():
            raise _NobodyWaitsError


async def open_vault(
    redactor: Redactor,
    *,
    choose: Callable[[], PasswordBackend] = choose_backend,
    deadline: float = DEADLINE,
) -> OpenedVault:
    """Open the system keyring, or where there is none to trust, a vault in memory, with the reason as `notice`.

    A keyring that is only locked or slow stays the vault; `notice` says so.
    """
    vault = KeyringVault(redactor, choose=choose, deadline=deadline)
    state = await vault.probe()
    if state.reason is None or state.reason.id in _PASSING:
        return OpenedVault(vault, persistent=True, notice=state.reason)
    await vault.close()
    return OpenedVault(MemoryVault(), persistent=False, notice=state.reason)

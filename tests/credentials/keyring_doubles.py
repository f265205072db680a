"""Backends of the keyring library that misbehave in known ways; real subclasses, never found by detection."""

# ruff: noqa: ARG002 - the signatures are the library's

from __future__ import annotations

import os
import signal
import threading

from keyring.backend import KeyringBackend
from keyring.backends.SecretService import Keyring as SecretServiceKeyring
from keyring.errors import PasswordDeleteError


class DictBackend(KeyringBackend):
    """Keep entries in a dict and log the calls."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, str] = {}
        self.calls: list[tuple[str, str]] = []

    def get_password(self, service, username):
        self.calls.append(("get", username))
        return self.entries.get(username)

    def set_password(self, service, username, password):
        self.calls.append(("set", username))
        self.entries[username] = password

    def delete_password(self, service, username):
        self.calls.append(("delete", username))
        if username not in self.entries:
            raise PasswordDeleteError(username)
        del self.entries[username]


class InterruptedBackend(DictBackend):
    """Fail for good after so many changes."""

    def __init__(self, entries: dict[str, str], changes: int) -> None:
        super().__init__()
        self.entries = entries
        self.changes_left = changes

    def set_password(self, service, username, password):
        self._count()
        super().set_password(service, username, password)

    def delete_password(self, service, username):
        self._count()
        super().delete_password(service, username)

    def _count(self) -> None:
        if self.changes_left == 0:
            raise ConnectionResetError
        self.changes_left -= 1


class HangingBackend(DictBackend):
    """Hang in every read until released."""

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()
        self.entered = threading.Event()

    def get_password(self, service, username):
        self.entered.set()
        self.release.wait()
        return super().get_password(service, username)


class AlteringBackend(DictBackend):
    """Store something else than what it was given."""

    def set_password(self, service, username, password):
        super().set_password(service, username, password[:5])


class UndeletingBackend(DictBackend):
    """Say yes to a deletion and keep the entry."""

    def delete_password(self, service, username):
        self.calls.append(("delete", username))


class RaisingBackend(DictBackend):
    """Raise on every write."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def set_password(self, service, username, password):
        raise self.error


class PlaintextKeyring(DictBackend):
    """Carry the name of the backend of keyrings.alt that writes a readable file."""


class KilledSecretService(SecretServiceKeyring):
    """Kill the process, as kill -9 does, instead of making the nth change."""

    priority = -2

    def __init__(self, changes: int) -> None:
        super().__init__()
        self.changes_left = changes

    def set_password(self, service, username, password):
        self._count()
        super().set_password(service, username, password)

    def delete_password(self, service, username):
        self._count()
        super().delete_password(service, username)

    def _count(self) -> None:
        if self.changes_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.changes_left -= 1

"""A place for secrets by name, and the one that forgets them when the program ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from countersign.model.errors import Failure


class SecretVault(Protocol):
    """Keep texts under names. Every method may raise `KeyringError`."""

    async def get(self, name: str) -> str | None:
        """Return the value, None where there is none."""

    async def set(self, name: str, value: str) -> None:
        """Store the value; the old one stays readable until the new one is complete."""

    async def delete(self, name: str) -> None:
        """Remove the value; a missing one is no error."""

    async def is_persistent(self) -> bool:
        """Tell whether values are there after a restart."""

    async def close(self) -> None:
        """Let go of threads and connections."""


@dataclass(frozen=True, slots=True)
class BackendState:
    """Tell whether the system keyring can be used; `name` is the backend's own, `reason` says why not."""

    usable: bool
    name: str
    reason: Failure | None = None


@dataclass(frozen=True, slots=True)
class OpenedVault:
    """Hold the vault that was chosen; `notice` is what the window must say about it."""

    vault: SecretVault
    persistent: bool
    notice: Failure | None = None


class MemoryVault:
    """Keep secrets in memory only, where no system keyring can be trusted with them."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    async def get(self, name: str) -> str | None:
        """Return the value, None where there is none."""
        return self._values.get(name)

    async def set(self, name: str, value: str) -> None:
        """Store the value until the program ends."""
        self._values[name] = value

    async def delete(self, name: str) -> None:
        """Forget the value; a missing one is no error."""
        self._values.pop(name, None)

    async def is_persistent(self) -> bool:
        """Tell that values are gone after a restart."""
        return False

    async def close(self) -> None:
        """Forget everything."""
        self._values.clear()

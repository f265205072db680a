"""The values of secret variables in the vault, each bound to one workspace's folder and one environment.

A collection that somebody sends may use the names of another one. It lies in another folder, so it gets no value.
"""

from __future__ import annotations

import hashlib
import json

from countersign.credentials.vault import SecretVault
from countersign.model.redaction import Redactor


class VariableSecrets:
    """Keep values by workspace folder, environment and variable. Every method may raise `KeyringError`.

    Values are kept as long as the vault keeps them: without a keyring, until the program ends.
    """

    def __init__(self, vault: SecretVault, redactor: Redactor) -> None:
        self._vault = vault
        self._redactor = redactor

    async def get(self, workspace: str, environment: str, name: str) -> str:
        """Return a value, "" where there is none."""
        value = await self._vault.get(_entry(workspace, environment, name)) or ""
        self._redactor.register([value])
        return value

    async def set(self, workspace: str, environment: str, name: str, value: str) -> None:
        """Store a value; an empty one is none."""
        if not value:
            await self.delete(workspace, environment, name)
            return
        self._redactor.register([value])
        await self._vault.set(_entry(workspace, environment, name), value)

    async def delete(self, workspace: str, environment: str, name: str) -> None:
        """Remove a value; a missing one is no error."""
        await self._vault.delete(_entry(workspace, environment, name))


def _entry(workspace: str, environment: str, name: str) -> str:
    """Return an entry's name: short enough for every keyring, and the same only for the same three texts."""
    place = json.dumps([workspace, environment, name], ensure_ascii=True).encode()
    return f"variable/{hashlib.sha256(place).hexdigest()}"

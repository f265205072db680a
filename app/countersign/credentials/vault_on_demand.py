"""A vault that opens in the background, so that nothing but the secrets waits for a slow keyring."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from countersign.credentials.vault import OpenedVault, SecretVault


class VaultOnDemand:
    """Open a vault at the first use, once; every use waits for it. Belongs to one event loop."""

    def __init__(self, open_vault: Callable[[], Awaitable[OpenedVault]]) -> None:
        self._open_vault = open_vault
        self._opening: asyncio.Task[OpenedVault] | None = None

    async def opened(self) -> OpenedVault:
        """Return the vault, opened."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open())
        return await asyncio.shield(self._opening)

    async def get(self, name: str) -> str | None:
        """Return the value, None where there is none."""
        return await (await self._vault()).get(name)

    async def set(self, name: str, value: str) -> None:
        """Store the value; the old one stays readable until the new one is complete."""
        await (await self._vault()).set(name, value)

    async def delete(self, name: str) -> None:
        """Remove the value; a missing one is no error."""
        await (await self._vault()).delete(name)

    async def is_persistent(self) -> bool:
        """Tell whether values are there after a restart."""
        return (await self.opened()).persistent

    async def close(self) -> None:
        """Let go of the vault, or of the attempt to open it."""
        if self._opening is None:
            return
        if self._opening.done() and not self._opening.cancelled():
            await self._opening.result().vault.close()
        self._opening.cancel()

    async def _open(self) -> OpenedVault:
        return await self._open_vault()

    async def _vault(self) -> SecretVault:
        return (await self.opened()).vault

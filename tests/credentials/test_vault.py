"""The vault in memory keeps what it is given, and only that long."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from countersign.credentials.vault import MemoryVault


def test_a_value_is_kept_replaced_and_deleted():
    async def scenario():
        vault = MemoryVault()
        before = await vault.get("name")
        await vault.set("name", "old")
        await vault.set("name", "new")
        kept = await vault.get("name")
        await vault.delete("name")
        await vault.delete("name")
        return before, kept, await vault.get("name")

    assert asyncio.run(scenario()) == (None, "new", None)


def test_a_closed_vault_has_forgotten_everything():
    async def scenario():
        vault = MemoryVault()
        await vault.set("name", "value")
        await vault.close()
        return await vault.get("name")

    assert asyncio.run(scenario()) is None


def test_importing_the_layer_imports_none_of_the_keyring_s_libraries():
    """The window starts without them; they come with the first use."""
    script = """
import sys
import countersign.credentials.draft_secret_keeper, countersign.credentials.identities
import countersign.credentials.keyring_vault, countersign.model.redaction
heavy = {"keyring", "secretstorage", "jeepney", "cryptography", "httpx", "botocore"} & set(sys.modules)
print(sorted(heavy))
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"

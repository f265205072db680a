"""Identities whose keys are kept: in the vault under their name, or registered for this run only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from countersign.credentials.identity_entries import (
    INDEX_ENTRY,
    described,
    entry_name,
    read_credentials,
    read_index,
    written_credentials,
    written_index,
)
from countersign.credentials.identity_rules import access_key_warning, cleaned, cleaned_name
from countersign.credentials.vault import SecretVault
from countersign.model.credentials import Credentials, Identity, IdentityKind
from countersign.model.errors import CredentialsError, Failure
from countersign.model.redaction import Redactor

MEMORY_NOTE = "Memory only: gone when Countersign closes"


class KeptIdentities:
    """List, resolve and keep identities. It belongs to one event loop.

    Identities in a vault that forgets say so in their note. Every secret that passes through becomes known to the
    redactor.
    """

    def __init__(self, vault: SecretVault, redactor: Redactor) -> None:
        self._vault = vault
        self._redactor = redactor
        self._registered: dict[str, tuple[Credentials, str]] = {}
        self._resolved: dict[str, Credentials] = {}
        self._lock = asyncio.Lock()

    def register_memory(self, name: str, credentials: Credentials, note: str = "") -> None:
        """Offer credentials of this run, such as the playground's; the same name again replaces them."""
        name = cleaned_name(name)
        self._learn(credentials)
        self._registered[name] = (credentials, note)

    async def list(self) -> tuple[Identity, ...]:
        """Return the registered ones, then the stored ones; raise `CredentialsError` where the vault fails."""
        return (*self.registered(), *_sorted(await self._read_index()))

    def registered(self) -> tuple[Identity, ...]:
        """Return what is there even when the keyring is not."""
        return tuple(described(name, keys, "memory", note) for name, (keys, note) in self._registered.items())

    async def resolve(self, name: str) -> Credentials:
        """Return credentials to sign with; raise `CredentialsError` on the field that names them."""
        if not name.strip():
            raise _none_chosen()
        name = name.strip()
        if name in self._registered:
            return self._registered[name][0]
        if name in self._resolved:
            return self._resolved[name]
        async with self._lock:
            return await self._read(name)

    async def save(self, name: str, credentials: Credentials) -> Failure | None:
        """Store credentials under a name, replacing what was there; return a warning about the access key ID."""
        name, credentials = cleaned_name(name), cleaned(credentials)
        self._require_unregistered(name)
        self._learn(credentials)
        async with self._lock:
            await self._store(name, credentials)
        return access_key_warning(credentials.access_key_id)

    async def delete(self, name: str) -> None:
        """Remove an identity, its secret first; a missing one is no error."""
        name = name.strip()
        if self._registered.pop(name, None) is not None:
            return
        async with self._lock:
            await self._remove(name)

    async def rename(self, old: str, new: str) -> None:
        """Give an identity another name, which must be free; an interruption leaves both, never none."""
        old, new = old.strip(), cleaned_name(new)
        if old == new:
            return
        self._require_unregistered(new)
        if old in self._registered:
            self._registered[new] = self._registered.pop(old)
            return
        async with self._lock:
            credentials = await self._read(old)
            if await self._vault.get(entry_name(new)) is not None:
                raise _name_taken(new)
            await self._store(new, credentials)
            await self._remove(old)

    async def _read(self, name: str) -> Credentials:
        if name not in self._resolved:
            text = await self._vault.get(entry_name(name))
            if text is None:
                raise _not_found(name)
            credentials = cleaned(read_credentials(name, text))
            self._learn(credentials)
            self._resolved[name] = credentials
        return self._resolved[name]

    async def _store(self, name: str, credentials: Credentials) -> None:
        self._resolved.pop(name, None)
        await self._vault.set(entry_name(name), written_credentials(credentials))
        rest = await self._others(name)
        await self._write_index((*rest, described(name, credentials, *await self._kind_and_note())))
        self._resolved[name] = credentials

    async def _remove(self, name: str) -> None:
        self._resolved.pop(name, None)
        await self._vault.delete(entry_name(name))
        await self._write_index(await self._others(name))

    async def _others(self, name: str) -> tuple[Identity, ...]:
        try:
            index = await self._read_index()
        except CredentialsError as error:
            if error.failure.id != "credentials.index-damaged":
                raise
            index = ()
        return tuple(identity for identity in index if identity.name != name)

    async def _read_index(self) -> tuple[Identity, ...]:
        return read_index(await self._vault.get(INDEX_ENTRY), *await self._kind_and_note())

    async def _kind_and_note(self) -> tuple[IdentityKind, str]:
        return ("keyring", "") if await self._vault.is_persistent() else ("memory", MEMORY_NOTE)

    async def _write_index(self, identities: Iterable[Identity]) -> None:
        await self._vault.set(INDEX_ENTRY, written_index(_sorted(identities)))

    def _require_unregistered(self, name: str) -> None:
        if name in self._registered:
            raise _name_taken(name)

    def _learn(self, credentials: Credentials) -> None:
        self._redactor.register((credentials.secret_access_key, credentials.session_token))


def _sorted(identities: Iterable[Identity]) -> list[Identity]:
    return sorted(identities, key=lambda identity: (identity.name.casefold(), identity.name))


def _none_chosen() -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.none-chosen",
            "No identity is chosen to sign with.",
            "Choose one under Identity, or add your keys there.",
            field="Identity",
        )
    )


def _not_found(name: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.not-found",
            f"There is no identity “{name}” in the keyring.",
            "Choose another one, or save keys under this name.",
            field="Identity",
        )
    )


def _name_taken(name: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.name-taken",
            f"There is an identity “{name}” already.",
            "Choose another name.",
            field="Identity",
        )
    )

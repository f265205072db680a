"""The secrets of unsaved drafts: in the vault, so that the session file holds none and a kill loses none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from countersign.credentials.draft_secrets import put_secrets, take_secrets
from countersign.credentials.vault import SecretVault
from countersign.model.redaction import Redactor
from countersign.model.session import TabState

INDEX_ENTRY = "drafts"

TabSecrets = dict[str, str]


def take_tab_secrets(tab: TabState) -> tuple[TabState, TabSecrets]:
    """Return the tab as it may stand in a file, and the secrets of its draft and of its saved request by path."""
    draft, secrets = take_secrets(tab.draft)
    found = {f"draft.{path}": value for path, value in secrets.items()}
    if tab.saved is None:
        return replace(tab, draft=draft), found
    saved, secrets = take_secrets(tab.saved)
    found |= {f"saved.{path}": value for path, value in secrets.items()}
    return replace(tab, draft=draft, saved=saved), found


def put_tab_secrets(tab: TabState, secrets: Mapping[str, str]) -> TabState:
    """Return the tab with its secrets back; what is missing is empty."""
    saved = None if tab.saved is None else put_secrets(tab.saved, _under(secrets, "saved."))
    return replace(tab, draft=put_secrets(tab.draft, _under(secrets, "draft.")), saved=saved)


def public_tabs(tabs: Iterable[TabState]) -> tuple[TabState, ...]:
    """Return the tabs as they may stand in a file, at once and without the vault."""
    return tuple(take_tab_secrets(tab)[0] for tab in tabs)


class DraftSecretKeeper:
    """Keep each tab's secrets under "draft/<tab id>", and a list of those entries, since a vault cannot list.

    It belongs to one event loop. Methods raise `KeyringError`; what failed is tried again at the next call.
    """

    def __init__(self, vault: SecretVault, redactor: Redactor) -> None:
        self._vault = vault
        self._redactor = redactor
        self._kept: dict[str, TabSecrets] = {}
        self._listed: frozenset[str] = frozenset()
        self._list_is_read = False
        self._lock = asyncio.Lock()

    async def keep(self, tabs: Iterable[TabState]) -> tuple[TabState, ...]:
        """Store what changed, delete what belongs to closed tabs, and return the tabs as they may stand in a file."""
        taken = [take_tab_secrets(tab) for tab in tabs]
        wanted = {tab.id: secrets for tab, secrets in taken if secrets}
        self._learn(wanted.values())
        async with self._lock:
            await self._read_list()
            # The list covers an entry before it is written and until it is gone, so that no kill leaves a stray one.
            await self._write_list(self._listed | wanted.keys())
            for tab_id in sorted(wanted):
                await self._store(tab_id, wanted[tab_id])
            await self._delete_all(self._listed - wanted.keys())
        return tuple(tab for tab, _ in taken)

    async def restore(self, tabs: Iterable[TabState]) -> tuple[TabState, ...]:
        """Return the tabs with their secrets, and delete those of tabs that are no longer there.

        Where it raises, `put_tab_secrets(tab, {})` gives tabs that can be shown, their secrets empty.
        """
        tabs = tuple(tabs)
        async with self._lock:
            await self._read_list()
            ids = {tab.id for tab in tabs}
            self._kept = {tab_id: await self._read(tab_id) for tab_id in sorted(self._listed & ids)}
            self._learn(self._kept.values())
            restored = tuple(put_tab_secrets(tab, self._kept.get(tab.id, {})) for tab in tabs)
            await self._delete_all(self._listed - ids)
        return restored

    async def _store(self, tab_id: str, secrets: TabSecrets) -> None:
        if self._kept.get(tab_id) == secrets:
            return
        self._kept.pop(tab_id, None)
        await self._vault.set(_entry_name(tab_id), json.dumps(secrets))
        self._kept[tab_id] = secrets

    async def _delete_all(self, tab_ids: Iterable[str]) -> None:
        gone = frozenset(tab_ids)
        for tab_id in sorted(gone):
            self._kept.pop(tab_id, None)
            await self._vault.delete(_entry_name(tab_id))
        await self._write_list(self._listed - gone)

    async def _read_list(self) -> None:
        if not self._list_is_read:
            self._listed = _parsed_list(await self._vault.get(INDEX_ENTRY))
            self._list_is_read = True

    async def _read(self, tab_id: str) -> TabSecrets:
        return _parsed_secrets(await self._vault.get(_entry_name(tab_id)))

    async def _write_list(self, tab_ids: frozenset[str]) -> None:
        if tab_ids == self._listed:
            return
        await self._vault.set(INDEX_ENTRY, json.dumps(sorted(tab_ids)))
        self._listed = tab_ids

    def _learn(self, kept: Iterable[TabSecrets]) -> None:
        values = [value for secrets in kept for value in secrets.values()]
        # An Authorization value is often met without its scheme.
        self._redactor.register(values + [value.partition(" ")[2].strip() for value in values])


def _entry_name(tab_id: str) -> str:
    return f"draft/{tab_id}"


def _under(secrets: Mapping[str, str], prefix: str) -> TabSecrets:
    return {path.removeprefix(prefix): value for path, value in secrets.items() if path.startswith(prefix)}


def _parsed_secrets(text: str | None) -> TabSecrets:
    document = _parsed(text)
    if not isinstance(document, dict):
        return {}
    return {path: value for path, value in document.items() if isinstance(value, str)}


def _parsed_list(text: str | None) -> frozenset[str]:
    document = _parsed(text)
    return (
        frozenset(item for item in document if isinstance(item, str)) if isinstance(document, list) else frozenset()
    )


def _parsed(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None

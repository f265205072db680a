"""What was typed into a draft survives a kill, and no file holds it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from countersign.credentials.draft_secret_keeper import DraftSecretKeeper, public_tabs, put_tab_secrets
from countersign.credentials.keyring_failures import LOCKED
from countersign.credentials.keyring_vault import KeyringVault
from countersign.credentials.vault import MemoryVault
from countersign.formats.draft_json import session_to_json
from countersign.model.auth import BearerAuth
from countersign.model.channel import ChannelDraft
from countersign.model.errors import KeyringError
from countersign.model.redaction import MASK, Redactor
from countersign.model.request import Header, RequestDraft
from countersign.model.session import SessionState, TabState
from countersign.model.socket import SocketDraft

CANARY = "cAnArY7secretValue"


class LoggingVault(MemoryVault):
    """Log changes, and refuse them while locked."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, str]] = []
        self.locked = False

    async def set(self, name, value):
        self._log("set", name)
        await super().set(name, value)

    async def delete(self, name):
        self._log("delete", name)
        await super().delete(name)

    def _log(self, call, name) -> None:
        if self.locked:
            raise KeyringError(LOCKED)
        self.changes.append((call, name))


def tab(tab_id: str, secret: str = CANARY) -> TabState:
    draft = RequestDraft(headers=(Header("Authorization", f"Bearer {secret}"),))
    return TabState(tab_id, draft, saved=RequestDraft(auth=BearerAuth(f"saved-{secret}")))


def keeper(vault) -> DraftSecretKeeper:
    return DraftSecretKeeper(vault, Redactor())


def test_tabs_come_back_from_a_real_keyring_as_they_were(secret_service):
    tabs = (tab("one", CANARY * 300), tab("two"), TabState("three", RequestDraft(url="https://x/")))

    async def scenario():
        vault = KeyringVault(Redactor())
        public = await keeper(vault).keep(tabs)
        restored = await keeper(vault).restore(public)
        await keeper(vault).keep(())
        await vault.close()
        return public, restored

    public, restored = asyncio.run(scenario())
    assert CANARY not in repr(public)
    assert public == public_tabs(tabs)
    assert public[2] == tabs[2]
    assert restored == tabs
    assert secret_service.stored_names() == {"drafts"}


def test_tabs_of_every_kind_come_back_and_stand_in_a_file_without_their_secrets():
    socket = SocketDraft(headers=(Header("Authorization", f"Bearer {CANARY}"),))
    channel = ChannelDraft(control_plane=f"https://user:{CANARY}@x/")
    tabs = (TabState("one", socket, saved=SocketDraft(auth=BearerAuth(CANARY))), TabState("two", channel))
    vault = MemoryVault()

    async def scenario():
        public = await keeper(vault).keep(tabs)
        return public, await keeper(vault).restore(public)

    public, restored = asyncio.run(scenario())
    assert CANARY not in json.dumps(session_to_json(SessionState(public)))
    assert restored == tabs


def test_only_what_changed_is_written_and_a_closed_tab_is_deleted():
    vault = LoggingVault()

    async def scenario():
        drafts = keeper(vault)
        await drafts.keep((tab("one"), tab("two")))
        vault.changes.clear()
        await drafts.keep((tab("one"), tab("two")))
        unchanged = list(vault.changes)
        await drafts.keep((tab("one"), tab("two", "another")))
        changed = list(vault.changes)
        vault.changes.clear()
        await drafts.keep((tab("two", "another"),))
        return unchanged, changed, vault.changes

    unchanged, changed, closed = asyncio.run(scenario())
    assert unchanged == []
    assert changed == [("set", "draft/two")]
    assert closed == [("delete", "draft/one"), ("set", "drafts")]


def test_a_tab_that_holds_no_secret_any_more_keeps_no_entry():
    vault = LoggingVault()

    async def scenario():
        drafts = keeper(vault)
        await drafts.keep((tab("one"),))
        await drafts.keep((TabState("one", RequestDraft()),))
        return await vault.get("draft/one")

    assert asyncio.run(scenario()) is None


def test_after_a_kill_the_next_run_deletes_what_belongs_to_no_tab():
    vault = LoggingVault()

    async def scenario():
        await keeper(vault).keep((tab("one"), tab("gone")))
        restored = await keeper(vault).restore(public_tabs((tab("one"),)))
        return restored, await vault.get("draft/gone"), await vault.get("draft/one")

    restored, gone, kept = asyncio.run(scenario())
    assert restored == (tab("one"),)
    assert gone is None
    assert kept is not None


def test_a_run_that_never_restored_still_deletes_what_an_earlier_one_kept():
    vault = LoggingVault()

    async def scenario():
        await keeper(vault).keep((tab("one"),))
        await keeper(vault).keep((tab("two"),))
        return await vault.get("draft/one")

    assert asyncio.run(scenario()) is None


def test_what_a_locked_keyring_refused_is_stored_at_the_next_call():
    vault = LoggingVault()

    async def scenario():
        drafts = keeper(vault)
        await drafts.keep((tab("one"),))
        vault.locked = True
        with pytest.raises(KeyringError):
            await drafts.keep((tab("one", "changed"),))
        vault.locked = False
        await drafts.keep((tab("one", "changed"),))
        return await keeper(vault).restore(public_tabs((tab("one", "changed"),)))

    assert asyncio.run(scenario()) == (tab("one", "changed"),)


def test_without_the_vault_the_tabs_show_empty_secrets():
    (public,) = public_tabs((tab("one"),))
    shown = put_tab_secrets(public, {})
    assert shown.draft.headers[0].value == ""
    assert shown == replace(public, draft=shown.draft, saved=RequestDraft(auth=BearerAuth("")))


@pytest.mark.parametrize("text", ["{]", "[]", "3", '{"draft.headers.0.Authorization": 3}'])
def test_an_unreadable_entry_is_taken_as_no_secret(text):
    vault = MemoryVault()

    async def scenario():
        await keeper(vault).keep((tab("one"),))
        await vault.set("draft/one", text)
        return await keeper(vault).restore(public_tabs((tab("one"),)))

    assert asyncio.run(scenario())[0].draft.headers[0].value == ""


def test_what_is_kept_or_restored_is_known_to_the_redactor_with_and_without_its_scheme():
    vault = MemoryVault()
    keeping, restoring = Redactor(), Redactor()

    async def scenario():
        public = await DraftSecretKeeper(vault, keeping).keep((tab("one"),))
        await DraftSecretKeeper(vault, restoring).restore(public)

    asyncio.run(scenario())
    for redactor in (keeping, restoring):
        assert redactor.scrub(f"x Bearer {CANARY} y {CANARY} z saved-{CANARY}") == f"x {MASK} y {MASK} z {MASK}"

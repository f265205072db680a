"""A name becomes credentials, or a sentence that says why not."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from countersign.credentials.identities import MEMORY_NOTE, IdentityStore
from countersign.credentials.keyring_vault import KeyringVault
from countersign.credentials.vault import MemoryVault
from countersign.model.credentials import Credentials, Identity
from countersign.model.errors import CredentialsError
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.redaction import MASK, Redactor
from tests.credentials.keyring_doubles import DictBackend

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////" + "aB3+/" * 800
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", SECRET, TOKEN, datetime(2026, 11, 22, 12, 30, tzinfo=UTC))


class CountingVault(MemoryVault):
    """Count the reads of each name."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[str] = []

    async def get(self, name):
        self.reads.append(name)
        await asyncio.sleep(0)
        return await super().get(name)

    async def set(self, name, value):
        await asyncio.sleep(0)
        await super().set(name, value)

    async def is_persistent(self):
        return True


def store(vault=None, environment=None, redactor=None) -> IdentityStore:
    return IdentityStore(vault or CountingVault(), redactor or Redactor(), environment or {})


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(coroutine)
    assert raised.value.failure.action
    return raised.value.failure


def test_an_identity_is_saved_listed_resolved_renamed_and_deleted_in_a_real_keyring(secret_service):
    async def scenario():
        vault = KeyringVault(Redactor())
        first = store(vault)
        await first.save("deploy", TEMPORARY)
        again = store(vault)
        found = await again.list(), await again.resolve("keyring", "deploy")
        await again.rename("deploy", "release")
        renamed = await store(vault).list(), await store(vault).resolve("keyring", "release")
        await again.delete("release")
        left = await store(vault).list()
        await vault.close()
        return found, renamed, left

    found, renamed, left = asyncio.run(scenario())
    shown = Identity("deploy", "keyring", "ASIAIOSFODNN7EXAMPLE", True, TEMPORARY.expires_at)
    assert found == ((shown,), TEMPORARY)
    assert [identity.name for identity in renamed[0]] == ["release"]
    assert renamed[1] == TEMPORARY
    assert left == ()
    assert secret_service.stored_names() == {"identities"}


def test_the_index_and_what_is_listed_hold_no_secret():
    backend = DictBackend()

    async def scenario():
        vault = KeyringVault(Redactor(), choose=lambda: backend)
        identities = store(vault)
        await identities.save("deploy", TEMPORARY)
        listed = await identities.list()
        await vault.close()
        return listed

    listed = asyncio.run(scenario())
    for text in (backend.entries["identities"], repr(listed)):
        assert SECRET not in text
        assert TOKEN[:60] not in text


def test_a_second_resolve_costs_no_keyring_trip_and_a_saved_change_is_seen():
    vault = CountingVault()

    async def scenario():
        await store(vault).save("deploy", KEYS)
        identities = store(vault)
        vault.reads.clear()
        results = await asyncio.gather(*(identities.resolve("keyring", "deploy") for _ in range(50)))
        reads = list(vault.reads)
        await identities.save("deploy", TEMPORARY)
        changed = await identities.resolve("keyring", "deploy")
        await identities.delete("deploy")
        return set(results), reads, changed, identities

    results, reads, changed, identities = asyncio.run(scenario())
    assert results == {KEYS}
    assert reads == ["identity/deploy"]
    assert changed == TEMPORARY
    assert failure_of(identities.resolve("keyring", "deploy")).id == "credentials.not-found"


def test_saves_at_the_same_time_lose_no_name():
    async def scenario():
        identities = store()
        await asyncio.gather(*(identities.save(f"identity {number}", KEYS) for number in range(20)))
        await asyncio.gather(*(identities.delete(f"identity {number}") for number in range(0, 20, 2)))
        return [identity.name for identity in await identities.list()]

    assert asyncio.run(scenario()) == sorted(f"identity {number}" for number in range(1, 20, 2))


def test_registered_identities_come_first_cannot_be_overwritten_and_never_reach_the_vault():
    vault = CountingVault()

    async def scenario():
        identities = store(vault, {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": SECRET})
        identities.register_memory("Playground", KEYS, "this run only")
        await identities.save("a", TEMPORARY)
        listed = await identities.list()
        resolved = await identities.resolve("keyring", "Playground")
        with pytest.raises(CredentialsError) as taken:
            await identities.save("Playground", TEMPORARY)
        with pytest.raises(CredentialsError) as renamed:
            await identities.rename("a", "Playground")
        return listed, resolved, taken.value.failure.id, renamed.value.failure.id

    listed, resolved, *ids = asyncio.run(scenario())
    assert [(identity.name, identity.kind, identity.note) for identity in listed] == [
        ("Playground", "memory", "this run only"),
        ("a", "keyring", ""),
        ("Environment", "environment", ""),
    ]
    assert resolved == KEYS
    assert ids == ["credentials.name-taken", "credentials.name-taken"]
    assert "identity/Playground" not in vault.reads


def test_a_registered_identity_can_be_renamed_and_deleted():
    async def scenario():
        identities = store()
        identities.register_memory("Playground", KEYS)
        await identities.rename("Playground", "Other")
        names = [identity.name for identity in identities.list_without_vault()]
        await identities.delete("Other")
        return names, await identities.list()

    assert asyncio.run(scenario()) == (["Other"], ())


def test_an_identity_in_a_vault_that_forgets_says_so():
    async def scenario():
        identities = store(MemoryVault())
        await identities.save("deploy", KEYS)
        return await identities.list()

    (identity,) = asyncio.run(scenario())
    assert (identity.kind, identity.note) == ("memory", MEMORY_NOTE)


def test_the_environment_is_read_afresh_at_each_resolve():
    variables = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET + "\n"}

    async def scenario():
        identities = store(environment=variables)
        first = await identities.resolve("environment", "")
        variables["AWS_SESSION_TOKEN"] = TOKEN
        return first, await identities.resolve("environment", ""), identities.list_without_vault()

    first, second, listed = asyncio.run(scenario())
    assert first == KEYS
    assert second.session_token == TOKEN
    assert listed == (Identity("Environment", "environment", "AKIAIOSFODNN7EXAMPLE", True),)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("", "credentials.none-chosen"), ("  ", "credentials.none-chosen"), ("nobody", "credentials.not-found")],
)
def test_a_name_that_leads_nowhere_is_a_failure_at_the_identity(name, expected):
    failure = failure_of(store().resolve("keyring", name))
    assert (failure.id, failure.field) == (expected, "Identity")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 1}', json.dumps({"version": "1"}), "null"])
def test_an_entry_that_cannot_be_read_is_reported_and_saving_again_repairs_it(text):
    vault = MemoryVault()

    async def broken():
        await vault.set("identity/deploy", text)
        await store(vault).resolve("keyring", "deploy")

    async def repaired():
        await store(vault).save("deploy", KEYS)
        return await store(vault).resolve("keyring", "deploy")

    assert failure_of(broken()).id == "credentials.damaged"
    assert asyncio.run(repaired()) == KEYS


def test_an_entry_without_a_secret_key_is_incomplete():
    vault = MemoryVault()
    entry = {"version": 1, "access_key_id": "AKIA", "secret_access_key": "", "session_token": "", "expires_at": None}

    async def scenario():
        await vault.set("identity/deploy", json.dumps(entry))
        await store(vault).resolve("keyring", "deploy")

    failure = failure_of(scenario())
    assert (failure.id, failure.field) == ("credentials.incomplete", "Secret access key")


def test_a_damaged_index_is_reported_and_the_next_save_begins_a_new_one():
    vault = MemoryVault()

    async def broken():
        await vault.set("identities", "{]")
        await store(vault).list()

    async def repaired():
        await store(vault).save("deploy", KEYS)
        return [identity.name for identity in await store(vault).list()]

    assert failure_of(broken()).id == "credentials.index-damaged"
    assert asyncio.run(repaired()) == ["deploy"]


def test_an_index_of_a_newer_format_is_not_overwritten():
    vault = MemoryVault()
    newer = json.dumps({"version": 2, "identities": {}})

    async def scenario():
        await vault.set("identities", newer)
        await store(vault).save("deploy", KEYS)

    assert failure_of(scenario()).id == "credentials.newer-format"
    assert asyncio.run(vault.get("identities")) == newer


def test_white_space_and_invisible_characters_of_a_paste_are_left_out():
    async def scenario():
        identities = store()
        pasted = Credentials(" AKIAIOSFODNN7EXAMPLE\n", f"\ufeff{SECRET[:20]}\r\n  {SECRET[20:]}\t", "to\nken\u200b")
        warning = await identities.save(" deploy ", pasted)
        return warning, await identities.resolve("keyring", "deploy")

    warning, saved = asyncio.run(scenario())
    assert warning is None
    assert saved == Credentials("AKIAIOSFODNN7EXAMPLE", SECRET, "token")


def test_an_unusual_access_key_id_is_saved_with_a_warning():
    async def scenario():
        identities = store()
        warning = await identities.save("swift", Credentials("test:tester", "testing"))
        return warning, await identities.resolve("keyring", "swift")

    warning, saved = asyncio.run(scenario())
    assert (warning.id, warning.field) == ("credentials.key-id-shape", "Access key ID")
    assert saved.access_key_id == "test:tester"


@pytest.mark.parametrize(
    ("keys", "field"),
    [(Credentials("AKIA", " \n"), "Secret access key"), (Credentials(" ", SECRET), "Access key ID")],
)
def test_empty_keys_are_refused_at_their_field(keys, field):
    failure = failure_of(store().save("deploy", keys))
    assert (failure.id, failure.field) == ("credentials.incomplete", field)


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(name):
    failure = failure_of(store().save(name, KEYS))
    assert (failure.id, failure.field) == ("credentials.name", "Identity")


def test_renaming_to_a_name_in_use_or_from_a_missing_one_changes_nothing():
    async def scenario():
        identities = store()
        await identities.save("a", KEYS)
        await identities.save("b", TEMPORARY)
        ids = []
        for old, new in (("a", "b"), ("missing", "c")):
            with pytest.raises(CredentialsError) as raised:
                await identities.rename(old, new)
            ids.append(raised.value.failure.id)
        await identities.rename("a", "a")
        return ids, await identities.resolve("keyring", "a"), await identities.resolve("keyring", "b")

    ids, first, second = asyncio.run(scenario())
    assert ids == ["credentials.name-taken", "credentials.not-found"]
    assert (first, second) == (KEYS, TEMPORARY)


def test_an_identity_named_like_a_part_of_another_does_not_touch_it():
    backend = DictBackend()

    async def scenario():
        vault = KeyringVault(Redactor(), choose=lambda: backend)
        identities = store(vault)
        await identities.save("deploy", TEMPORARY)
        for part in [name for name in backend.entries if name.startswith("part:")]:
            await identities.save(part.removeprefix("identity/")[:64], KEYS)
        found = await store(vault).resolve("keyring", "deploy")
        await vault.close()
        return found

    assert asyncio.run(scenario()) == TEMPORARY


def test_every_secret_that_is_saved_read_or_registered_is_known_to_the_redactor():
    saved, read, registered, environment = (Redactor() for _ in range(4))
    vault = MemoryVault()

    async def scenario():
        await store(vault, redactor=saved).save("deploy", TEMPORARY)
        await store(vault, redactor=read).resolve("keyring", "deploy")
        store(redactor=registered).register_memory("Playground", TEMPORARY)
        variables = {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}
        await store(environment=variables, redactor=environment).resolve("environment", "")

    asyncio.run(scenario())
    for redactor in (saved, read, registered, environment):
        assert redactor.scrub(f"{SECRET} and {TOKEN}") == f"{MASK} and {MASK}"


def test_every_source_is_in_one_list_and_each_identity_says_under_which_source_it_is_resolved(home):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(
        "[profile dev]\nregion = eu-west-1\ncredential_process = /bin/keys\nbad line\n"
    )
    variables = {"HOME": str(home), "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": SECRET}
    role = AssumedRole("deploy", "profile", "dev", "arn:aws:iam::123456789012:role/deploy")
    pool = IdentityPool("guest", "us-west-2:01234567-89ab-cdef-0123-456789abcdef")

    async def scenario():
        identities = IdentityStore(CountingVault(), Redactor(), variables, roles=(role,), pools=(pool,))
        identities.register_memory("Playground", KEYS)
        await identities.save("mine", KEYS)
        listed = await identities.list()
        regions = [await identities.region(one.source, one.name) for one in listed]
        return listed, regions, identities.notices(), identities.list_without_vault()

    listed, regions, notices, without_vault = asyncio.run(scenario())
    assert [(one.name, one.kind, one.source, one.detail) for one in listed] == [
        ("Playground", "memory", "keyring", ""),
        ("mine", "keyring", "keyring", ""),
        ("deploy", "role", "role", "role"),
        ("guest", "cognito", "cognito", "guest"),
        ("dev", "profile", "profile", "process"),
        ("Environment", "environment", "environment", ""),
    ]
    assert regions == ["", "", "eu-west-1", "us-west-2", "eu-west-1", ""]
    assert notices[0].sentence.startswith(f"Line 4 of {home / '.aws' / 'config'} ")
    assert without_vault == tuple(one for one in listed if one.name != "mine")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("profile", "credentials.profile-not-found"),
        ("role", "credentials.not-defined"),
        ("cognito", "credentials.not-defined"),
        ("keyring", "credentials.not-found"),
    ],
)
def test_a_name_of_another_source_is_never_taken_instead(source, expected):
    variables = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": SECRET}
    assert failure_of(store(environment=variables).resolve(source, "Environment")).id == expected


def test_botocore_is_not_imported_before_it_is_needed():
    program = (
        "import asyncio, sys\n"
        "from countersign.credentials.identities import IdentityStore\n"
        "from countersign.credentials.vault import MemoryVault\n"
        "from countersign.model.redaction import Redactor\n"
        "store = IdentityStore(MemoryVault(), Redactor(), {'AWS_ACCESS_KEY_ID': 'A', 'AWS_SECRET_ACCESS_KEY': 'B'})\n"
        "asyncio.run(store.list())\n"
        "asyncio.run(store.resolve('environment', ''))\n"
        "print('botocore' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

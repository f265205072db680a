"""The keyring's part of the fault matrix, on a real gnome-keyring wherever one can show the fault."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import PasswordSetError

from countersign.credentials.keyring_backends import choose_backend, trusted
from countersign.credentials.keyring_vault import KeyringVault, open_vault
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import Failure, KeyringError
from countersign.model.redaction import Redactor
from tests.credentials.keyring_doubles import (
    AlteringBackend,
    DictBackend,
    HangingBackend,
    PlaintextKeyring,
    RaisingBackend,
    UndeletingBackend,
)

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
LONG = "".join(f"part {number} of a session token, " for number in range(200))

# keyring leaves the D-Bus socket of a failed call to the garbage collector.
leaves_a_socket = pytest.mark.filterwarnings(
    "ignore:unclosed <socket:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def run(scenario, choose=choose_backend, deadline=10.0):
    """Run a scenario with a vault on an event loop of its own."""

    async def with_vault():
        vault = KeyringVault(Redactor(), choose=choose, deadline=deadline)
        try:
            return await scenario(vault)
        finally:
            await vault.close()

    return asyncio.run(with_vault())


def failure_of(scenario, choose=choose_backend, deadline=10.0) -> Failure:
    with pytest.raises(KeyringError) as raised:
        run(scenario, choose, deadline)
    error = raised.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert error.failure.sentence.endswith(".")
    assert error.failure.action.endswith(".")
    return error.failure


async def get(vault):
    return await vault.get("name")


async def set_secret(vault):
    await vault.set("name", SECRET)


async def set_and_get(vault):
    await vault.set("name", SECRET)
    return await vault.get("name")


def test_a_value_is_stored_read_and_deleted_in_a_real_keyring(secret_service):
    async def scenario(vault):
        await vault.set("name", SECRET)
        stored = secret_service.stored_names()
        value = await vault.get("name")
        await vault.delete("name")
        return stored, value, await vault.get("name")

    assert run(scenario) == ({"name"}, SECRET, None)
    assert secret_service.stored_names() == set()


@pytest.mark.parametrize("value", ["", " ", "ünïcödé 😀", "line\nbreak", '{"json": "\\u0041"}'])
def test_odd_values_come_back_exactly_from_a_real_keyring(secret_service, value):
    async def scenario(vault):
        await vault.set("name", value)
        return await vault.get("name")

    assert run(scenario) == value


def test_a_value_over_4096_bytes_is_split_and_read_back_and_deleted_whole(secret_service):
    assert len(LONG) > 4096

    async def scenario(vault):
        await vault.set("name", LONG)
        await vault.set("name", LONG[::-1])
        names = secret_service.stored_names()
        value = await vault.get("name")
        await vault.delete("name")
        return names, value

    names, value = run(scenario)
    assert value == LONG[::-1]
    assert len(names) == 1 + -(-len(LONG) // 1000)
    assert secret_service.stored_names() == set()


def test_deleting_what_is_not_there_is_no_error(secret_service):
    async def scenario(vault):
        await vault.delete("never stored")

    run(scenario)


def test_a_usable_keyring_is_probed_by_name_and_opened_as_persistent(secret_service):
    async def scenario():
        opened = await open_vault(Redactor())
        await opened.vault.set("name", SECRET)
        state = await opened.vault.probe()
        await opened.vault.close()
        return opened, state

    opened, state = asyncio.run(scenario())
    assert state.usable
    assert state.name == "keyring.backends.SecretService.Keyring"
    assert opened.persistent
    assert opened.notice is None
    assert secret_service.stored_names() == {"name"}


def test_without_a_session_bus_there_is_no_keyring():
    assert failure_of(get).id == "keyring.none"


@leaves_a_socket
def test_a_bus_without_a_secret_service_has_no_keyring(bus_without_services):
    assert failure_of(get).id == "keyring.none"
    gc.collect()


@leaves_a_socket
def test_a_keyring_that_nobody_unlocks_is_reported_as_locked_and_stays_the_vault(start_secret_service):
    service = start_secret_service()
    service.lock()
    assert failure_of(get).id == "keyring.locked"

    async def scenario():
        opened = await open_vault(Redactor())
        await opened.vault.close()
        return opened

    opened = asyncio.run(scenario())
    assert opened.persistent
    assert opened.notice.id == "keyring.locked"
    gc.collect()


@leaves_a_socket
def test_a_bus_that_goes_away_is_reported_and_a_new_one_is_found_by_the_same_vault(
    secret_service, secret_service_address, monkeypatch
):
    async def scenario(vault):
        await vault.set("name", SECRET)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        with pytest.raises(KeyringError) as raised:
            await vault.get("name")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secret_service_address)
        return raised.value.failure.id, await vault.get("name")

    gone, found = run(scenario)
    assert gone == "keyring.service-gone"
    assert found == SECRET
    gc.collect()


def test_a_hanging_keyring_meets_the_deadline_and_the_next_call_gets_a_fresh_thread():
    hanging, healthy = HangingBackend(), DictBackend()
    backends = iter([hanging, healthy])

    async def scenario(vault):
        with pytest.raises(KeyringError) as raised:
            await vault.set("name", "late")
        await vault.set("name", "fresh")
        hanging.release.set()
        return raised.value.failure, await vault.get("name")

    failure, value = run(scenario, lambda: next(backends), deadline=0.2)
    assert failure.id == "keyring.timeout"
    assert "0.2 s" in failure.sentence
    assert value == "fresh"


def test_a_write_that_wakes_after_its_deadline_changes_nothing_more():
    hanging = HangingBackend()

    async def scenario(vault):
        with pytest.raises(KeyringError):
            await vault.set("name", LONG)
        thread = next(thread for thread in threading.enumerate() if thread.name == "keyring")
        hanging.release.set()
        await asyncio.to_thread(thread.join, 10)
        return thread.is_alive()

    assert run(scenario, lambda: hanging, deadline=0.2) is False
    assert [name for call, name in hanging.calls if call == "set"] == []


def test_a_hanging_keyring_never_holds_up_the_end_of_the_program(tmp_path):
    script = """
        import asyncio
        from keyring_doubles import HangingBackend
        from countersign.credentials.keyring_vault import KeyringVault
        from countersign.model.errors import KeyringError
        from countersign.model.redaction import Redactor

        async def main():
            try:
                await KeyringVault(Redactor(), choose=HangingBackend, deadline=0.1).get("name")
            except KeyringError as error:
                print(error.failure.id)

        asyncio.run(main())
    """
    finished = run_child(script, [], timeout=30)
    assert finished.returncode == 0
    assert finished.stdout == "keyring.timeout\n"


def test_a_write_that_reads_back_different_is_reported():
    assert failure_of(set_secret, AlteringBackend).id == "keyring.write-mismatch"


def test_a_deletion_that_deletes_nothing_is_reported():
    async def scenario(vault):
        await vault.set("name", SECRET)
        await vault.delete("name")

    assert failure_of(scenario, UndeletingBackend).id == "keyring.delete-refused"


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        (NullKeyring, "keyring.null"),
        (FailKeyring, "keyring.none"),
        (PlaintextKeyring, "keyring.plaintext"),
    ],
)
def test_a_backend_that_must_not_hold_secrets_is_refused_and_memory_takes_its_place(backend, expected):
    assert failure_of(set_secret, lambda: trusted(backend())).id == expected

    async def scenario():
        opened = await open_vault(Redactor(), choose=lambda: trusted(backend()))
        await opened.vault.set("name", SECRET)
        return opened, await opened.vault.get("name")

    opened, value = asyncio.run(scenario())
    assert isinstance(opened.vault, MemoryVault)
    assert not opened.persistent
    assert opened.notice.id == expected
    assert "memory" in opened.notice.action
    assert value == SECRET


def test_an_exception_of_a_backend_is_named_in_the_details():
    failure = failure_of(set_secret, lambda: RaisingBackend(PasswordSetError("because")))
    assert failure.id == "keyring.write-refused"
    assert failure.detail == "PasswordSetError: because"


def test_a_backend_that_prints_the_secret_in_its_error_does_not_get_it_shown():
    redactor = Redactor()
    redactor.register([SECRET])

    async def scenario():
        vault = KeyringVault(redactor, choose=lambda: RaisingBackend(RuntimeError(f"cannot store {SECRET!r}")))
        try:
            await vault.set("name", SECRET)
        except KeyringError as error:
            return error.failure
        finally:
            await vault.close()

    failure = asyncio.run(scenario())
    assert SECRET not in repr(failure)
    assert "cannot store" in failure.detail


def test_calls_at_the_same_time_take_turns():
    backend = DictBackend()

    async def scenario(vault):
        await asyncio.gather(*(vault.set(f"name {number}", str(number)) for number in range(20)))
        return await asyncio.gather(*(vault.get(f"name {number}") for number in range(20)))

    assert run(scenario, lambda: backend) == [str(number) for number in range(20)]


def test_all_calls_run_on_one_thread_that_ends_with_the_vault():
    threads = set()

    class Watched(DictBackend):
        def get_password(self, service, username):
            threads.add(threading.current_thread())
            return super().get_password(service, username)

    async def scenario(vault):
        for number in range(5):
            await vault.set(str(number), "value")

    run(scenario, Watched)
    (thread,) = threads
    assert thread is not threading.main_thread()
    assert thread.daemon
    thread.join(10)
    assert not thread.is_alive()


_KILLED_WRITE = """
    import asyncio, sys
    from keyring_doubles import KilledSecretService
    from countersign.credentials.keyring_vault import KeyringVault
    from countersign.model.redaction import Redactor

    changes, value = int(sys.argv[1]), sys.argv[2]
    vault = KeyringVault(Redactor(), choose=lambda: KilledSecretService(changes))
    asyncio.run(vault.set("name", value))
"""


@pytest.mark.parametrize("changes", [0, 1, 3, 6, 7, 9])
def test_a_process_killed_in_the_middle_of_a_split_write_leaves_a_whole_value(secret_service, changes):
    old, new = "old " * 600, LONG
    parts = -(-len(new) // 1000)

    async def store_old(vault):
        await vault.set("name", old)

    run(store_old)
    killed = run_child(_KILLED_WRITE, [str(changes), new], timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert run(get) == (old if changes <= parts else new)

    async def finish(vault):
        await vault.set("name", new)
        value = await vault.get("name")
        await vault.delete("name")
        return value

    assert run(finish) == new
    assert secret_service.stored_names() == set()


def run_child(script: str, arguments: list[str], timeout: float) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own that finds the doubles."""
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), *sys.path])
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )

"""A real secret service (dbus-daemon and gnome-keyring) of the tests' own, and none of the person's."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
import secretstorage

_BUS = """<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


class SecretService:
    """Look into the running service past the program under test."""

    def stored_names(self) -> set[str]:
        """Return the names of all entries of the service "countersign"."""
        with closing(secretstorage.dbus_init()) as connection:
            items = secretstorage.get_default_collection(connection).search_items({"service": "countersign"})
            return {item.get_attributes()["username"] for item in items}

    def clear(self) -> None:
        """Delete every entry."""
        with closing(secretstorage.dbus_init()) as connection:
            for item in list(secretstorage.get_default_collection(connection).get_all_items()):
                item.delete()

    def lock(self) -> None:
        """Lock the collection; nobody is there to unlock it."""
        with closing(secretstorage.dbus_init()) as connection:
            secretstorage.get_default_collection(connection).lock()


@contextmanager
def running_bus(folder: Path) -> Iterator[str]:
    """Run a session bus that starts nothing by itself, and give its address."""
    configuration = folder / "bus.conf"
    configuration.write_text(_BUS.format(folder=folder))
    with subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_environment_in(folder),
    ) as daemon:
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@contextmanager
def running_keyring(folder: Path, address: str) -> Iterator[None]:
    """Run an unlocked gnome-keyring on the bus."""
    with subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_environment_in(folder), "DBUS_SESSION_BUS_ADDRESS": address},
    ) as daemon:
        try:
            daemon.stdin.write(b"password")
            daemon.stdin.close()
            yield
        finally:
            daemon.terminate()


def _environment_in(folder: Path) -> dict[str, str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**kept, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "XDG_DATA_HOME": str(folder / "data")}


def _await_default_collection() -> None:
    """Poll the bus, which has no event to wait for before the service owns its name."""
    end = time.monotonic() + 10
    while True:
        try:
            with closing(secretstorage.dbus_init()) as connection:
                secretstorage.Collection(connection)
                return
        except secretstorage.SecretStorageException:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


@pytest.fixture(scope="session")
def require_keyring_programs() -> None:
    """Skip where the real service cannot run."""
    missing = [name for name in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed")


@pytest.fixture(scope="session")
def secret_service_address(require_keyring_programs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run one service for the whole session."""
    folder = tmp_path_factory.mktemp("keyring")
    with (
        running_bus(folder) as address,
        running_keyring(folder, address),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        _await_default_collection()
        yield address


@pytest.fixture
def secret_service(secret_service_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """Give the real service, empty."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secret_service_address)
    service = SecretService()
    service.clear()
    yield service
    service.clear()


@pytest.fixture
def start_secret_service(
    require_keyring_programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], SecretService]]:
    """Start a service of the test's own, to be locked or broken."""
    with ExitStack() as stack:

        def start() -> SecretService:
            address = stack.enter_context(running_bus(tmp_path))
            stack.enter_context(running_keyring(tmp_path, address))
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            _await_default_collection()
            return SecretService()

        yield start


@pytest.fixture
def bus_without_services(require_keyring_programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a session bus on which no secret service can be had."""
    with running_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield

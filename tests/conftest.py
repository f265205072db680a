"""Fixtures for every test: where the vectors lie, and a home of its own for each run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Without a window manager, a window on an X server is made active late or never; the tests in e2e have both.
os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(scope="session")
def vectors() -> Path:
    """Give the folder of test vectors that this project did not write; skip where it is missing."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "vectors"
    if not folder.is_dir():
        pytest.skip("the folder shared/vectors is not beside the checkout")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep a test's configuration, state and cache away from the person's own; no AWS variable leaks in."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_CONFIG_FILE",
    ):
        monkeypatch.delenv(name, raising=False)
    # Without a bus there is no keyring to find: nothing of the person's is read or written.
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return folder

"""An independent provider, oidc-provider on Node, once for all tests that ask for it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

OIDC_PROVIDER = "oidc-provider@9.13.3"


@dataclass(frozen=True)
class IndependentProvider:
    """Tell where it is, and on which ports it lets the browser come back."""

    issuer: str
    ports: tuple[int, ...]


@pytest.fixture(scope="session")
def independent_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndependentProvider]:
    """Start oidc-provider; skip where Node or the package cannot be had."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    folder = tmp_path_factory.mktemp("oidc-provider")
    _install(folder)
    ports = free_ports(3)
    callbacks = json.dumps([f"http://localhost:{port}/callback" for port in ports])
    script = Path(__file__).with_name("provider.mjs")
    with subprocess.Popen(
        [node, script, folder, callbacks],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        line = next((line for line in process.stdout if line.startswith("{")), "")
        if not line:
            pytest.skip(f"oidc-provider did not start, exit status {process.wait()}")
        yield IndependentProvider(json.loads(line)["issuer"], ports)
        process.stdin.close()
        process.wait(10)


@pytest.fixture
def ports() -> tuple[int, ...]:
    """Give three ports that are free on this machine."""
    return free_ports(3)


def free_ports(count: int) -> tuple[int, ...]:
    """Find ports that are free on both loopback addresses."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = tuple(listener.getsockname()[1] for listener in listeners)
    for listener in listeners:
        listener.close()
    return ports


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, OIDC_PROVIDER]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {OIDC_PROVIDER} within 60 s")
    if done.returncode:
        pytest.skip(f"npm could not install {OIDC_PROVIDER}, exit status {done.returncode}")

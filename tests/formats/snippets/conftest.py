"""One playground for all snippets that are run."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.formats.snippets.workbench import Bench, open_bench

PACKAGES = ("aws4@1.13.2", "@smithy/signature-v4@5.7.5", "@aws-crypto/sha256-js@5.2.0")


@pytest.fixture(scope="session")
def session_bench(tmp_path_factory) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        bench, close = open_bench(runner, tmp_path_factory.mktemp("bench"))
        yield bench
        close()


@pytest.fixture
def bench(session_bench) -> Bench:
    (session_bench.folder / "photo.png").write_bytes(bytes(range(256)))
    (session_bench.folder / "note.txt").write_text("a note: é\r\n", encoding="utf-8", newline="")
    return session_bench


@pytest.fixture(scope="session")
def node_packages(session_bench) -> None:
    """Install the signers of the TypeScript snippets beside them; skip where Node or they cannot be had."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        pytest.skip("Node or npm is not installed")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional", "--prefer-offline"]
    command = [npm, "install", *options, "--prefix", str(session_bench.folder), *PACKAGES]
    try:
        done = subprocess.run(command, cwd=session_bench.folder, capture_output=True, timeout=90, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {PACKAGES[0]} within 90 s")
    if done.returncode:
        pytest.skip(f"npm could not install {PACKAGES[0]}, exit status {done.returncode}")

"""One playground for all snippets that are run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.formats.snippets.workbench import Bench, open_bench


@pytest.fixture(scope="session")
def session_bench(tmp_path_factory) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        bench, close = open_bench(runner, tmp_path_factory.mktemp("bench"))
        yield bench
        close()


@pytest.fixture
def bench(session_bench) -> Bench:
    (session_bench.folder / "photo.png").write_bytes(bytes(range(256)))
    return session_bench

"""One playground for the live consoles, its keys in the environment, and consoles that end with the test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from countersign.playground.address import PlaygroundAddress
from countersign.playground.process import PlaygroundProcess
from tests.cli.console_process import Console


@pytest.fixture(scope="session")
def live_playground() -> Iterator[PlaygroundAddress]:
    process = PlaygroundProcess()
    with asyncio.Runner() as runner:
        yield runner.run(process.start())
        runner.run(process.stop())


@pytest.fixture
def keys(live_playground) -> dict[str, str]:
    """Give the playground's keys as environment variables."""
    return {
        "AWS_ACCESS_KEY_ID": live_playground.access_key_id,
        "AWS_SECRET_ACCESS_KEY": live_playground.secret_access_key,
        "AWS_SESSION_TOKEN": live_playground.session_token,
    }


@pytest.fixture
def trust(live_playground, tmp_path) -> list[str]:
    """Give the options that make a command trust the playground."""
    ca = tmp_path / "ca.pem"
    ca.write_text(live_playground.ca_pem)
    return ["--ca", str(ca)]


@pytest.fixture
def console(keys, trust) -> Iterator[Callable[..., Console]]:
    """Give a function that starts a live console with the playground's keys."""
    with ExitStack() as stack:

        def start(*arguments: str, environment: dict[str, str] | None = None, **options: object) -> Console:
            own = keys if environment is None else environment
            return stack.enter_context(Console(*arguments, *trust, environment=own, **options))

        yield start

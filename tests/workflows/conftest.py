"""A real application on a real playground, with its memory in a folder of the test's own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from countersign.model.workspace import Variable
from countersign.playground.address import PlaygroundAddress
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.application import PLAYGROUND_IDENTITY, Application, Folders
from countersign.workflows.prepare_request import RequestContext

Play = Callable[[Application, RequestContext, PlaygroundAddress], Coroutine[Any, Any, Any]]


class Nobody:
    """Sit at the computer and answer nothing."""

    async def ask_mfa(self, _question):
        return ""

    def open_browser(self, _url):
        return False


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[tuple[Application, RequestContext, PlaygroundAddress]]:
    """Run an application with its playground."""
    folders = Folders(folder / "state", folder / "data", folder / "cache")
    application = Application(folders, os.environ, Nobody(), keyring=False)
    try:
        address = await application.start_playground()
        variables = (Variable("base_url", address.https), Variable("http_url", address.http))
        context = RequestContext(Scope((Layer("playground", variables),)), default_identity=PLAYGROUND_IDENTITY)
        yield application, context, address
    finally:
        await application.close()


@pytest.fixture
def play(tmp_path) -> Callable[[Play], Any]:
    """Run a coroutine function with an application, a request context and the playground's address."""

    def run(work: Play) -> Any:
        async def go() -> Any:
            async with playing(tmp_path) as parts:
                return await work(*parts)

        return asyncio.run(go())

    return run

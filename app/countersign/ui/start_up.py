"""What happens after the first paint: keyring, playground, workspace and identities come up side by side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from countersign.model.credentials import Identity
from countersign.model.definitions import Definitions
from countersign.model.errors import CountersignError, Failure
from countersign.model.session import TabState
from countersign.model.workspace import Variable, Workspace
from countersign.workflows.application import Application
from countersign.workflows.playground_pools import playground_variables


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold one thing that has become ready; the others are None.

    `identities` are all there are only when `identities_are_all` says so: the keyring's may come later.
    """

    identities: tuple[Identity, ...] | None = None
    identities_are_all: bool = False
    workspace: Workspace | None = None
    workspace_folder: Path | None = None
    playground: tuple[Variable, ...] | None = None
    tabs: tuple[TabState, ...] | None = None
    definitions: Definitions | None = None
    notice: Failure | None = None


@dataclass(slots=True)
class StartUp:
    """Bring everything up on the engine thread; a part that fails is reported and the rest goes on."""

    application: Application
    playground: bool
    workspace: Path | None
    tabs: tuple[TabState, ...]
    _report: Callable[[Arrival], None] = field(init=False, default=lambda _arrival: None)

    async def run(self, report: Callable[[Arrival], None]) -> None:
        """Report each thing as it becomes ready; end when all is there and the first request would not wait."""
        import asyncio

        self._report = report
        steps = (self._open_workspace, self._start_playground, self._open_keyring, self.application.warm_up)
        await asyncio.gather(*(self._guarded(step) for step in steps))

    async def _guarded(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except CountersignError as error:
            self._report(Arrival(notice=error.failure))

    async def _open_workspace(self) -> None:
        folder = self.workspace
        if folder is None and self.playground:
            folder = await self.application.sample_workspace()
        if folder is not None:
            workspace = await self.application.open_workspace(folder)
            self._report(Arrival(workspace=workspace, workspace_folder=folder))

    async def _start_playground(self) -> None:
        if self.playground:
            address = await self.application.start_playground()
            self._report(Arrival(playground=playground_variables(address)))
            if address.cognito_note:
                note = Failure("playground.no-user-pool", address.cognito_note)
                self._report(Arrival(notice=note))
        parts = await self.application.ready()
        self._report(Arrival(definitions=parts.things.current, notice=self.application.notice))
        self._report(Arrival(identities=await self.application.identities_at_hand()))

    async def _open_keyring(self) -> None:
        notice = await self.application.open_keyring()
        if notice is not None:
            self._report(Arrival(notice=notice))
        self._report(Arrival(tabs=await self.application.restore_secrets(self.tabs)))
        self._report(Arrival(identities=await self.application.identities(), identities_are_all=True))
        for notice in (await self.application.ready()).identities.notices():
            self._report(Arrival(notice=notice))

"""What happens after the first paint: keyring, playground, workspace and identities, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from countersign.model.credentials import Identity
from countersign.model.errors import CountersignError, Failure
from countersign.model.session import TabState
from countersign.model.workspace import Variable, Workspace
from countersign.workflows.application import Application


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold one thing that has become ready; the others are None."""

    identities: tuple[Identity, ...] | None = None
    workspace: Workspace | None = None
    workspace_folder: Path | None = None
    playground: tuple[Variable, ...] | None = None
    tabs: tuple[TabState, ...] | None = None
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
        """Report each thing as it becomes ready."""
        self._report = report
        for step in (self._keyring, self._workspace, self._playground, self._identities, self._tabs):
            try:
                await step()
            except CountersignError as error:
                report(Arrival(notice=error.failure))

    async def _keyring(self) -> None:
        notice = await self.application.start()
        if notice is not None:
            self._report(Arrival(notice=notice))

    async def _workspace(self) -> None:
        folder = self.workspace
        if folder is None and self.playground:
            folder = await self.application.sample_workspace()
        if folder is not None:
            workspace = await self.application.open_workspace(folder)
            self._report(Arrival(workspace=workspace, workspace_folder=folder))

    async def _playground(self) -> None:
        if self.playground:
            address = await self.application.start_playground()
            variables = (Variable("base_url", address.https), Variable("base_url_http", address.http))
            self._report(Arrival(playground=variables))

    async def _identities(self) -> None:
        self._report(Arrival(identities=await self.application.identities()))

    async def _tabs(self) -> None:
        self._report(Arrival(tabs=await self.application.restore_secrets(self.tabs)))

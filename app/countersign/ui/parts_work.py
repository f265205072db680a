"""Work on the engine thread that needs the application's parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject

from countersign.ui.engine_thread import EngineThread, Job, Report
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.workflows.parts import Parts

# A text: the parts take longer to import than the window may take to show.
Work: TypeAlias = "Callable[[Parts, Report], Awaitable[Any]]"


class PartsWork(QObject):
    """Submit work that is given the parts once they are built."""

    def __init__(self, engine: EngineThread, application: Application, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._application = application

    def submit(self, work: Work, **callbacks: Callable[..., None]) -> Job:
        """Run the work on the engine thread; the callbacks are those of `EngineThread.submit`."""

        async def run(report: Report) -> Any:
            return await work(await self._application.ready(), report)

        return self._engine.submit(run, **callbacks)

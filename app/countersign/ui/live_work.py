"""Runs one live connection on the engine thread for a tab: connect, send, leave."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from countersign.model.errors import Failure
from countersign.ui.engine_thread import EngineThread, Job, Report


class Connection(Protocol):
    """Be a connection of the workflows, of whatever kind."""

    async def run(self, report: Report) -> None:
        """Connect and stay until the end."""

    async def ping(self) -> float:
        """Return the round trip in milliseconds."""

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close for good."""

    async def reconnect(self) -> None:
        """Open the connection anew, now."""


class LiveWork(QObject):
    """Hold at most one connection. `reported` carries what it reports, `failed` why it could not even be tried.

    `ended` follows the end of a connection, however it came; `refused` says why an order to it was not followed.
    """

    reported = Signal(object)
    failed = Signal(object)
    refused = Signal(object)
    ended = Signal()

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._live: Connection | None = None
        self._running: Job | None = None
        self._errands: set[Job] = set()

    @property
    def is_running(self) -> bool:
        """Tell whether there is a connection, or one on its way."""
        return self._running is not None

    def connect_to(self, live: Connection) -> None:
        """Open a connection, unless there is one."""
        if self._running is not None:
            return
        self._live = live
        self._running = self._engine.submit(
            live.run,
            progressed=self.reported.emit,
            done=lambda _nothing: self._finish(),
            failed=self._fail,
            cancelled=self._finish,
        )

    def disconnect_from(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection in good order."""
        if self._live is not None:
            live = self._live
            self.run(lambda: live.close(code, reason))

    def cancel(self) -> None:
        """Give up an attempt that is under way."""
        if self._running is not None:
            self._running.cancel()

    def reconnect(self) -> None:
        """Open the connection anew."""
        if self._live is not None:
            self.run(self._live.reconnect)

    def ping(self) -> None:
        """Ask for a pong."""
        if self._live is not None:
            self.run(self._live.ping)

    def run(
        self,
        work: Callable[[], Coroutine[Any, Any, Any]],
        done: Callable[[Any], None] = lambda _result: None,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Run something with the connection on the engine thread."""

        def over(callback: Callable[..., None]) -> Callable[..., None]:
            def call(*arguments: object) -> None:
                self._errands.discard(job)
                callback(*arguments)

            return call

        job = self._engine.submit(
            lambda _report: work(),
            done=over(done),
            failed=over(failed or self.refused.emit),
            cancelled=over(lambda: None),
        )
        self._errands.add(job)

    def let_go(self) -> None:
        """Drop the connection and all that is done with it, because nobody watches it any more."""
        if self._running is not None:
            self._running.drop()
            self._running = None
        for job in self._errands:
            job.drop()
        self._errands.clear()

    def _fail(self, failure: Failure) -> None:
        self._running = None
        self.failed.emit(failure)
        self.ended.emit()

    def _finish(self) -> None:
        self._running = None
        self.ended.emit()

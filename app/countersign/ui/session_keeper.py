"""Keeps the session on disk while the window is used, so that nothing is lost when it dies."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from countersign.model.errors import Failure
from countersign.model.session import SessionState
from countersign.ui.engine_thread import EngineThread, Job
from countersign.workflows.application import Application

_QUIET_MS = 300


class SessionKeeper(QObject):
    """Save the session 300 ms after the last change, one save at a time; `saved` reports what it wrote."""

    def __init__(
        self,
        collect: Callable[[], SessionState],
        complain: Callable[[Failure], None],
        engine: EngineThread,
        application: Application,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._collect = collect
        self._complain = complain
        self._engine = engine
        self._application = application
        self._running: Job | None = None
        self._saved: SessionState | None = None
        self._soon = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._soon.timeout.connect(self.save)

    @property
    def is_idle(self) -> bool:
        """Tell whether everything is on disk."""
        return self._running is None and not self._soon.isActive()

    def save_soon(self) -> None:
        """Save after a short pause; every further change moves it."""
        self._soon.start()

    def stop(self) -> None:
        """Save no more, because the window closes."""
        self._soon.stop()

    def save(self) -> None:
        """Save now, unless a save is under way: then again after it."""
        if self._running is not None:
            self._soon.start()
            return
        state = self._collect()
        if state == self._saved:
            return
        self._running = self._engine.submit(
            lambda _report: self._application.save_session(state),
            done=lambda _nothing: self._finish(state),
            failed=self._fail,
        )

    def _finish(self, state: SessionState) -> None:
        self._running = None
        self._saved = state

    def _fail(self, failure: Failure) -> None:
        self._running = None
        self._complain(failure)

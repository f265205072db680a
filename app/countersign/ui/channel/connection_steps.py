"""The steps of joining a channel: what each one answered, how long it took, why one failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.channel import STEP_NAMES, IceServer, Step, StepName
from countersign.ui.channel.ice_servers import IceServers
from countersign.ui.channel.step_failure import StepFailure
from countersign.ui.channel.step_row import StepRow
from countersign.ui.channel.validity import validity_words
from countersign.ui.theme import Theme


class ConnectionSteps(QWidget):
    """Show five rows; `step_opened` carries the `Step` whose row a person activated, once it is over."""

    step_opened = Signal(object)

    def __init__(self, theme: Theme, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.setAccessibleName("Connection steps")
        self._clock = clock
        self._expires_at = 0.0
        self._steps: dict[StepName, Step] = {}
        self._rows: dict[StepName, StepRow] = {}
        self._failures: dict[StepName, StepFailure] = {}
        self._ice = IceServers(theme, clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name in STEP_NAMES:
            row = self._rows[name] = StepRow(theme, Step(name))
            failure = self._failures[name] = StepFailure(theme)
            row.clicked.connect(lambda _checked=False, name=name: self._open(name))
            column.addWidget(row)
            column.addWidget(failure)
        column.addWidget(self._ice)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_rows)
        self.show_steps(())

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show these steps; one that is not among them waits."""
        self._steps = {name: Step(name) for name in STEP_NAMES} | {step.name: step for step in steps}
        for name, failure in self._failures.items():
            failure.show_step(self._steps[name])
        self._show_rows()

    def set_expiry(self, expires_at: float) -> None:
        """Count down how long the signed URL is valid (seconds since the epoch) in the row that signs; 0 does not."""
        self._expires_at = expires_at
        self._show_rows()

    def show_ice_servers(self, servers: tuple[IceServer, ...]) -> None:
        """Show the servers that the service gave, keys masked; none takes the list away."""
        self._ice.show_servers(servers)

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._show_rows()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._seconds.stop()

    def _show_rows(self) -> None:
        for name, row in self._rows.items():
            step = self._steps[name]
            if name == "sign" and step.state == "done" and self._expires_at:
                step = replace(step, answer=validity_words(self._expires_at - self._clock()))
            row.show_step(step)
        self.setAccessibleDescription("; ".join(row.accessibleName() for row in self._rows.values()))

    def _open(self, name: StepName) -> None:
        if self._steps[name].state in ("done", "failed"):
            self.step_opened.emit(self._steps[name])

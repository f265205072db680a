"""How long an identity lasts, counting down while somebody can see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel

from countersign.model.credentials import Identity
from countersign.ui.identity.words import ends_soon, needs_words, time_left
from countersign.ui.theme import set_kind


class TimeLeftLabel(QLabel):
    """Say how long an identity lasts, or what it needs; hidden where there is nothing to say."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._identity: Identity | None = None
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_time)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName("Time left")

    def show_identity(self, identity: Identity | None) -> None:
        """Show another identity."""
        self._identity = identity
        self._show_time()
        self._run_clock()

    def counts(self) -> bool:
        """Tell whether the seconds run."""
        return self._seconds.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._show_time()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._seconds.stop()

    def _show_time(self) -> None:
        identity = self._identity
        ends, at = identity.expires_at if identity else None, self._clock()
        words = needs_words(identity) or time_left(ends, at) if identity else ""
        set_kind(self, "warn" if identity and (identity.needs or ends_soon(ends, at)) else "muted")
        self.setText(words)
        self.setVisible(bool(words))
        self.setToolTip(f"until {ends.astimezone():%d %b %Y, %H:%M:%S %Z}" if ends else "")

    def _run_clock(self) -> None:
        if self.isVisible() and self._identity is not None and self._identity.expires_at is not None:
            self._seconds.start()
        else:
            self._seconds.stop()

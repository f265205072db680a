"""The line under a chosen identity: its kind, key, account and time left, and the question who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.model.credentials import CallerIdentity, Identity
from countersign.ui.identity.words import ends_soon, kind_words, needs_words, now, time_left
from countersign.ui.theme import set_kind
from countersign.ui.widgets.elided_label import ElidedLabel


class IdentityLine(QWidget):
    """Describe one identity; `caller_identity_requested` carries it when a person asks AWS who it is."""

    caller_identity_requested = Signal(object)

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__()
        self._clock = clock
        self._identity: Identity | None = None
        self._facts = ElidedLabel()
        self._facts.setProperty("kind", "muted")
        self._facts.setAccessibleName("Identity facts")
        self._left = QLabel()
        self._left.setTextFormat(Qt.TextFormat.PlainText)
        self._left.setAccessibleName("Time left")
        self._who = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._who.setAccessibleName("Caller identity")
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setProperty("kind", "warn")
        self._ask = QPushButton("Who am I")
        self._ask.setProperty("kind", "quiet")
        self._ask.setToolTip("Ask AWS whom it takes these credentials for (GetCallerIdentity)")
        self._ask.clicked.connect(self._request)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_time)
        self._lay_out()
        self.show_identity(None, None)

    def show_identity(self, identity: Identity | None, caller: CallerIdentity | None) -> None:
        """Show another identity, and what AWS said of it; None hides the line."""
        self._identity = identity
        self.setVisible(identity is not None)
        if identity is None:
            self._seconds.stop()
            return
        parts = (kind_words(identity), identity.access_key_id, "" if caller or identity.arn else identity.account)
        self._facts.setText(" · ".join(part for part in parts if part))
        self._show_who(identity, caller)
        self._note.setText(identity.note)
        self._note.setVisible(bool(identity.note))
        self._ask.setEnabled(identity.needs != "sign-in")
        self._show_time()
        self._run_clock()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._show_time()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._seconds.stop()

    def _show_who(self, identity: Identity, caller: CallerIdentity | None) -> None:
        if caller is not None:
            words = f"AWS says {caller.account}, {caller.arn.split(':', 5)[-1]}"
            self._who.setAccessibleDescription(f"{caller.arn}, user ID {caller.user_id}")
        else:
            words = identity.arn
            self._who.setAccessibleDescription(words)
        set_kind(self._who, "ok" if caller else "muted")
        self._who.setText(words)
        self._who.setVisible(bool(words))

    def _show_time(self) -> None:
        if self._identity is None:
            return
        ends, at = self._identity.expires_at, self._clock()
        words = needs_words(self._identity) or time_left(ends, at)
        set_kind(self._left, "warn" if self._identity.needs or ends_soon(ends, at) else "muted")
        self._left.setText(words)
        self._left.setVisible(bool(words))
        self._left.setToolTip(f"until {ends.astimezone():%d %b %Y, %H:%M:%S %Z}" if ends else "")

    def _run_clock(self) -> None:
        if self.isVisible() and self._identity is not None and self._identity.expires_at is not None:
            self._seconds.start()
        else:
            self._seconds.stop()

    def _request(self) -> None:
        self.caller_identity_requested.emit(self._identity)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._facts)
        first.addWidget(self._left)
        first.addStretch(1)
        first.addWidget(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addLayout(first)
        column.addWidget(self._who)
        column.addWidget(self._note)

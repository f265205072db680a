"""The line under a chosen identity: its kind, key, account and time left, and the question who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.model.credentials import CallerIdentity, Identity
from countersign.ui.identity.time_left_label import TimeLeftLabel
from countersign.ui.identity.words import kind_words, now
from countersign.ui.theme import set_kind
from countersign.ui.widgets.elided_label import ElidedLabel


class IdentityLine(QWidget):
    """Describe one identity; `caller_identity_requested` carries it when a person asks AWS who it is."""

    caller_identity_requested = Signal(object)

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__()
        self._identity: Identity | None = None
        self._facts = ElidedLabel()
        self._facts.setProperty("kind", "muted")
        self._facts.setAccessibleName("Identity facts")
        self._left = TimeLeftLabel(clock)
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
        self._lay_out()
        self.show_identity(None, None)

    def show_identity(self, identity: Identity | None, caller: CallerIdentity | None) -> None:
        """Show another identity, and what AWS said of it; None hides the line."""
        self._identity = identity
        self.setVisible(identity is not None)
        if identity is None:
            self._left.show_identity(None)
            return
        parts = (kind_words(identity), identity.access_key_id, "" if caller or identity.arn else identity.account)
        self._facts.setText(" · ".join(part for part in parts if part))
        self._show_who(identity, caller)
        self._note.setText(identity.note)
        self._note.setVisible(bool(identity.note))
        self._ask.setEnabled(identity.needs != "sign-in")
        self._left.show_identity(identity)

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

"""One quiet line on whose keys join the channel: what they are, how long they last, and the question who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from countersign.model.credentials import CallerIdentity, Identity
from countersign.ui.identity.time_left_label import TimeLeftLabel
from countersign.ui.identity.words import kind_words, now
from countersign.ui.theme import set_kind
from countersign.ui.token.plain_tip import plain_tip
from countersign.ui.widgets.elided_label import ElidedLabel


class IdentityFacts(QWidget):
    """Describe one identity in a line; what has no room there is said on hover.

    `caller_identity_requested` carries the identity when a person asks AWS who it is, `sign_in_requested` its name.
    """

    caller_identity_requested = Signal(object)
    sign_in_requested = Signal(str)

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__()
        self._identity: Identity | None = None
        self._facts = ElidedLabel()
        self._left = TimeLeftLabel(clock)
        self._ask = _link("Who am I")
        self._ask.setToolTip("Ask AWS whom it takes these credentials for (GetCallerIdentity)")
        self._ask.clicked.connect(lambda: self.caller_identity_requested.emit(self._identity))
        self._sign_in = _link("Sign in to SSO")
        set_kind(self._sign_in, "line-accent")
        self._sign_in.clicked.connect(self._request_sign_in)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._facts)
        row.addWidget(self._left)
        row.addStretch(1)
        row.addWidget(self._ask)
        row.addWidget(self._sign_in)
        self.show_identity(None, None)

    def show_identity(self, identity: Identity | None, caller: CallerIdentity | None) -> None:
        """Show another identity, and what AWS said of it; None hides the line."""
        self._identity = identity
        self.setVisible(identity is not None)
        if identity is None:
            self._left.show_identity(None)
            return
        self._show_facts(identity, caller)
        self._ask.setVisible(identity.needs != "sign-in")
        self._sign_in.setVisible(identity.needs == "sign-in")
        self._left.show_identity(identity)

    def _show_facts(self, identity: Identity, caller: CallerIdentity | None) -> None:
        """Say what AWS answered, once it did; else the note, else what the keys are, which is then on hover."""
        facts = facts_of(identity)
        if caller is None:
            words, kind, whole = identity.note or facts, "warn" if identity.note else "muted", identity.arn or facts
        else:
            words, kind = f"AWS says {caller.account}, {caller.arn.split(':', 5)[-1]}", "ok"
            whole = f"{caller.arn}, user ID {caller.user_id}"
        set_kind(self._facts, kind)
        self._facts.setAccessibleName("Caller identity" if caller else "Identity facts")
        self._facts.setAccessibleDescription(whole)
        self._facts.setText(words)
        self._facts.setVisible(bool(words))
        self.setToolTip(plain_tip(whole))

    def _request_sign_in(self) -> None:
        if self._identity is not None:
            self.sign_in_requested.emit(self._identity.name)


def facts_of(identity: Identity) -> str:
    """Return kind, key and account in a line."""
    return " · ".join(part for part in (kind_words(identity), identity.access_key_id, identity.account) if part)


def _link(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("kind", "line")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button

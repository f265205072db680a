"""The state of a token in a few words, behind a dot in its colour."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from countersign.model.jwt import Verification
from countersign.ui.theme import set_kind
from countersign.ui.token.plain_tip import plain_tip
from countersign.ui.token.time_words import time_left, zoned
from countersign.ui.widgets.elided_label import ElidedLabel


class TokenStateLabel(QWidget):
    """Show "● valid, 52 min left" and its like."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = QLabel("●")
        self._words = ElidedLabel()
        self._words.setProperty("kind", "muted")
        self._words.setAccessibleName("Token state")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self._words, 1)

    def words(self) -> str:
        """Return what is said."""
        return self._words.text()

    def show_state(self, verification: Verification | None, expires_at: datetime | None, now: datetime) -> None:
        """Say whether the token is good, and for how long."""
        kind, words = token_state(verification, expires_at, now)
        if words != self._words.text():
            self._words.setText(words)
            self._words.setAccessibleDescription(words)
        set_kind(self._dot, kind)
        failure = verification.failure if verification else None
        ends = f"Ends {zoned(expires_at)}." if expires_at else ""
        reason = failure.sentence if failure else ""
        self.setToolTip(plain_tip(" ".join(part for part in (reason, ends) if part)))


def token_state(verification: Verification | None, expires_at: datetime | None, now: datetime) -> tuple[str, str]:
    """Return the look ("ok", "warn", "error") and the words of a token's state."""
    ended = expires_at is not None and expires_at <= now
    left = time_left(expires_at, now) if expires_at else "no expiry"
    if ended:
        return "error", left
    if verification is not None and verification.state == "refused":
        return "error", f"refused, {left}"
    if verification is None or verification.state == "not-verified":
        return "warn", f"not verified, {left}"
    return "ok", f"valid, {left}"

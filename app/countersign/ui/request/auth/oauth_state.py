"""Whether there is a token of a provider, and how long it lasts, behind a dot in its colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from countersign.ui.identity.words import ends_soon, now, time_left
from countersign.ui.request.auth.oauth_sign_in import ProviderState
from countersign.ui.theme import set_kind
from countersign.ui.token.time_words import time_left as time_left_or_since
from countersign.ui.token.time_words import zoned
from countersign.ui.widgets.elided_label import ElidedLabel


class ProviderStateLine(QWidget):
    """Show "● signed in, 52 min left" and its like, counting down while somebody can see it."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], datetime] = now) -> None:
        super().__init__(parent)
        self._clock = clock
        self._state = ProviderState()
        self._gets_itself = False
        self._dot = QLabel("●")
        self._words = ElidedLabel()
        self._words.setAccessibleName("Token state")
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._count_down)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self._words, 1)
        self.setMinimumHeight(28)
        self._count_down()

    def words(self) -> str:
        """Return what is said."""
        return self._words.text()

    def show_state(self, state: ProviderState, *, gets_itself: bool) -> None:
        """Show another state; `gets_itself` tells that sending gets a token without a person."""
        self._state = state
        self._gets_itself = gets_itself
        self._dot.setToolTip(f"Ends {zoned(state.expires_at)}." if state.expires_at else "")
        self._count_down()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._count_down()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._seconds.stop()
        super().hideEvent(event)

    def _count_down(self) -> None:
        kind, words = state_words(self._state, self._clock(), gets_itself=self._gets_itself)
        set_kind(self._dot, kind)
        if words != self._words.text():
            self._words.setText(words)
            self._words.setAccessibleDescription(words)


def state_words(state: ProviderState, at: datetime, *, gets_itself: bool) -> tuple[str, str]:
    """Return the look ("ok", "warn", "error", "faint") and the words of a state."""
    if not state.signed_in:
        return "faint", "not signed in; sending gets a token" if gets_itself else "not signed in"
    if state.expires_at is None:
        return "ok", "signed in"
    if state.expires_at <= at:
        return "error", time_left_or_since(state.expires_at, at)
    return "warn" if ends_soon(state.expires_at, at) else "ok", f"signed in, {time_left(state.expires_at, at)}"

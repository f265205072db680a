"""The foot of the channel pane: connect, disconnect, and what the connection is doing."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from countersign.model.socket import SocketPhase, SocketState
from countersign.ui.channel.state_words import is_trouble, state_sentence
from countersign.ui.request.form_rows import note_label
from countersign.ui.theme import Theme, set_kind

# What the first button says, and how it looks.
_FACES: dict[SocketPhase, tuple[str, str]] = {
    "idle": ("Connect", "primary"),
    "connecting": ("Cancel", ""),
    "open": ("Disconnect", "danger"),
    "closing": ("Disconnect", "danger"),
    "waiting": ("Disconnect", "danger"),
    "closed": ("Connect", "primary"),
}


class ChannelFooter(QWidget):
    """Show a `SocketState` and offer what can be done in it."""

    connect_requested = Signal()
    disconnect_requested = Signal()
    reconnect_requested = Signal()

    def __init__(self, theme: Theme, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._state = SocketState()
        self._words = note_label()
        self._main = QPushButton()
        self._again = QPushButton()
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_words)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._main, 1)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 14)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addLayout(row)
        self._main.clicked.connect(self._act)
        self._again.clicked.connect(self.reconnect_requested)
        self.show_state(self._state)

    def show_state(self, state: SocketState) -> None:
        """Show another state."""
        self._state = state
        label, kind = _FACES[state.phase]
        self._main.setText(label)
        self._main.setEnabled(state.phase != "closing")
        set_kind(self._main, kind)
        self._again.setText("Reconnect now" if state.phase == "waiting" else "Reconnect")
        self._again.setVisible(state.phase in ("open", "waiting"))
        if state.phase == "waiting":
            self._seconds.start()
        else:
            self._seconds.stop()
        self._show_words()

    def words(self) -> str:
        """Return the sentence above the buttons, "" without one."""
        return self._words.text()

    def _show_words(self) -> None:
        words = state_sentence(self._state, self._clock())
        set_kind(self._words, "error" if is_trouble(self._state) else "muted")
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _act(self) -> None:
        if self._state.phase in ("idle", "closed"):
            self.connect_requested.emit()
        else:
            self.disconnect_requested.emit()

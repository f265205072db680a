"""The line of a WebSocket: badge, URL, and the button that connects and disconnects."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from countersign.model.socket import SocketPhase, SocketState
from countersign.ui.request.url_line import UrlLine
from countersign.ui.theme import Theme

_BADGE_WIDTH = 52
_NARROWEST_BUTTON = 112  # the longest word fits, so that the URL keeps its width
_BUTTONS: dict[SocketPhase, tuple[str, str, str]] = {
    "idle": ("Connect", "Ctrl+Enter", "primary"),
    "closed": ("Connect", "Ctrl+Enter", "primary"),
    "connecting": ("Cancel", "Escape", ""),
    "waiting": ("Cancel", "Stop reconnecting", ""),
    "open": ("Disconnect", "", "danger"),
    "closing": ("Disconnect", "Waiting for the other side to close", ""),
}


class SocketLine(UrlLine):
    """Edit the URL of a WebSocket; the button follows the connection."""

    connect_requested = Signal()
    disconnect_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        badge = QLabel("WS")
        super().__init__(theme, badge, _NARROWEST_BUTTON)
        self._badge = badge
        badge.setFixedWidth(_BADGE_WIDTH)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.setAccessibleName("WebSocket")
        self._phase: SocketPhase = "idle"
        self.url.setAccessibleName("WebSocket URL")
        self.url.setPlaceholderText("wss://example.com/path, or {{base_url}}/path")
        self.url.send_requested.connect(self._connect)
        self.button.clicked.connect(self._press)
        theme.changed.connect(self._colour_badge)
        self.show_state(SocketState())
        self._colour_badge()

    @property
    def is_idle(self) -> bool:
        """Tell whether there is nothing to disconnect."""
        return self._phase in ("idle", "closed")

    def show_state(self, state: SocketState) -> None:
        """Offer what can be done now."""
        self._phase = state.phase
        self.set_button(*_BUTTONS[state.phase])

    def _connect(self) -> None:
        if self.is_idle:
            self.connect_requested.emit()

    def _press(self) -> None:
        if self.is_idle:
            self.connect_requested.emit()
        elif self._phase != "closing":
            self.disconnect_requested.emit()

    def _colour_badge(self) -> None:
        self._badge.setStyleSheet(f"font-weight: 600; color: {self.theme.method_colour('WS')};")

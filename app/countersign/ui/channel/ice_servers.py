"""The STUN and TURN servers that the service gave, with the keys to them masked."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import delete

from countersign.model.channel import IceServer
from countersign.ui.channel.options_fold import OptionsFold
from countersign.ui.channel.validity import validity_words
from countersign.ui.request.form_rows import row_label
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.secret_field import SecretField

_SOON = 60


class IceServers(QWidget):
    """Show servers folded away; user names and passwords show one at a time and hide by themselves."""

    def __init__(self, theme: Theme, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._servers: tuple[IceServer, ...] = ()
        self._ends: list[tuple[QLabel, float]] = []
        self._fold: OptionsFold | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 2, 14, 0)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_time)
        self.setAccessibleName("ICE servers")
        self.hide()

    def show_servers(self, servers: tuple[IceServer, ...]) -> None:
        """Show other servers; none hides the whole."""
        if servers == self._servers:
            return
        self._servers = servers
        self._ends = []
        if self._fold is not None:
            delete(self._fold)
            self._fold = None
        if servers:
            self._fold = OptionsFold(self._theme, "ICE servers", self._table(servers))
            self._fold.set_summary(counted(servers), "muted")
            self._column.addWidget(self._fold)
            self._fold.show()  # a layout shows what it gets only after the events under way
        self._show_time()
        self.setVisible(bool(servers))

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._show_time()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._seconds.stop()

    def _table(self, servers: tuple[IceServer, ...]) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(6, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, server in enumerate(servers, 1):
            if number > 1:
                line = QFrame()
                line.setProperty("kind", "divider")
                grid.addWidget(line, grid.rowCount(), 0, 1, 2)
            self._add_server(grid, number, server)
        return table

    def _add_server(self, grid: QGridLayout, number: int, server: IceServer) -> None:
        uris = QLabel("\n".join(server.uris))
        uris.setTextFormat(Qt.TextFormat.PlainText)
        uris.setFont(self._theme.code_font())
        uris.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        uris.setWordWrap(True)
        uris.setAccessibleName(f"URIs {number}: {', '.join(server.uris)}")
        grid.addWidget(uris, grid.rowCount(), 0, 1, 2)
        for label, secret in (("User name", server.username), ("Password", server.password)):
            if secret:
                field = SecretField()
                field.set_secret(secret)
                field.setReadOnly(True)
                field.setAccessibleName(f"{label} {number}")
                row = grid.rowCount()
                grid.addWidget(row_label(label), row, 0)
                grid.addWidget(field, row, 1)
        if server.expires_at:
            left = QLabel()
            left.setTextFormat(Qt.TextFormat.PlainText)
            self._ends.append((left, server.expires_at))
            grid.addWidget(left, grid.rowCount(), 1)

    def _show_time(self) -> None:
        for label, ends_at in self._ends:
            left = ends_at - self._clock()
            set_kind(label, "muted" if left >= _SOON else "warn")
            label.setText(validity_words(left))


def counted(servers: tuple[IceServer, ...]) -> str:
    """Return how many of a kind there are: "2 TURN, 1 STUN"; a server that speaks both counts as TURN."""
    turn = sum(1 for server in servers if any(uri.startswith("turn") for uri in server.uris))
    stun = len(servers) - turn
    return ", ".join(f"{count} {word}" for count, word in ((turn, "TURN"), (stun, "STUN")) if count)

"""The line at the foot of the window: who signs, by which protocol, and what the window must say."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from countersign import __version__
from countersign.model.exchange import Connection
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.elided_label import ElidedLabel


class StatusFacts(NamedTuple):
    """Hold what a live connection has to say: a state in a colour, and short texts ("ping 38 ms")."""

    tone: str = ""
    texts: tuple[str, ...] = ()


class StatusLine(QFrame):
    """Show what a live connection says and one sentence on the left, facts of the last exchange on the right."""

    theme_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("kind", "status-line")
        self.setFixedHeight(26)
        self._message = ElidedLabel("", parent=self)
        self._message.setAccessibleName("Status")
        self._live = _fact(self)
        self._live.setAccessibleName("Connection")
        self._live.hide()
        self._protocol = _fact(self)
        self._tls = _fact(self)
        self._look = QPushButton(self)
        self._look.setProperty("kind", "status")
        self._look.setAccessibleName("Theme")
        self._look.clicked.connect(self.theme_requested)
        version = _fact(self)
        version.setText(__version__)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(16)
        row.addWidget(self._live)
        row.addWidget(self._message, 1)
        for fact in (self._protocol, self._tls, self._look, version):
            row.addWidget(fact)
        theme.changed.connect(self._show_mode)
        self._show_mode()

    @property
    def sentence(self) -> str:
        """Return what is said."""
        return self._message.text()

    def say(self, sentence: str, kind: str = "muted") -> None:
        """Show a sentence; `kind` is its look: muted, warn or error."""
        self._message.setText(sentence)
        self._message.setAccessibleDescription(sentence)
        set_kind(self._message, kind)

    def show_facts(self, facts: StatusFacts) -> None:
        """Show what the live connection of the current tab says, nothing for a tab without one."""
        self._live.setVisible(bool(facts.texts))
        self._live.setText("   ".join(facts.texts))
        set_kind(self._live, facts.tone or "muted")

    def show_connection(self, connection: Connection) -> None:
        """Show how the last exchange travelled."""
        self._protocol.setText(connection.http_version)
        self._tls.setText(connection.tls_version)

    def _show_mode(self) -> None:
        words = {"system": "System theme", "dark": "Dark theme", "light": "Light theme"}
        self._look.setText(words[self._theme.mode])


def _fact(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "muted")
    return label

"""The top bar: which workspace, which environment, and who signs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from countersign.model.credentials import Identity
from countersign.model.workspace import Environment
from countersign.ui.theme import Theme
from countersign.ui.widgets.menu_button import MenuButton

_KIND_WORDS = {"keyring": "keyring", "memory": "memory only", "environment": "environment variables"}


class TopBar(QFrame):
    """Show and change the surroundings of every request."""

    environment_chosen = Signal(str)
    identity_chosen = Signal(str)
    add_identity_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("kind", "top-bar")
        self.setFixedHeight(44)
        name = QLabel("Countersign", self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("kind", "title")
        name.setFixedWidth(246)
        self.workspace = _menu_button("Workspace", "", self)
        self.environment = _menu_button("Environment", "Environment", self)
        self.identity = _menu_button("Identity", "", self)
        self.identity.set_strong(strong=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(name)
        row.addSpacing(2)
        row.addWidget(self.workspace)
        row.addStretch(1)
        row.addWidget(self.environment)
        row.addWidget(self.identity)
        self.show_environments((), "")
        self.show_identities((), "")

    def show_workspace(self, name: str, actions: QMenu) -> None:
        """Show the open workspace, and what can be done about it."""
        self.workspace.set_value(name or "No workspace")
        self.workspace.setMenu(actions)

    def show_environments(self, environments: tuple[Environment, ...], active: str) -> None:
        """Offer the environments; "" stands for none."""
        self.environment.set_value(active or "none")
        names = ["", *(environment.name for environment in environments)]
        self._offer(
            self.environment, [(name, name or "No environment") for name in names], active, self.environment_chosen
        )

    def show_identities(self, identities: tuple[Identity, ...], active: str) -> None:
        """Offer the identities; the chip says who signs unless a request names another."""
        chosen = next((identity for identity in identities if identity.name == active), None)
        if chosen is None:
            self.identity.set_value("No identity", "")
            self.identity.set_dot(self._theme.colour("warn"))
        else:
            self.identity.set_value(chosen.name, _identity_note(chosen))
            self.identity.set_dot(self._theme.colour("ok"))
        entries = [(identity.name, f"{identity.name} ({_KIND_WORDS[identity.kind]})") for identity in identities]
        self._offer(self.identity, entries, active, self.identity_chosen)
        menu = self.identity.menu()
        menu.addSeparator()
        menu.addAction("Add an identity", self.add_identity_requested.emit)

    def _offer(self, button: MenuButton, entries: list[tuple[str, str]], active: str, chosen: SignalInstance) -> None:
        menu = QMenu(button)
        group = QActionGroup(menu)
        for key, label in entries:
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(key == active)
            action.triggered.connect(lambda _checked=False, key=key: chosen.emit(key))
            group.addAction(action)
        former = button.menu()
        button.setMenu(menu)
        if former is not None:
            former.deleteLater()


def _menu_button(name: str, caption: str, parent: QWidget) -> MenuButton:
    button = MenuButton(caption, "", parent)
    button.setAccessibleName(name)
    return button


def _identity_note(identity: Identity) -> str:
    words = _KIND_WORDS[identity.kind]
    return f"{words}, session token" if identity.has_session_token else words

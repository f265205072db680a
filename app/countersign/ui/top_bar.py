"""The top bar: which workspace, which environment, and who signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from countersign.model.auth import CredentialsSource
from countersign.model.credentials import Identity
from countersign.model.workspace import Environment
from countersign.ui.identity.words import ends_soon, kind_chip, kind_words, needs_words, now, time_left
from countersign.ui.theme import Theme
from countersign.ui.widgets.menu_button import MenuButton

_HEADING_PIXELS = 11
_GROUPS: dict[CredentialsSource, str] = {
    "keyring": "Keyring",
    "profile": "AWS profiles",
    "role": "Assumed roles",
    "cognito": "Cognito identities",
    "environment": "Environment",
}


class TopBar(QFrame):
    """Show and change the surroundings of every request."""

    environment_chosen = Signal(str)
    identity_chosen = Signal(str)
    add_identity_requested = Signal()
    edit_environments_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], datetime] = now) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._default: Identity | None = None
        self._signer: Identity | None = None
        self._sends = ""
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show_chip)
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
        theme.changed.connect(self._show_chip)
        self.show_environments((), "")
        self.show_identities((), "")

    def show_workspace(self, name: str, actions: QMenu) -> None:
        """Show the open workspace, and what can be done about it."""
        self.workspace.set_value(name or "No workspace")
        self.workspace.setMenu(actions)

    def show_environments(self, environments: tuple[Environment, ...], active: str) -> None:
        """Offer the environments; "" stands for none."""
        self.environment.set_value(active or "none")
        menu = QMenu(self.environment)
        group = QActionGroup(menu)
        for name in ("", *(environment.name for environment in environments)):
            action = menu.addAction(_plain(name or "No environment"))
            _make_choice(action, group, is_chosen=name == active)
            action.triggered.connect(lambda _checked=False, name=name: self.environment_chosen.emit(name))
        menu.addSeparator()
        menu.addAction("Edit environments", self.edit_environments_requested.emit)
        _replace_menu(self.environment, menu)

    def show_identities(self, identities: tuple[Identity, ...], active: str) -> None:
        """Offer the identities by kind; `active` is the one that signs unless a request names another."""
        self._default = next((identity for identity in identities if identity.name == active), None)
        self._signer = self._default
        menu = QMenu(self.identity)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        for source, title in _GROUPS.items():
            members = [identity for identity in identities if identity.source == source]
            if members:
                menu.addAction(_heading(title, menu))
            for identity in members:
                self._add_identity(menu, group, identity)
        menu.addSeparator()
        menu.addAction("Add an identity", self.add_identity_requested.emit)
        _replace_menu(self.identity, menu)
        self._show_chip()
        self._run_clock()

    def show_signer(self, signer: Identity | None, what: str = "") -> None:
        """Say who the request on screen is sent as; None is the default, `what` names what is no identity."""
        self._signer, self._sends = signer or (None if what else self._default), what
        self._show_chip()
        self._run_clock()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._show_chip()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._seconds.stop()

    def _add_identity(self, menu: QMenu, group: QActionGroup, identity: Identity) -> None:
        facts = ", ".join(self._facts(identity))
        action = menu.addAction(_plain(identity.name) + (f"\t{facts}" if facts else ""))
        action.setToolTip(". ".join(part for part in (identity.arn, identity.note) if part))
        _make_choice(action, group, is_chosen=identity is self._default)
        action.triggered.connect(lambda: self.identity_chosen.emit(identity.name))

    def _facts(self, identity: Identity) -> Iterator[str]:
        """Give the few words that stand beside a name in the menu."""
        words = (
            kind_chip(identity),
            needs_words(identity) or time_left(identity.expires_at, self._clock()),
            identity.account,
        )
        return (word for word in words if word)

    def _show_chip(self) -> None:
        if self._signer is None:
            note, colour, value = "", "ok" if self._sends else "warn", self._sends or "No identity"
        else:
            ends, at = self._signer.expires_at, self._clock()
            left = needs_words(self._signer) or time_left(ends, at)
            note = ", ".join(part for part in (kind_words(self._signer), left) if part)
            colour = "warn" if self._signer.needs or ends_soon(ends, at) else "ok"
            value = self._signer.name
        self.identity.set_value(value, note)
        self.identity.set_dot(self._theme.colour(colour))

    def _run_clock(self) -> None:
        if self.isVisible() and self._signer is not None and self._signer.expires_at is not None:
            self._seconds.start()
        else:
            self._seconds.stop()


def _menu_button(name: str, caption: str, parent: QWidget) -> MenuButton:
    button = MenuButton(caption, "", parent)
    button.setAccessibleName(name)
    return button


def _make_choice(action: QAction, group: QActionGroup, *, is_chosen: bool) -> None:
    action.setCheckable(True)
    action.setChecked(is_chosen)
    group.addAction(action)


def _replace_menu(button: MenuButton, menu: QMenu) -> None:
    former = button.menu()
    button.setMenu(menu)
    if former is not None:
        former.deleteLater()


def _heading(title: str, menu: QMenu) -> QAction:
    """Return a line of a menu that names what follows; a section's title is not drawn under a stylesheet."""
    action = QAction(title, menu)
    action.setEnabled(False)
    font = QFont(menu.font())
    font.setPixelSize(_HEADING_PIXELS)
    font.setWeight(QFont.Weight.DemiBold)
    action.setFont(font)
    return action


def _plain(text: str) -> str:
    """Return a text as a menu shows it unchanged: no mnemonic, no second column."""
    return text.replace("&", "&&").replace("\t", " ")

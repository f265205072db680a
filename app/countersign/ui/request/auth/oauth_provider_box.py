"""The choice of an OAuth provider by name, its host and grant beside it."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from countersign.model.oauth import OAuthGrant, OAuthProvider
from countersign.ui.identity.chip_choice import ChipChoice
from countersign.ui.request.auth.editor_in_place import Editing

GRANTS: dict[OAuthGrant, str] = {
    "client_credentials": "Client credentials",
    "authorization_code": "Authorization code",
    "device_code": "Device code",
}


class ProviderChoice(QWidget):
    """Choose a provider; one that is not known here is named as such and kept."""

    provider_chosen = Signal()
    edit_requested = Signal()
    new_requested = Signal()
    delete_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._provider = ""
        self._providers: tuple[OAuthProvider, ...] = ()
        self._box = ChipChoice("Provider")
        self._edit = _button("Edit")
        self._edit.setCheckable(True)
        self._new = _button("New")
        self._new.setCheckable(True)
        self._delete = _button("Delete")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._box, 1)
        for button in (self._edit, self._new, self._delete):
            row.addWidget(button)
        self._box.currentIndexChanged.connect(self._choose)
        self._edit.clicked.connect(self.edit_requested)
        self._new.clicked.connect(self.new_requested)
        self._delete.clicked.connect(self.delete_requested)
        self._fill()

    @property
    def provider(self) -> str:
        """Return the name that the request uses, "" for none."""
        return self._provider

    def set_provider(self, name: str) -> None:
        """Choose a provider, without a signal."""
        self._provider = name
        self._fill()

    def set_providers(self, providers: tuple[OAuthProvider, ...]) -> None:
        """Offer other providers, without a signal."""
        self._providers = providers
        self._fill()

    def set_editing(self, what: Editing) -> None:
        """Show whose fields are open: the chosen provider's, a new one's, or none."""
        self._edit.setChecked(what == "known")
        self._new.setChecked(what == "new")

    def _choose(self) -> None:
        self._provider = str(self._box.currentData() or "")
        self._allow_changes()
        self.provider_chosen.emit()

    def _fill(self) -> None:
        with QSignalBlocker(self._box):
            self._box.clear()
            if not self._provider:
                self._box.add_choice("Choose a provider" if self._providers else "No provider yet", "")
            for provider in self._providers:
                self._box.add_choice(
                    provider.name, provider.name, (GRANTS[provider.grant].lower(), host_of(provider))
                )
            if self._box.findData(self._provider) < 0:
                self._box.add_choice(f"{self._provider} (not known here)", self._provider)
            self._box.setCurrentIndex(self._box.findData(self._provider))
        self._box.show_chips()
        self._allow_changes()

    def _allow_changes(self) -> None:
        known = any(provider.name == self._provider for provider in self._providers)
        self._edit.setEnabled(known)
        self._delete.setEnabled(known)


def host_of(provider: OAuthProvider) -> str:
    """Return the host, and port, that gives the tokens; "" where the address cannot be read."""
    try:
        return urlsplit(provider.issuer or provider.token_endpoint).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _button(word: str) -> QPushButton:
    button = QPushButton(word)
    button.setAccessibleName(f"{word} provider")
    return button

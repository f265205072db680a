"""Where a provider is reached when its issuer does not say so."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countersign.model.oauth import OAuthProvider
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.form_rows import FormRows
from countersign.ui.theme import Theme

_LABELS = {
    "authorization_endpoint": ("Authorization", "Authorization endpoint"),
    "token_endpoint": ("Token", "Token endpoint"),
    "device_authorization_endpoint": ("Device", "Device authorization endpoint"),
    "revocation_endpoint": ("Revocation", "Revocation endpoint"),
}


class ProviderEndpoints(QWidget):
    """Edit four addresses, folded away while all are discovered."""

    edited = Signal()
    return_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._fields = {attribute: QLineEdit() for attribute in _LABELS}
        rows = FormRows(theme)
        for attribute, (label, name) in _LABELS.items():
            field = self._fields[attribute]
            field.setProperty("kind", "code")
            field.setPlaceholderText("discovered from the issuer")
            field.setAccessibleName(name)
            field.textChanged.connect(self.edited)
            field.returnPressed.connect(self.return_pressed)
            rows.add_row(label, field)
        self._fold = Disclosure(theme, "Endpoints", "discovered where left empty", rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._fold)

    def set_provider(self, provider: OAuthProvider) -> None:
        """Show a provider's addresses; typed ones unfold."""
        for attribute, field in self._fields.items():
            field.setText(getattr(provider, attribute))
        self._fold.set_open(is_open=any(field.text() for field in self._fields.values()))

    def written_into(self, provider: OAuthProvider) -> OAuthProvider:
        """Return the provider with these addresses."""
        typed = {attribute: field.text().strip() for attribute, field in self._fields.items()}
        return replace(
            provider,
            authorization_endpoint=typed["authorization_endpoint"],
            token_endpoint=typed["token_endpoint"],
            device_authorization_endpoint=typed["device_authorization_endpoint"],
            revocation_endpoint=typed["revocation_endpoint"],
        )

    def unfold(self) -> None:
        """Show the addresses, for a problem with one of them."""
        self._fold.set_open(is_open=True)

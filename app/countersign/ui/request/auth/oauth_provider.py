"""The fields of an OAuth provider, edited in place."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.errors import Failure, InputError
from countersign.model.oauth import ClientAuth, OAuthGrant, OAuthProvider
from countersign.ui.request.auth.oauth_endpoints import ProviderEndpoints
from countersign.ui.request.auth.oauth_provider_box import GRANTS
from countersign.ui.request.auth.oauth_provider_checks import check_provider
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import ROW_SPACING, FormRows, in_a_row, note_label
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl

_CLIENT_AUTH = (("basic", "Basic"), ("body", "Body"), ("none", "None"))


class ProviderEditor(QWidget):
    """Edit one provider; the client secret leaves only with `save_requested`, "" where the kept one stays.

    `saved` carries the name once the provider has arrived among the known ones; `closed` follows the button.
    """

    save_requested = Signal(object, str)
    saved = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._known: OAuthProvider | None = None
        self._taken: tuple[str, ...] = ()
        self._saving: OAuthProvider | None = None
        self._forgets_secret = False
        self._name, self._issuer, self._client_id, self._scopes, self._audience = (QLineEdit() for _ in range(5))
        self._secret = SecretField()
        self._forget_secret = QPushButton("Forget")
        self._grant = SegmentedControl(tuple(GRANTS.items()))
        self._client_auth = SegmentedControl(_CLIENT_AUTH)
        self._endpoints = ProviderEndpoints(theme)
        self._save = QPushButton("Save provider")
        self._close = QPushButton("Close")
        self._note = note_label()
        self._build(theme)
        self._connect()

    def open(self, provider: OAuthProvider | None, names: tuple[str, ...]) -> None:
        """Show a provider's fields, or empty ones; `names` are taken by the providers there are."""
        self._known = provider
        self._taken = tuple(name for name in names if provider is None or name != provider.name)
        shown = provider or OAuthProvider("")
        self._forgets_secret = False
        for field, text in (
            (self._name, shown.name),
            (self._issuer, shown.issuer),
            (self._client_id, shown.client_id),
            (self._scopes, " ".join(shown.scopes)),
            (self._audience, shown.audience),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        self._grant.set_current(shown.grant)
        self._client_auth.set_current(shown.client_auth)
        self._endpoints.set_provider(shown)
        self.forget()
        self._show_state()

    def forget(self) -> None:
        """Wipe the typed secret, what was being saved, and what was said."""
        self._secret.set_secret("")
        self._saving = None
        self._clear_words()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        (self._issuer if self._known else self._name).setFocus()

    @property
    def is_new(self) -> bool:
        """Tell whether the fields are those of a provider that is not there yet."""
        return self._known is None

    def is_changed(self) -> bool:
        """Tell whether the fields hold something that is not saved."""
        return self._candidate() != (self._known or OAuthProvider("")) or bool(self._secret.text())

    def has_field(self, name: str) -> bool:
        """Tell whether one of the fields has this name."""
        return bool(name) and find_field(self, name) is not None

    def notice_providers(self, providers: tuple[OAuthProvider, ...]) -> None:
        """Tell `saved` once the provider that was being saved is among them."""
        saving = self._saving
        if saving is not None and any(_alike(provider, saving) for provider in providers):
            self.forget()
            self.saved.emit(saving.name)

    def show_failure(self, failure: Failure | None) -> None:
        """Say what is wrong, at the field that the failure names."""
        self._saving = None
        self._clear_words()
        if failure is None:
            return
        found = find_field(self, failure.field) if failure.field else None
        if found is None:
            set_kind(self._note, "error")
            self._note.setText(str(failure))
            return
        if self._endpoints.isAncestorOf(found[1]):
            self._endpoints.unfold()
        found[0].show_problem(found[1], failure)
        found[1].setFocus()

    def save(self) -> None:
        """Ask for the provider to be saved, or say what is wrong with it."""
        provider = self._candidate()
        try:
            check_provider(provider, self._taken)
        except InputError as error:
            self.show_failure(error.failure)
            return
        if not self.is_changed():
            self.closed.emit()
            return
        self._clear_words()
        self._saving = provider
        self._note.setText("Saving…")
        self.save_requested.emit(provider, self._typed_secret())

    def _build(self, theme: Theme) -> None:
        self._save.setProperty("kind", "primary")
        self._close.setAccessibleName("Close provider")
        self._forget_secret.setAccessibleName("Forget client secret")
        for field, hint in (
            (self._issuer, "https://login.example.com"),
            (self._client_id, "as registered at the provider"),
            (self._scopes, "openid offline_access"),
            (self._audience, "only where the provider asks for one"),
        ):
            field.setProperty("kind", "code")
            field.setPlaceholderText(hint)
        self._name.setPlaceholderText("orders-login")
        self._name.setAccessibleName("Provider name")
        self._secret.setAccessibleName("Client secret")
        self._grant.setAccessibleName("Grant")
        self._client_auth.setAccessibleName("Client authentication")
        rows = FormRows(theme)
        rows.add_row("Name", self._name)
        rows.add_row("Issuer", self._issuer)
        rows.add_row("Client ID", self._client_id)
        rows.add_row("Client secret", in_a_row(self._secret, self._forget_secret, stretch=0))
        rows.add_row("Secret sent in", self._client_auth)
        rows.add_row("Sign in with", self._grant)
        rows.add_row("Scopes", self._scopes)
        rows.add_row("Audience", self._audience)
        rows.add_wide(self._endpoints)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACING)
        for part in (rows, in_a_row(self._save, self._close, stretch=-1), self._note):
            column.addWidget(part)

    def _connect(self) -> None:
        for field in (self._name, self._issuer, self._client_id, self._secret, self._scopes, self._audience):
            field.textChanged.connect(self._show_state)
            field.returnPressed.connect(self.save)
        self._endpoints.edited.connect(self._show_state)
        self._endpoints.return_pressed.connect(self.save)
        self._client_auth.selected.connect(self._show_state)
        self._forget_secret.clicked.connect(self._drop_secret)
        self._save.clicked.connect(self.save)
        self._close.clicked.connect(self.closed)

    def _candidate(self) -> OAuthProvider:
        base = self._known or OAuthProvider("")
        typed = replace(
            base,
            name=self._name.text().strip(),
            issuer=self._issuer.text().strip(),
            client_id=self._client_id.text().strip(),
            scopes=tuple(self._scopes.text().split()),
            audience=self._audience.text().strip(),
            client_auth=cast("ClientAuth", self._client_auth.current()),
            grant=cast("OAuthGrant", self._grant.current()),
        )
        provider = self._endpoints.written_into(typed)
        kept = base.has_client_secret and _secret_home(provider) == _secret_home(base) and not self._forgets_secret
        return replace(provider, has_client_secret=bool(self._typed_secret()) or kept)

    def _typed_secret(self) -> str:
        return self._secret.text() if self._client_auth.current() != "none" else ""

    def _show_state(self) -> None:
        provider = self._candidate()
        is_sent = provider.client_auth != "none"
        kept = provider.has_client_secret and not self._secret.text()
        had = self._known is not None and self._known.has_client_secret
        lost = had and not provider.has_client_secret and not self._forgets_secret
        self._secret.setEnabled(is_sent)
        self._secret.setPlaceholderText(_secret_words(is_sent=is_sent, kept=kept, lost=lost))
        self._forget_secret.setVisible(kept)
        renamed = self._known is not None and provider.name != self._known.name
        self._save.setText("Save as new provider" if renamed else "Save provider")

    def _drop_secret(self) -> None:
        self._forgets_secret = True
        self._show_state()
        self._secret.setFocus()

    def _clear_words(self) -> None:
        for box in self.findChildren(FieldBox):
            box.clear_problem()
        set_kind(self._note, "muted")
        self._note.clear()


def _secret_words(*, is_sent: bool, kept: bool, lost: bool) -> str:
    if not is_sent:
        return "not sent"
    if kept:
        return "kept in the keyring"
    return "type it again: it belonged to another client" if lost else "none"


def _secret_home(provider: OAuthProvider) -> tuple[str, ...]:
    """Return what a kept client secret belongs to; it never goes to another client or another address."""
    return (
        provider.name,
        provider.client_id,
        provider.issuer,
        provider.token_endpoint,
        provider.device_authorization_endpoint,
        provider.revocation_endpoint,
    )


def _alike(one: OAuthProvider, other: OAuthProvider) -> bool:
    return replace(one, has_client_secret=False) == replace(other, has_client_secret=False)

"""The token of an OAuth provider: get one, give up, sign out, and why there is none."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.errors import Failure
from countersign.model.oauth import OAuthProvider
from countersign.ui.request.auth.oauth_device import DeviceCodeBox
from countersign.ui.request.auth.oauth_provider_box import host_of
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.oauth_state import ProviderStateLine
from countersign.ui.request.form_rows import ROW_SPACING, FormRows, in_a_row, note_label
from countersign.ui.theme import Theme
from countersign.ui.widgets.banner import Banner


class ProviderTokenPanel(QWidget):
    """Ask for tokens of one provider; a device code takes the place of the rows.

    `beside` is shown above the state of the token, and hidden with the rows.
    """

    def __init__(self, theme: Theme, beside: QWidget) -> None:
        super().__init__()
        self._sign_in = ProviderSignIn(self)
        self._provider: OAuthProvider | None = None
        self._state = ProviderStateLine()
        self._get = QPushButton("Get token")
        self._get.setProperty("kind", "primary")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAccessibleName("Cancel sign-in")
        self._sign_out = QPushButton("Sign out")
        self._note = note_label()
        self._rows = FormRows(theme)
        self._device = DeviceCodeBox(theme)
        self._banner = Banner()
        self._address = QLineEdit()
        self._copy = QPushButton("Copy address")
        self._details = in_a_row(self._address, self._copy)
        self._build(beside)
        self._connect()
        self.show_failure(None)
        self._show_all()

    def follow(self, sign_in: ProviderSignIn) -> None:
        """Show the sign-in of a tab; called once."""
        self._sign_in = sign_in
        sign_in.device_changed.connect(self._show_device)
        sign_in.busy_changed.connect(self._show_busy)
        sign_in.states_changed.connect(self._show_state)
        self._device.page_requested.connect(sign_in.page_requested)
        self._show_all()

    def set_provider(self, provider: OAuthProvider | None) -> None:
        """Ask another provider, or the same one with other settings."""
        if provider != self._provider:
            self._provider = provider
            self.show_failure(None)
        self._show_all()

    def show_failure(self, failure: Failure | None) -> None:
        """Say why there is no token, or what hinders a sign-in under way; an address in the details can be copied."""
        detail = failure.detail if failure else ""
        is_address = detail.startswith(("https://", "http://")) and " " not in detail
        self._address.setText(detail if is_address else "")
        self._address.setCursorPosition(0)
        self._details.setVisible(is_address)
        self._banner.setVisible(failure is not None)
        if failure is not None:
            words = f"Details: {detail}" if detail and not is_address else ""
            self._banner.show_message(
                "warn" if self._sign_in.is_busy else "error",
                failure.sentence,
                "\n".join(filter(None, (failure.action, words))),
            )

    def _build(self, beside: QWidget) -> None:
        self._address.setReadOnly(True)
        self._address.setProperty("kind", "code")
        self._address.setAccessibleName("Sign-in page")
        self._rows.add_wide(beside)
        self._rows.add_row("Token", self._state)
        self._rows.add_row("", in_a_row(self._get, self._cancel, self._sign_out, stretch=-1))
        self._note_row = self._rows.add_row("", self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACING)
        for part in (self._rows, self._device, self._banner, self._details):
            column.addWidget(part)

    def _connect(self) -> None:
        self._get.clicked.connect(self._ask)
        self._cancel.clicked.connect(self._give_up)
        self._device.cancelled.connect(self._give_up)
        self._sign_out.clicked.connect(self._leave)
        self._copy.clicked.connect(self._copy_address)

    def _ask(self) -> None:
        self.show_failure(None)
        if self._provider is not None:
            self._sign_in.token_requested.emit(self._provider.name)

    def _give_up(self) -> None:
        self._sign_in.token_cancelled.emit()

    def _leave(self) -> None:
        self.show_failure(None)
        if self._provider is not None:
            self._sign_in.sign_out_requested.emit(self._provider.name)

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())

    def _show_all(self) -> None:
        self._show_state()
        self._show_busy()
        self._show_device()

    def _show_state(self) -> None:
        provider = self._provider
        state = self._sign_in.state(provider.name if provider else "")
        self._state.show_state(state, gets_itself=provider is not None and provider.grant == "client_credentials")
        self._sign_out.setVisible(state.signed_in)

    def _show_busy(self) -> None:
        busy = self._sign_in.is_busy
        self._get.setEnabled(self._provider is not None and not busy)
        self._sign_out.setEnabled(not busy)
        self._cancel.setVisible(busy)
        self._rows.set_row_visible(self._note_row, visible=busy)
        self._note.setText(_busy_words(self._provider) if busy and self._provider else "")

    def _show_device(self) -> None:
        device = self._sign_in.device
        self._device.show_device(device)
        self._device.setVisible(device is not None)
        self._rows.setVisible(device is None)
        if device is not None:
            self._device.focus_first()


def _busy_words(provider: OAuthProvider) -> str:
    if provider.grant == "authorization_code":
        return "Sign in in the browser; this goes on by itself."
    return f"Asking {host_of(provider) or 'the provider'}…"

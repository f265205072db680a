"""User name and password (RFC 7617)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from countersign.model.auth import BasicAuth
from countersign.ui.request.auth.form import AuthForm, AuthKind
from countersign.ui.request.form_rows import FormRows, panel_column
from countersign.ui.theme import Theme
from countersign.ui.widgets.secret_field import SecretField


class BasicAuthForm(AuthForm[BasicAuth]):
    """Edit a user name and a password."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._user_name = QLineEdit()
        self._password = SecretField()
        rows = FormRows(theme)
        rows.add_row("User name", self._user_name)
        rows.add_row("Password", self._password)
        panel_column(self, rows).setContentsMargins(0, 0, 0, 0)
        self._user_name.textChanged.connect(self.edited)
        self._password.textChanged.connect(self.edited)

    def set_auth(self, auth: BasicAuth) -> None:
        """Show other values."""
        self._user_name.setText(auth.username)
        self._password.set_secret(auth.password)

    def auth(self) -> BasicAuth:
        """Return the values."""
        return BasicAuth(self._user_name.text(), self._password.text())


KIND = AuthKind("Basic", BasicAuth, BasicAuthForm)

"""A bearer token (RFC 6750)."""

from __future__ import annotations

from countersign.model.auth import BearerAuth
from countersign.ui.request.auth.form import AuthForm, AuthKind
from countersign.ui.request.form_rows import FormRows, note_label, panel_column
from countersign.ui.theme import Theme
from countersign.ui.widgets.secret_field import SecretField


class BearerAuthForm(AuthForm[BearerAuth]):
    """Edit a token."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._token = SecretField()
        self._token.setPlaceholderText("the token, or a {{variable}} that holds it")
        rows = FormRows(theme)
        rows.add_row("Token", self._token)
        note = note_label(
            "Sent as “Authorization: Bearer …”. A {{variable}} keeps the token out of the request's file."
        )
        panel_column(self, rows, note).setContentsMargins(0, 0, 0, 0)
        self._token.textChanged.connect(self.edited)

    def set_auth(self, auth: BearerAuth) -> None:
        """Show another token."""
        self._token.set_secret(auth.token)

    def auth(self) -> BearerAuth:
        """Return the token."""
        return BearerAuth(self._token.text())


KIND = AuthKind("Bearer token", BearerAuth, BearerAuthForm)

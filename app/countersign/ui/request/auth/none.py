"""No credentials."""

from __future__ import annotations

from countersign.model.auth import NoAuth
from countersign.ui.request.auth.form import AuthForm, AuthKind
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.theme import Theme


class NoAuthForm(AuthForm[NoAuth]):
    """Say that nothing is sent."""

    def __init__(self, _theme: Theme) -> None:
        super().__init__()
        panel_column(self, note_label("This request carries no credentials.")).setContentsMargins(0, 0, 0, 0)

    def set_auth(self, auth: NoAuth) -> None:
        """Show nothing: there are no values."""

    def auth(self) -> NoAuth:
        """Return the only value."""
        return NoAuth()


KIND = AuthKind("None", NoAuth, NoAuthForm)

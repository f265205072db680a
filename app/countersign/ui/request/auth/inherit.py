"""Auth taken from the folder or the collection."""

from __future__ import annotations

from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    InheritAuth,
    NoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.ui.request.auth.form import AuthForm, AuthKind, AuthSurroundings
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.theme import Theme


class InheritAuthForm(AuthForm[InheritAuth]):
    """Say what is inherited, and from where."""

    def __init__(self, _theme: Theme) -> None:
        super().__init__()
        self._words = note_label()
        panel_column(self, self._words).setContentsMargins(0, 0, 0, 0)
        self.show_surroundings(AuthSurroundings())

    def set_auth(self, auth: InheritAuth) -> None:
        """Show nothing more: there are no values."""

    def auth(self) -> InheritAuth:
        """Return the only value."""
        return InheritAuth()

    def show_surroundings(self, surroundings: AuthSurroundings) -> None:
        """Name the auth that would be used and the folder that sets it."""
        inherited = surroundings.inherited
        if inherited is None or isinstance(inherited, InheritAuth):
            self._words.setText("No folder above this request sets any auth, so it carries no credentials.")
            return
        origin = f"“{surroundings.inherited_from}”" if surroundings.inherited_from else "the collection"
        self._words.setText(f"{description(inherited)}, as {origin} sets it.")


def description(auth: Auth) -> str:  # noqa: PLR0911 - one per kind
    """Return a few words on an auth, without its secrets."""
    match auth:
        case SigV4Auth():
            where = ", ".join(part for part in (auth.identity, auth.region, auth.service) if part)
            return f"AWS Signature V4 ({where})" if where else "AWS Signature V4"
        case BasicAuth():
            return f"Basic as {auth.username}" if auth.username else "Basic"
        case BearerAuth():
            return "A bearer token"
        case CognitoAuth():
            return f"The {auth.token} token of the user pool {auth.pool}"
        case OAuthAuth():
            return f"An access token of {auth.provider}"
        case ApiKeyAuth():
            return f"An API key in {auth.name}" if auth.name else "An API key"
        case NoAuth():
            return "No credentials"
        case InheritAuth():
            return "Inherited"


KIND = AuthKind("Inherit", InheritAuth, InheritAuthForm)

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
from countersign.model.errors import Failure
from countersign.ui.request.auth.cognito_sign_in import SignInPanel
from countersign.ui.request.auth.form import AuthForm, AuthKind, AuthSurroundings
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.theme import Theme


class InheritAuthForm(AuthForm[InheritAuth]):
    """Say what is inherited, and from where; an inherited user pool can be signed in to from here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words = note_label()
        self._pool = ""
        self._sign_in: SignIn | None = None
        self._panel: SignInPanel | None = None
        self._column = panel_column(self, self._words)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.show_surroundings(AuthSurroundings())

    def set_auth(self, auth: InheritAuth) -> None:
        """Show nothing more: there are no values."""

    def auth(self) -> InheritAuth:
        """Return the only value."""
        return InheritAuth()

    def follow_sign_in(self, sign_in: SignIn) -> None:
        """Know the pools of the tab."""
        self._sign_in = sign_in
        sign_in.pools_changed.connect(self._show_sign_in)

    def obstacle(self) -> Failure | None:
        """Stop where the sign-in would."""
        return self._panel.obstacle() if self._panel is not None and not self._panel.isHidden() else None

    def show_surroundings(self, surroundings: AuthSurroundings) -> None:
        """Name the auth that would be used and the folder that sets it."""
        inherited = surroundings.inherited
        self._pool = inherited.pool if isinstance(inherited, CognitoAuth) else ""
        self._show_sign_in()
        if inherited is None or isinstance(inherited, InheritAuth):
            self._words.setText("No folder above this request sets any auth, so it carries no credentials.")
            return
        origin = f"“{surroundings.inherited_from}”" if surroundings.inherited_from else "the collection"
        self._words.setText(f"{description(inherited)}, as {origin} sets it.")

    def _show_sign_in(self) -> None:
        """Show the sign-in of the inherited pool, built when there is the first one."""
        pool = self._sign_in.pool(self._pool) if self._sign_in is not None else None
        if self._panel is None and pool is not None and self._sign_in is not None:
            self._panel = SignInPanel(self._theme)
            self._panel.follow(self._sign_in)
            self._sign_in.failed.connect(self._panel.show_failure)
            self._column.insertWidget(1, self._panel)
        if self._panel is not None:
            self._panel.set_pool(pool)
            self._panel.setVisible(pool is not None)


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

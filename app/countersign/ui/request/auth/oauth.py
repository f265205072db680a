"""An access token of any OAuth 2 or OpenID Connect provider: which provider, how it is sent, how to get one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from countersign.model.auth import OAuthAuth
from countersign.model.errors import Failure
from countersign.model.oauth import OAuthProvider
from countersign.ui.request.auth.editor_in_place import EditorInPlace
from countersign.ui.request.auth.form import AuthForm, AuthKind
from countersign.ui.request.auth.oauth_provider import ProviderEditor
from countersign.ui.request.auth.oauth_provider_box import ProviderChoice
from countersign.ui.request.auth.oauth_sign_in import ProviderSignIn
from countersign.ui.request.auth.oauth_token import ProviderTokenPanel
from countersign.ui.request.form_rows import FormRows, in_a_row, panel_column
from countersign.ui.theme import Theme

_LABELS = {"Sign in with": "Grant"}
_ANSWERED_BY_SIGN_IN = frozenset({"oauth.not-signed-in", "oauth.no-refresh-token"})


class OAuthAuthForm(AuthForm[OAuthAuth]):
    """Edit whose token is sent and how; providers are edited and signed in to without a dialog."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sign_in = ProviderSignIn(self)
        self._choice = ProviderChoice()
        self._editor = ProviderEditor(theme)
        self._header, self._prefix = QLineEdit(), QLineEdit()
        self._panel = ProviderTokenPanel(theme, self._sent_as(theme))
        rows = FormRows(theme)
        rows.add_row("Provider", self._choice)
        rows.add_wide(self._editor)
        rows.add_wide(self._panel)
        panel_column(self, rows).setContentsMargins(0, 0, 0, 0)
        self._fields = EditorInPlace(
            self._editor,
            self._panel,
            self._choice.set_editing,
            lambda: tuple(one.name for one in self._sign_in.providers),
        )
        self._connect()
        self._fields.close()

    def follow_providers(self, sign_in: ProviderSignIn) -> None:
        """Show the providers and the sign-in of a tab; called once, before the form is shown."""
        self._sign_in = sign_in
        self._panel.follow(sign_in)
        self._editor.save_requested.connect(sign_in.save_provider_requested)
        sign_in.providers_changed.connect(self._show_providers)
        sign_in.device_changed.connect(self._show_device)
        sign_in.failed.connect(self._show_failure)
        self._show_providers()
        self._show_device()

    def set_auth(self, auth: OAuthAuth) -> None:
        """Show other values."""
        self._choice.set_provider(auth.provider)
        self._header.setText(auth.header)
        self._prefix.setText(auth.prefix)
        self._fields.close()
        self._panel.set_provider(self._provider())

    def auth(self) -> OAuthAuth:
        """Return the values."""
        return OAuthAuth(self._choice.provider, self._header.text(), self._prefix.text())

    def obstacle(self) -> Failure | None:
        """Stop without a provider, and while its fields hold what is not saved."""
        if self._fields.is_open and self._editor.is_changed():
            return Failure(
                "oauth.provider-not-saved",
                "This provider is not saved yet, so its token would be asked for without the changes.",
                "Press Save provider, or Close.",
                field="Provider name",
            )
        if self._choice.provider:
            return None
        return Failure(
            "oauth.provider-missing",
            "No provider is chosen, so there is no token to send.",
            "Choose one, or add one with New.",
            field="Provider",
        )

    def _sent_as(self, theme: Theme) -> FormRows:
        for field, name, hint in ((self._header, "Token header", ""), (self._prefix, "Token prefix", "no prefix")):
            field.setProperty("kind", "code")
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
        self._prefix.setFixedWidth(104)
        rows = FormRows(theme)
        rows.add_row("Send as", in_a_row(self._header, self._prefix))
        return rows

    def _connect(self) -> None:
        self._choice.provider_chosen.connect(self._choose)
        self._choice.edit_requested.connect(lambda: self._fields.toggle(self._provider()))
        self._choice.new_requested.connect(lambda: self._fields.toggle(None))
        self._choice.delete_requested.connect(self._delete)
        self._editor.closed.connect(self._fields.close)
        self._editor.saved.connect(self._take_saved)
        for field in (self._header, self._prefix):
            field.textChanged.connect(self.edited)

    def _provider(self) -> OAuthProvider | None:
        return self._sign_in.provider(self._choice.provider)

    def _choose(self) -> None:
        self._fields.close()
        self._panel.set_provider(self._provider())
        self.edited.emit()

    def _delete(self) -> None:
        self._fields.close()
        self._sign_in.delete_provider_requested.emit(self._choice.provider)

    def _take_saved(self, name: str) -> None:
        self._fields.close()
        if name != self._choice.provider:
            self._choice.set_provider(name)
            self._panel.set_provider(self._provider())
            self.edited.emit()

    def _show_providers(self) -> None:
        self._choice.set_providers(self._sign_in.providers)
        self._panel.set_provider(self._provider())
        if self._fields.is_open:
            self._editor.notice_providers(self._sign_in.providers)

    def _show_device(self) -> None:
        has_code = self._sign_in.device is not None
        if has_code:
            self._fields.close()
        self._choice.setEnabled(not has_code)

    def _show_failure(self, failure: Failure | None) -> None:
        """Say at the provider's field, or else below the button, why there is no token."""
        if failure is None:
            self._panel.show_failure(None)
            self._editor.show_failure(None)
            return
        named = _at_field(failure)
        if not self._fields.is_open and self._editor.has_field(named.field) and self._provider():
            self._fields.open(self._provider())
        if not self._fields.is_open:
            self._panel.show_failure(failure)
        else:
            self._editor.show_failure(named)


def _at_field(failure: Failure) -> Failure:
    """Return a failure as it is said at a field of the provider; without a field where signing in is the answer."""
    field = "" if failure.id in _ANSWERED_BY_SIGN_IN else _LABELS.get(failure.field, failure.field)
    words = f"Details: {failure.detail}" if failure.detail else ""
    return replace(failure, field=field, action=" ".join(filter(None, (failure.action, words))))


KIND = AuthKind("OAuth 2 / OIDC", OAuthAuth, OAuthAuthForm)

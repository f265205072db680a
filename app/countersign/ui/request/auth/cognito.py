"""A token of a Cognito user pool: which pool, which token, how to get one."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtWidgets import QLineEdit

from countersign.model.auth import CognitoAuth
from countersign.model.cognito import UserPool
from countersign.model.errors import Failure
from countersign.ui.request.auth.cognito_pool import PoolEditor
from countersign.ui.request.auth.cognito_pool_box import PoolChoice
from countersign.ui.request.auth.cognito_sign_in import SignInPanel
from countersign.ui.request.auth.editor_in_place import EditorInPlace
from countersign.ui.request.auth.form import AuthForm, AuthKind
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.form_rows import FormRows, PairRow, in_a_row, panel_column
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl

_EDITOR_FIELDS = frozenset({"User pool ID", "App client ID", "Client ID", "Client secret", "Domain", "Endpoint"})


class CognitoAuthForm(AuthForm[CognitoAuth]):
    """Edit which token is sent and how; sign in without a dialog."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sign_in = SignIn(self)
        self._choice = PoolChoice(theme)
        self._editor = PoolEditor(theme)
        self._token = SegmentedControl((("access", "Access token"), ("id", "ID token")))
        self._token.setAccessibleName("Token to send")
        self._header, self._prefix = QLineEdit(), QLineEdit()
        self._build(theme)
        self._fields = EditorInPlace(
            self._editor,
            self._panel,
            self._choice.set_editing,
            lambda: tuple(one.name for one in self._sign_in.pools),
        )
        self._connect()
        self._fields.close()

    def follow_sign_in(self, sign_in: SignIn) -> None:
        """Show the pools and the sign-in of a tab; called once, before the form is shown."""
        self._sign_in = sign_in
        self._panel.follow(sign_in)
        self._editor.save_requested.connect(sign_in.save_pool_requested)
        self._editor.delete_requested.connect(sign_in.delete_pool_requested)
        self._editor.import_requested.connect(sign_in.import_pools_requested)
        sign_in.pools_changed.connect(self._show_pools)
        sign_in.pools_found.connect(self._editor.show_found)
        sign_in.asked.connect(self._show_step)
        sign_in.failed.connect(self._show_failure)
        self._show_pools()
        self._show_step()

    def set_auth(self, auth: CognitoAuth) -> None:
        """Show other values."""
        self._choice.set_pool(auth.pool)
        self._token.set_current(auth.token)
        self._header.setText(auth.header)
        self._prefix.setText(auth.prefix)
        self._fields.close()
        self._panel.set_pool(self._pool())

    def auth(self) -> CognitoAuth:
        """Return the values."""
        token = cast("Literal['access', 'id']", self._token.current())
        return CognitoAuth(self._choice.pool, token, self._header.text(), self._prefix.text())

    def obstacle(self) -> Failure | None:
        """Stop without a pool, and while scopes are on screen that the token was not asked for."""
        if not self._choice.pool:
            return Failure(
                "cognito.pool-missing",
                "No user pool is chosen, so there is no token to send.",
                "Choose one, or add one with New.",
                field="User pool",
            )
        return self._panel.obstacle()

    def _build(self, theme: Theme) -> None:
        for field, name, hint in ((self._header, "Token header", ""), (self._prefix, "Token prefix", "no prefix")):
            field.setProperty("kind", "code")
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
        self._header.setMinimumWidth(116)
        self._prefix.setFixedWidth(76)
        sent_as = in_a_row(self._header, self._prefix, stretch=0)
        send = PairRow(theme, (("Send", self._token), ("as", sent_as)))
        self._panel = SignInPanel(theme, send)
        rows = FormRows(theme)
        rows.add_row("User pool", self._choice)
        rows.add_wide(self._editor)
        rows.add_wide(self._panel)
        panel_column(self, rows).setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        self._choice.pool_chosen.connect(self._choose)
        self._choice.edit_requested.connect(lambda: self._fields.toggle(self._pool()))
        self._choice.new_requested.connect(lambda: self._fields.toggle(None))
        self._editor.closed.connect(self._fields.close)
        self._editor.saved.connect(self._take_saved)
        for changed in (self._token.selected, self._header.textChanged, self._prefix.textChanged):
            changed.connect(self.edited)

    def _pool(self) -> UserPool | None:
        return self._sign_in.pool(self._choice.pool)

    def _choose(self) -> None:
        self._fields.close()
        self._panel.set_pool(self._pool())
        self.edited.emit()

    def _take_saved(self, name: str) -> None:
        self._fields.close()
        if name != self._choice.pool:
            self._choice.set_pool(name)
            self._panel.set_pool(self._pool())
            self.edited.emit()

    def _show_pools(self) -> None:
        self._choice.set_pools(self._sign_in.pools)
        self._panel.set_pool(self._pool())
        if self._fields.is_open:
            self._editor.notice_pools(self._sign_in.pools)

    def _show_step(self) -> None:
        asked = self._sign_in.challenge is not None or self._sign_in.wait is not None
        if asked:
            self._fields.close()
        self._choice.setEnabled(not asked)

    def _show_failure(self, failure: Failure | None) -> None:
        """Say at the field, or else below the button, why there is no token."""
        if failure is not None and failure.field in _EDITOR_FIELDS and not self._fields.is_open and self._pool():
            self._fields.open(self._pool())
        if not self._fields.is_open:
            self._panel.show_failure(failure)
        else:
            self._editor.show_failure(failure)


KIND = AuthKind("Cognito JWT", CognitoAuth, CognitoAuthForm)

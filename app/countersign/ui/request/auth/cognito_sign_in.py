"""How to sign in to a user pool, and what Cognito asks on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.cognito import ChallengeAnswer, SignInMethod, UserPool
from countersign.model.errors import Failure
from countersign.ui.request.auth.cognito_browser import BrowserWaitPanel
from countersign.ui.request.auth.cognito_challenge import ChallengePanel
from countersign.ui.request.auth.sign_in import SignIn
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import ROW_SPACING, FormRows, in_a_row, note_label
from countersign.ui.theme import Theme
from countersign.ui.token.token_request import TokenRequest
from countersign.ui.widgets.banner import Banner
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl

_METHODS = (
    ("client_credentials", "Client"),
    ("srp", "SRP"),
    ("password", "Password"),
    ("hosted_ui", "Hosted UI"),
    ("choice", "Choice"),
)
_WITH_SCOPES = frozenset({"client_credentials", "hosted_ui"})
_WITH_USER = frozenset({"srp", "password", "choice"})
_WITH_PASSWORD = frozenset({"srp", "password"})
_LABELS = {"Sign in with": "Sign-in method", "Send": "Token to send"}


class SignInPanel(QWidget):
    """Choose how to sign in and ask for a token; a challenge or the awaited browser takes the place of the rows.

    `beside`, where there is one, is shown below the button and hidden with the rows.
    """

    def __init__(self, theme: Theme, beside: QWidget | None = None) -> None:
        super().__init__()
        self._sign_in = SignIn(self)
        self._pool: UserPool | None = None
        self._method = SegmentedControl(_METHODS)
        self._method.setAccessibleName("Sign-in method")
        self._user = QLineEdit()
        self._password = SecretField()
        self._scopes = QLineEdit()
        self._scopes.setProperty("kind", "code")
        self._get = QPushButton("Get token")
        self._get.setProperty("kind", "primary")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAccessibleName("Cancel sign-in")
        self._note = note_label()
        self._fields = QWidget()
        self._rows = FormRows(theme)
        self._challenge = ChallengePanel(theme)
        self._browser = BrowserWaitPanel(theme)
        self._banner = Banner()
        self._build(beside)
        self._connect()
        self._show_rows()
        self._show_step()
        self._show_busy()
        self.show_failure(None)

    def follow(self, sign_in: SignIn) -> None:
        """Show the sign-in of a tab; called once."""
        self._sign_in = sign_in
        sign_in.asked.connect(self._show_step)
        sign_in.busy_changed.connect(self._show_busy)
        self._show_step()
        self._show_busy()

    def set_pool(self, pool: UserPool | None) -> None:
        """Sign in to another pool; what was typed stays while it is the same one and says nothing else."""
        former, self._pool = self._pool, pool
        if former is not None and pool is not None and former.name == pool.name:
            self._follow_saved(former, pool)
        elif pool is not None:
            self._password.set_secret("")
            self._method.set_current(_method_of(pool))
            self._scopes.setText(" ".join(pool.scopes))
            self.show_failure(None)
        self._show_rows()

    def obstacle(self) -> Failure | None:
        """Stop while scopes are on screen that the token was not asked for."""
        pool = self._pool
        if pool is None or self._method.current() not in _WITH_SCOPES or self._typed_scopes() == pool.scopes:
            return None
        return Failure(
            "cognito.scopes-not-asked",
            "The token was not asked for with these scopes.",
            "Press Get token, or take the change back.",
            field="Scopes",
        )

    def show_failure(self, failure: Failure | None) -> None:
        """Say why there is no token: at the field that the failure names, or in a banner."""
        for box in self.findChildren(FieldBox):
            box.clear_problem()
        self._banner.hide()
        if failure is None:
            return
        found = self._field(_LABELS.get(failure.field, failure.field))
        if found is None:
            self._banner.show_message("error", failure.sentence, " ".join(filter(None, _advice(failure))))
            self._banner.show()
            return
        box, field = found
        box.show_problem(field, replace(failure, action=" ".join(filter(None, _advice(failure)))))
        field.setFocus()

    def request_token(self) -> None:
        """Ask for a token, or say what is missing."""
        request = self._request()
        self.show_failure(None)
        failure = self._missing(request)
        if failure is not None:
            self.show_failure(failure)
            return
        if self._pool is not None:
            scopes = request.scopes if request.method in _WITH_SCOPES else self._pool.scopes
            wanted = replace(self._pool, method=request.method, scopes=scopes)
            if wanted != self._pool:
                self._sign_in.save_pool_requested.emit(wanted, "")
        self._sign_in.token_requested.emit(request)

    def _request(self) -> TokenRequest:
        method = cast("SignInMethod", self._method.current())
        return TokenRequest(
            self._pool.name if self._pool else "",
            method,
            self._user.text().strip() if method in _WITH_USER else "",
            self._password.text() if method in _WITH_PASSWORD else "",
            self._typed_scopes() if method in _WITH_SCOPES else (),
        )

    def _typed_scopes(self) -> tuple[str, ...]:
        return tuple(self._scopes.text().split())

    def _missing(self, request: TokenRequest) -> Failure | None:
        if not request.pool:
            return Failure("cognito.pool-missing", "No user pool is chosen.", "Choose one, or add one with New.")
        if request.method in _WITH_USER and not request.username:
            return Failure("cognito.user-missing", "There is no user name.", "Type one.", field="User name")
        if request.method in _WITH_PASSWORD and not request.password:
            return Failure("cognito.password-missing", "There is no password.", "Type it.", field="Password")
        return None

    def _field(self, name: str) -> tuple[FieldBox, QWidget] | None:
        found = find_field(self, name) if name else None
        return found if found is not None and found[1].isVisibleTo(self) else None

    def _follow_saved(self, former: UserPool, pool: UserPool) -> None:
        """Take over what was saved where the fields still say what they said before."""
        if self._typed_scopes() == former.scopes:
            self._scopes.setText(" ".join(pool.scopes))
        if self._method.current() == _method_of(former):
            self._method.set_current(_method_of(pool))

    def _build(self, beside: QWidget | None) -> None:
        self._scopes.setPlaceholderText("all that the client may have")
        self._rows.add_row("Sign in with", self._method)
        self._user_row = self._rows.add_row("User name", self._user)
        self._password_row = self._rows.add_row("Password", self._password)
        self._scopes_row = self._rows.add_row("Scopes", self._scopes)
        self._rows.add_row("", in_a_row(self._get, self._cancel, self._note, stretch=2))
        if beside is not None:
            self._rows.add_wide(beside)
        inside = QVBoxLayout(self._fields)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACING)
        for part in (self._banner, self._fields, self._challenge, self._browser):
            column.addWidget(part)

    def _connect(self) -> None:
        self._method.selected.connect(self._change_method)
        for field in (self._user, self._password, self._scopes):
            field.returnPressed.connect(self.request_token)
        self._get.clicked.connect(self.request_token)
        self._cancel.clicked.connect(self._give_up)
        self._challenge.answered.connect(self._answer)
        self._challenge.cancelled.connect(self._give_up)
        self._browser.cancelled.connect(self._give_up)

    def _change_method(self) -> None:
        self.show_failure(None)
        self._show_rows()

    def _give_up(self) -> None:
        self._sign_in.token_cancelled.emit()

    def _answer(self, answer: ChallengeAnswer) -> None:
        self.show_failure(None)
        if self._sign_in.challenge is not None:
            self._sign_in.challenge_answered.emit(self._sign_in.challenge, answer)

    def _show_rows(self) -> None:
        method = self._method.current()
        self._rows.set_row_visible(self._user_row, visible=method in _WITH_USER)
        self._rows.set_row_visible(self._password_row, visible=method in _WITH_PASSWORD)
        self._rows.set_row_visible(self._scopes_row, visible=method in _WITH_SCOPES)

    def _show_step(self) -> None:
        """Show the rows, or the challenge, or that the browser is awaited."""
        challenge, wait = self._sign_in.challenge, self._sign_in.wait
        self._challenge.show_challenge(challenge)
        self._browser.show_wait(wait if challenge is None else None)
        self._challenge.setVisible(challenge is not None)
        self._browser.setVisible(challenge is None and wait is not None)
        self._fields.setVisible(challenge is None and wait is None)
        if challenge is not None:
            self.show_failure(None)
            self._challenge.focus_first()

    def _show_busy(self) -> None:
        busy = self._sign_in.is_busy
        self._get.setEnabled(not busy)
        self._cancel.setVisible(busy)
        self._note.setText("Asking Cognito…" if busy else "")
        self._challenge.set_busy(busy=busy)


def _method_of(pool: UserPool) -> SignInMethod:
    """Return the pool's usual method; a refresh is none that a person begins with."""
    return "srp" if pool.method == "refresh" else pool.method


def _advice(failure: Failure) -> tuple[str, str]:
    return failure.action, f"Cognito says: “{failure.detail}”" if failure.detail else ""

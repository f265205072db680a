"""Set up an authenticator app: its secret, as text and as QR code, and the first code."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from countersign.model.cognito import Challenge, ChallengeAnswer
from countersign.model.errors import Failure
from countersign.ui.request.auth.cognito_qr import QrCode
from countersign.ui.request.auth.cognito_questions import ChoiceQuestion, Question, code_field_and_reader
from countersign.ui.request.form_rows import in_a_row
from countersign.ui.theme import Theme
from countersign.ui.widgets.secret_field import SecretField


class AuthenticatorQuestion(Question):
    """Show the secret once and ask for the code that the app makes of it."""

    title = "Set up an authenticator app"

    def __init__(self, theme: Theme, challenge: Challenge) -> None:
        super().__init__(theme)
        self._secret = SecretField()
        self._secret.set_secret(challenge.secret_code)
        self._secret.setReadOnly(True)
        self._secret.setAccessibleName("Authenticator secret")
        copy = QPushButton("Copy")
        copy.setAccessibleName("Copy authenticator secret")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._secret.text()))
        self._rows.add_row("Secret", in_a_row(self._secret, copy, stretch=0))
        code, self._code = code_field_and_reader()
        self._add_field("Code", code, "123456")
        if challenge.otpauth_url:
            self._show_beside_rows(QrCode(challenge.otpauth_url))

    def words(self) -> str:
        """Say what to do."""
        return "Scan this with an authenticator app, or type the secret into it; then type the code that it shows."

    def answer(self) -> ChallengeAnswer:
        """Return the code."""
        return ChallengeAnswer(code=self._code(), choice="SOFTWARE_TOKEN_MFA")

    def missing(self) -> Failure | None:
        """Ask for the code."""
        return None if self._code() else Failure("cognito.answer-missing", "There is no code.", field="Code")

    def _show_beside_rows(self, code: QrCode) -> None:
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(code)
        right = QVBoxLayout()
        right.addWidget(self._rows)
        right.addStretch(1)
        row.addLayout(right, 1)
        column.addWidget(holder)


def setup_question(theme: Theme, challenge: Challenge) -> Question:
    """Return the question of MFA_SETUP: the secret where there is one, else which kind of MFA to set up."""
    build = AuthenticatorQuestion if challenge.secret_code else ChoiceQuestion
    return build(theme, challenge)

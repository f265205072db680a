"""What Cognito asks before it gives tokens, one widget for each kind of question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from countersign.model.cognito import Challenge, ChallengeAnswer, ChallengeKind
from countersign.model.errors import Failure
from countersign.ui.request.form_rows import FormRows, note_label
from countersign.ui.theme import Theme
from countersign.ui.widgets.secret_field import SecretField

_CHOICE_WORDS = {
    "SMS_MFA": "Code by text message",
    "SMS_OTP": "Code by text message",
    "SOFTWARE_TOKEN_MFA": "Code from an authenticator app",
    "EMAIL_OTP": "Code by e-mail",
    "PASSWORD": "Password",
    "PASSWORD_SRP": "Password, never sent (SRP)",
    "WEB_AUTHN": "Passkey (in the hosted UI only)",
}
_IMPOSSIBLE = frozenset({"WEB_AUTHN"})
_WAYS = {"SMS_MFA": "by text message", "SMS_OTP": "by text message", "EMAIL_OTP": "by e-mail"}


class Question(QWidget):
    """Ask one thing; `submitted` follows Enter in a field."""

    submitted = Signal()
    title = ""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._first: QWidget | None = None
        self._rows = FormRows(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)

    def words(self) -> str:
        """Return the sentence that explains the question."""
        return ""

    def answer(self) -> ChallengeAnswer:
        """Return what is typed or chosen."""
        raise NotImplementedError

    def missing(self) -> Failure | None:
        """Return what must be answered first, None if nothing."""
        return None

    def focus_first(self) -> None:
        """Put the cursor where the answer begins."""
        if self._first is not None:
            self._first.setFocus()

    def _add_field(self, label: str, field: QLineEdit, hint: str = "") -> None:
        field.setPlaceholderText(hint)
        field.returnPressed.connect(self.submitted)
        self._first = self._first or field
        self._rows.add_row(label, field)


class NewPasswordQuestion(Question):
    """Ask for a new password, and for the attributes that the pool requires."""

    title = "Choose a new password"

    def __init__(self, theme: Theme, challenge: Challenge) -> None:
        super().__init__(theme)
        self._user = challenge.username
        self._password = SecretField()
        self._add_field("New password", self._password)
        self._attributes = {name: QLineEdit() for name in challenge.required_attributes}
        for name, field in self._attributes.items():
            self._add_field(attribute_words(name), field, name)

    def words(self) -> str:
        """Say why."""
        also = " The user pool asks for more about this user, too." if self._attributes else ""
        return f"The password of {self._user} was set by somebody else and is good for one sign-in.{also}"

    def answer(self) -> ChallengeAnswer:
        """Return password and attributes."""
        values = tuple((name, field.text().strip()) for name, field in self._attributes.items())
        return ChallengeAnswer(new_password=self._password.text(), attributes=values)

    def missing(self) -> Failure | None:
        """Name the first empty field."""
        if not self._password.text():
            return _missing("There is no new password.", "New password")
        empty = next((name for name, field in self._attributes.items() if not field.text().strip()), None)
        return None if empty is None else _missing("The user pool requires this.", attribute_words(empty))


class CodeQuestion(Question):
    """Ask for a code that was sent, or that an app shows."""

    title = "Type the code"

    def __init__(self, theme: Theme, challenge: Challenge) -> None:
        super().__init__(theme)
        self._challenge = challenge
        self._code = _code_field()
        self._add_field("Code", self._code, "123456")

    def words(self) -> str:
        """Say where the code is to be found."""
        way = _WAYS.get(self._challenge.kind)
        if way is None:
            return f"The authenticator app of {self._challenge.username} shows it."
        where = f" to {self._challenge.delivery}" if self._challenge.delivery else ""
        return f"Cognito sent it {way}{where}."

    def answer(self) -> ChallengeAnswer:
        """Return the code."""
        return ChallengeAnswer(code=_code(self._code))

    def missing(self) -> Failure | None:
        """Ask for the code."""
        return None if _code(self._code) else _missing("There is no code.", "Code")


class ChoiceQuestion(Question):
    """Ask which way to go on; a password is asked for with its choice."""

    title = "Choose how to go on"

    def __init__(self, theme: Theme, challenge: Challenge) -> None:
        super().__init__(theme)
        self._challenge = challenge
        self._group = QButtonGroup(self)
        self._buttons = {choice: QRadioButton(_CHOICE_WORDS.get(choice, choice)) for choice in challenge.choices}
        options = QWidget()
        options.setAccessibleName("Ways to go on")
        column = QVBoxLayout(options)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(2)
        for choice, button in self._buttons.items():
            button.setEnabled(choice not in _IMPOSSIBLE)
            button.toggled.connect(self._show_password)
            self._group.addButton(button)
            column.addWidget(button)
            if button.isEnabled() and self._first is None:
                self._first = button
                button.setChecked(True)
        self._rows.add_row("Go on with", options)
        self._password = SecretField()
        self._password.returnPressed.connect(self.submitted)
        self._password_row = self._rows.add_row("Password", self._password)
        self._show_password()

    def words(self) -> str:
        """Say for whom."""
        return f"Cognito offers {self._challenge.username} these ways."

    def answer(self) -> ChallengeAnswer:
        """Return the choice, and the password that belongs to it."""
        return ChallengeAnswer(
            choice=self._choice(), password=self._password.text() if self._needs_password() else ""
        )

    def missing(self) -> Failure | None:
        """Ask for the password, or say that nothing is possible."""
        if not self._choice():
            return _missing("None of these ways is possible here; sign in with the hosted UI.", "")
        if self._needs_password() and not self._password.text():
            return _missing("There is no password.", "Password")
        return None

    def _choice(self) -> str:
        return next((choice for choice, button in self._buttons.items() if button.isChecked()), "")

    def _needs_password(self) -> bool:
        return self._choice().startswith("PASSWORD")

    def _show_password(self) -> None:
        if hasattr(self, "_password_row"):
            self._rows.set_row_visible(self._password_row, visible=self._needs_password())


class CustomQuestion(Question):
    """Show what the pool's own challenge says and ask for an answer."""

    title = "Answer the user pool's own question"

    def __init__(self, theme: Theme, challenge: Challenge) -> None:
        super().__init__(theme)
        for name, value in challenge.parameters:
            if not name.startswith("USER"):
                self._rows.add_row(name, note_label(value, ""))
        self._answer = SecretField()
        self._add_field("Answer", self._answer)

    def words(self) -> str:
        """Say who asks."""
        return "A Lambda function of the user pool asks this (custom challenge)."

    def answer(self) -> ChallengeAnswer:
        """Return the answer as a code."""
        return ChallengeAnswer(code=self._answer.text())

    def missing(self) -> Failure | None:
        """Ask for the answer."""
        return None if self._answer.text() else _missing("There is no answer.", "Answer")


def attribute_words(name: str) -> str:
    """Return a user attribute's name as a label: "userAttributes.given_name" is "Given name"."""
    plain = name.removeprefix("userAttributes.").removeprefix("custom:").replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def code_field_and_reader() -> tuple[QLineEdit, Callable[[], str]]:
    """Return a field for a code and a function that reads it without spaces."""
    field = _code_field()
    return field, lambda: _code(field)


QUESTIONS: dict[ChallengeKind, Callable[[Theme, Challenge], Question]] = {
    "NEW_PASSWORD_REQUIRED": NewPasswordQuestion,
    "SMS_MFA": CodeQuestion,
    "SOFTWARE_TOKEN_MFA": CodeQuestion,
    "EMAIL_OTP": CodeQuestion,
    "SMS_OTP": CodeQuestion,
    "SELECT_MFA_TYPE": ChoiceQuestion,
    "SELECT_CHALLENGE": ChoiceQuestion,
    "CUSTOM_CHALLENGE": CustomQuestion,
}


def _code_field() -> QLineEdit:
    field = QLineEdit()
    field.setProperty("kind", "code")
    field.setMaximumWidth(180)
    return field


def _code(field: QLineEdit) -> str:
    return "".join(field.text().split())


def _missing(sentence: str, field: str) -> Failure:
    return Failure("cognito.answer-missing", sentence, field=field)

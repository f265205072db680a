"""The profiles of the AWS shared files: choose one, and sign in where it asks for that."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from countersign.model.errors import Failure
from countersign.ui.identity.identity_choice import ChoiceWords, IdentityChoice
from countersign.ui.request.auth.sigv4_source import KnownIdentities, SourceForm
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label
from countersign.ui.theme import Theme, set_kind

_WORDS = ChoiceWords("AWS profile", "Choose a profile", "No profiles found", "not in the AWS files")


class ProfileSource(SourceForm):
    """Choose a profile; `sso_sign_in_requested` carries its name."""

    sso_sign_in_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._choice = IdentityChoice(_WORDS)
        self._sign_in = QPushButton("Sign in to SSO")
        self._need = note_label()
        self._rows = FormRows(theme)
        self._rows.add_row("Profile", self._choice)
        self._sign_in_row = self._rows.add_row("", in_a_row(self._sign_in, self._need, stretch=1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)
        self._choice.chosen.connect(self._show_state)
        self._choice.chosen.connect(self.identity_chosen)
        self._sign_in.clicked.connect(lambda: self.sso_sign_in_requested.emit(self.identity))
        self._show_state()

    @property
    def identity(self) -> str:
        """Return the profile's name, "" for none."""
        return self._choice.name

    def set_identity(self, name: str) -> None:
        """Choose a profile."""
        self._choice.set_name(name)
        self._show_state()

    def show_known(self, known: KnownIdentities) -> None:
        """Offer the profiles that the shared files hold."""
        self._choice.offer(tuple(one for one in known.identities if one.source == "profile"))
        self._show_state()

    def suggest(self, name: str) -> None:
        """Choose this profile, or the only one, where none is chosen yet."""
        names = self._choice.names()
        if not self.identity and (name in names or len(names) == 1):
            self.set_identity(name if name in names else names[0])

    def obstacle(self) -> Failure | None:
        """Stop without a profile."""
        if self.identity:
            return None
        return Failure(
            "credentials.no-profile",
            "No AWS profile is chosen, so the request cannot be signed.",
            "Choose a profile.",
            field="AWS profile",
        )

    def _show_state(self) -> None:
        identity = self._choice.identity()
        needs_sign_in = identity is not None and identity.needs == "sign-in"
        has_sign_in = needs_sign_in or (identity is not None and identity.detail == "SSO")
        set_kind(self._sign_in, "primary" if needs_sign_in else "")
        self._sign_in.setVisible(has_sign_in)
        self._need.setText(self._words_of_need())
        self._rows.set_row_visible(self._sign_in_row, visible=has_sign_in or bool(self._need.text()))

    def _words_of_need(self) -> str:
        identity = self._choice.identity()
        if identity is None and not self._choice.names():
            return (
                "~/.aws/config and ~/.aws/credentials hold no profile. “aws configure sso” in a terminal adds one; "
                "AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE are respected."
            )
        asks = identity is not None and identity.needs == "mfa"
        return "Asks for an MFA code when the request is signed." if asks else ""

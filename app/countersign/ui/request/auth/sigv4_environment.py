"""What the environment holds of AWS credentials."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from countersign.model.credentials import Identity
from countersign.ui.request.auth.sigv4_source import KnownIdentities, SourceForm
from countersign.ui.request.form_rows import LABEL_GAP, LABEL_WIDTH, note_label

_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


class EnvironmentKeys(SourceForm):
    """Say which of the three variables are set."""

    def __init__(self) -> None:
        super().__init__()
        self._identity = ""
        self._missing = note_label(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set. Start Countersign from a shell that has them, "
            "or use the keyring.",
            "warn",
        )
        self._values = {name: QLabel() for name in _VARIABLES}
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._values.items()):
            label = QLabel(name)
            label.setProperty("kind", "code")
            value.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(LABEL_WIDTH + LABEL_GAP, 0, 0, 0)
        column.addWidget(self._missing)
        column.addWidget(self._table)
        self._show_identity(None)

    @property
    def identity(self) -> str:
        """Return the name that the request holds; the environment has but one identity."""
        return self._identity

    def set_identity(self, name: str) -> None:
        """Keep the name that the request holds."""
        self._identity = name

    def show_known(self, known: KnownIdentities) -> None:
        """Show the identity that the environment gives, or that it gives none."""
        self._show_identity(next((one for one in known.identities if one.source == "environment"), None))

    def _show_identity(self, identity: Identity | None) -> None:
        self._missing.setVisible(identity is None)
        self._table.setVisible(identity is not None)
        if identity is None:
            return
        states = (identity.access_key_id, "set", "set" if identity.has_session_token else "not set")
        for label, state in zip(self._values.values(), states, strict=True):
            label.setText(state)

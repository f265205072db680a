"""A token that somebody pastes to look at: taken apart, or why it cannot be."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from countersign.model.errors import InputError
from countersign.model.jwt import DecodedJwt
from countersign.signing.jwt_claims import LONGEST_TOKEN, decode_jwt
from countersign.ui.request.field_box import FieldBox
from countersign.ui.theme import Theme
from countersign.ui.widgets.secret_field import SecretField


class PastedTokenBar(QWidget):
    """Take a pasted token; `changed` follows every change of it, `closed` the button that ends the inspection."""

    changed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = SecretField()
        self._field.setAccessibleName("Token to inspect")
        self._field.setPlaceholderText("paste any JWT, with or without Bearer")
        self._field.setMaxLength(2 * LONGEST_TOKEN)
        self._box = FieldBox(theme, self._field)
        close = QPushButton("Close")
        close.setAccessibleName("Close the inspected token")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(self._box, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._field.textChanged.connect(self.changed)
        close.clicked.connect(self.closed)

    def start(self) -> None:
        """Forget the former token and wait for another."""
        self.forget()
        self._field.setFocus()

    def forget(self) -> None:
        """Wipe the token, without `changed`."""
        with QSignalBlocker(self):
            self._field.set_secret("")
        self._box.clear_problem()

    def token(self, now: datetime) -> DecodedJwt | None:
        """Return the pasted token, or say at the field why there is none."""
        self._box.clear_problem()
        if not self._field.text().strip():
            return None
        try:
            return decode_jwt(self._field.text(), now)
        except InputError as error:
            self._box.show_problem(self._field, error.failure)
            return None

"""A key in a header or in the query."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtWidgets import QLineEdit

from countersign.model.auth import ApiKeyAuth
from countersign.ui.request.auth.form import AuthForm, AuthKind
from countersign.ui.request.form_rows import FormRows, panel_column
from countersign.ui.theme import Theme
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl


class ApiKeyAuthForm(AuthForm[ApiKeyAuth]):
    """Edit a key, its name, and where it is sent."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._name = QLineEdit()
        self._name.setProperty("kind", "code")
        self._value = SecretField()
        self._place = SegmentedControl((("header", "Header"), ("query", "Query string")))
        rows = FormRows(theme)
        rows.add_row("Key name", self._name)
        rows.add_row("Key value", self._value)
        rows.add_row("Send in", self._place)
        panel_column(self, rows).setContentsMargins(0, 0, 0, 0)
        self._name.textChanged.connect(self.edited)
        self._value.textChanged.connect(self.edited)
        self._place.selected.connect(self.edited)

    def set_auth(self, auth: ApiKeyAuth) -> None:
        """Show other values."""
        self._name.setText(auth.name)
        self._value.set_secret(auth.value)
        self._place.set_current(auth.place)

    def auth(self) -> ApiKeyAuth:
        """Return the values."""
        place = cast("Literal['header', 'query']", self._place.current())
        return ApiKeyAuth(self._name.text(), self._value.text(), place)


KIND = AuthKind("API key", ApiKeyAuth, ApiKeyAuthForm)

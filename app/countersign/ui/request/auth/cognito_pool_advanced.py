"""Where a pool is reached when it is not at AWS's own addresses, and how its client proves itself."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countersign.model.cognito import ClientAuthentication, UserPool
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.form_rows import FormRows
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl


class PoolAddresses(QWidget):
    """Edit endpoints and client authentication, folded away while they are usual."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._api, self._domain = QLineEdit(), QLineEdit()
        self._client = SegmentedControl((("basic", "Basic header"), ("body", "Body")))
        rows = FormRows(theme)
        for label, field in (("Cognito endpoint", self._api), ("Domain endpoint", self._domain)):
            field.setProperty("kind", "code")
            field.setPlaceholderText("AWS's own; https://… for an emulator or a VPC endpoint")
            field.textChanged.connect(self.edited)
            rows.add_row(label, field)
        rows.add_row("Secret sent in", self._client)
        self._client.selected.connect(self.edited)
        self._fold = Disclosure(theme, "Advanced", "endpoints, how the client proves itself", rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._fold)

    def set_pool(self, pool: UserPool) -> None:
        """Show a pool's addresses; unusual ones unfold."""
        self._api.setText(pool.api_endpoint)
        self._domain.setText(pool.domain_endpoint)
        self._client.set_current(pool.client_authentication)
        self._fold.set_open(is_open=bool(pool.api_endpoint or pool.domain_endpoint))

    def written_into(self, pool: UserPool) -> UserPool:
        """Return the pool with these addresses."""
        return replace(
            pool,
            api_endpoint=self._api.text().strip(),
            domain_endpoint=self._domain.text().strip(),
            client_authentication=cast("ClientAuthentication", self._client.current()),
        )

    def unfold(self) -> None:
        """Show the addresses, for a problem with one of them."""
        self._fold.set_open(is_open=True)

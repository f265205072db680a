"""Which API of an AWS account comes in: identity, region, and the API from the list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from countersign.model.credentials import Identity
from countersign.ui.request.aws_names import REGIONS
from countersign.ui.widgets.choice_box import ChoiceBox


class AccountChoice(QWidget):
    """Choose; `listing_requested` carries identity and region, `api_chosen` those and the listed API."""

    listing_requested = Signal(object, str)
    api_chosen = Signal(object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identity = ChoiceBox("Account identity")
        self._identity.setMinimumWidth(200)
        self._region = QLineEdit()
        self._region.setAccessibleName("Account region")
        self._region.setPlaceholderText("such as us-west-2")
        self._region.setCompleter(QCompleter(list(REGIONS), self._region))
        self._region.setFixedWidth(150)
        self._list = QPushButton("List APIs")
        self._apis = ChoiceBox("API")
        self._apis.setMinimumWidth(280)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._identity, self._region, self._list, self._apis):
            row.addWidget(widget)
        row.addStretch(1)
        self._list.clicked.connect(self._ask)
        self._region.returnPressed.connect(self._ask)
        self._apis.activated.connect(self._choose)
        self._show_state()

    def set_identities(self, identities: tuple[Identity, ...], default: str) -> None:
        """Offer identities; the default one is chosen until a person chooses."""
        chosen = self._identity.currentText() or default
        self._identity.clear()
        for identity in identities:
            self._identity.addItem(identity.name, identity)
        self._identity.setCurrentIndex(max(0, self._identity.findText(chosen)))
        self._show_state()

    def show_apis(self, apis: tuple[object, ...]) -> None:
        """Offer the APIs that were listed; each has a name and a kind."""
        self._apis.clear()
        for api in apis:
            self._apis.addItem(f"{getattr(api, 'name', '')} ({getattr(api, 'protocol', '')})", api)
        self._apis.setCurrentIndex(-1)
        self._show_state()

    def _ask(self) -> None:
        identity = self._identity.currentData()
        if identity is not None and self._region.text().strip():
            self.listing_requested.emit(identity, self._region.text().strip())

    def _choose(self, place: int) -> None:
        self.api_chosen.emit(self._identity.currentData(), self._region.text().strip(), self._apis.itemData(place))

    def _show_state(self) -> None:
        self._list.setEnabled(self._identity.count() > 0)
        self._apis.setEnabled(self._apis.count() > 0)

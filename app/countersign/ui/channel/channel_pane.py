"""The left half of a channel's tab: the builder, the steps, the signed URL, and the buttons at the foot."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from countersign.model.channel import Role
from countersign.ui.channel.channel_builder import ChannelBuilder
from countersign.ui.channel.channel_footer import ChannelFooter
from countersign.ui.channel.client_ids import CheckClientId, client_id_failure
from countersign.ui.channel.connection_steps import ConnectionSteps
from countersign.ui.channel.signed_url import SignedUrlView
from countersign.ui.channel.url_parts import UrlPart
from countersign.ui.request.form_rows import PANEL_MARGIN, scrolling
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl

_NARROWEST = 380  # two consoles beside it must not squeeze the fields


class ChannelPane(QWidget):
    """Lay out `builder`, `steps`, `url` and `footer`; all but the foot scrolls where the height does not suffice.

    Where both roles join, `role_chosen` follows the choice of whose steps are shown.
    """

    role_chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        check_client_id: CheckClientId = client_id_failure,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_NARROWEST)
        self.builder = ChannelBuilder(theme, check_client_id=check_client_id)
        self.steps = ConnectionSteps(theme, clock)
        self.url = SignedUrlView(theme, clock)
        self.footer = ChannelFooter(theme, clock)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 10, 0, 2)
        column.setSpacing(0)
        column.addLayout(_padded(self.builder))
        column.addSpacing(8)
        self._roles = SegmentedControl((("MASTER", "Master"), ("VIEWER", "Viewer")))
        self._roles.setAccessibleName("Steps of")
        self._roles.hide()
        self._roles.selected.connect(lambda _role: self.role_chosen.emit())
        column.addLayout(self._connection_heading())
        column.addSpacing(4)
        column.addWidget(self.steps)
        column.addSpacing(6)
        column.addLayout(_padded(self.url))
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(content), 1)
        whole.addWidget(self.footer)

    def show_url(self, base: str, parts: tuple[UrlPart, ...], expires_at: float) -> None:
        """Show another signed URL, and count down beside its step how long it is valid."""
        self.url.show_url(base, parts, expires_at)
        self.steps.set_expiry(expires_at)

    def show_roles(self, *, both: bool) -> None:
        """Offer the choice of whose steps are shown, where there are two connections."""
        self._roles.setVisible(both)

    def shown_role(self) -> Role:
        """Return whose steps are asked for; it matters only where both join."""
        return "MASTER" if self._roles.current() == "MASTER" else "VIEWER"

    def _connection_heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(PANEL_MARGIN, 0, PANEL_MARGIN, 0)
        row.addWidget(_heading("Connection"))
        row.addStretch(1)
        row.addWidget(self._roles)
        return row


def _padded(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(PANEL_MARGIN, 0, PANEL_MARGIN, 0)
    layout.addWidget(widget)
    return layout


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("kind", "heading")
    return label

"""The left half of a channel's tab: the builder, the steps, the signed URL, and the buttons at the foot."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from countersign.ui.channel.channel_builder import ChannelBuilder
from countersign.ui.channel.channel_footer import ChannelFooter
from countersign.ui.channel.client_ids import CheckClientId, client_id_failure
from countersign.ui.channel.connection_steps import ConnectionSteps
from countersign.ui.channel.signed_url import SignedUrlView
from countersign.ui.channel.url_parts import UrlPart
from countersign.ui.request.form_rows import PANEL_MARGIN, scrolling
from countersign.ui.theme import Theme


class ChannelPane(QWidget):
    """Lay out `builder`, `steps`, `url` and `footer`; all but the foot scrolls where the height does not suffice."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        check_client_id: CheckClientId = client_id_failure,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self.builder = ChannelBuilder(theme, check_client_id=check_client_id)
        self.steps = ConnectionSteps(theme, clock)
        self.url = SignedUrlView(theme, clock)
        self.footer = ChannelFooter(theme, clock)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, PANEL_MARGIN, 0, PANEL_MARGIN)
        column.setSpacing(0)
        column.addLayout(_padded(self.builder))
        column.addSpacing(14)
        column.addLayout(_padded(_heading("Connection")))
        column.addSpacing(6)
        column.addWidget(self.steps)
        column.addSpacing(10)
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


def _padded(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(PANEL_MARGIN, 0, PANEL_MARGIN, 0)
    layout.addWidget(widget)
    return layout


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("kind", "heading")
    return label

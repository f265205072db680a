"""The Settings tab of a WebSocket: what the handshake asks for, and how the connection is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from countersign.model.socket import SocketDraft
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.form_rows import FormRows, in_a_row, panel_column, row_label, scrolling
from countersign.ui.request.seconds_edit import SecondsEdit
from countersign.ui.request.transport_fields import TransportFields
from countersign.ui.theme import Theme


class SocketSettingsPanel(QWidget):
    """Edit subprotocols, compression, reconnecting, pings, TLS, limits, proxy and certificates."""

    edited = Signal()

    def __init__(self, theme: Theme, choose_file: ChooseFile) -> None:
        super().__init__()
        self._subprotocols = QLineEdit()
        self._subprotocols.setProperty("kind", "code")
        self._subprotocols.setPlaceholderText("graphql-ws, mqtt")
        self._compression = QCheckBox("Offer permessage-deflate")
        self._compression.setAccessibleName("Compression")
        self._reconnect = QCheckBox("Connect again after a drop")
        self._reconnect.setAccessibleName("Automatic reconnect")
        self._ping = SecondsEdit("Ping interval", without="none")
        rows = FormRows(theme)
        self._transport = TransportFields(rows, choose_file, "this WebSocket")
        self._lay_out(rows)
        self._connect()
        self.set_draft(SocketDraft())

    def set_draft(self, draft: SocketDraft) -> None:
        """Show the settings of another draft, without `edited`."""
        with QSignalBlocker(self):
            self._subprotocols.setText(draft.subprotocols)
            self._compression.setChecked(draft.compression)
            self._reconnect.setChecked(draft.reconnect)
            self._ping.set_seconds(draft.ping_interval)
            self._transport.set_settings(draft.settings)

    def written_into(self, draft: SocketDraft) -> SocketDraft:
        """Return the draft with these settings."""
        return replace(
            draft,
            subprotocols=self._subprotocols.text(),
            compression=self._compression.isChecked(),
            reconnect=self._reconnect.isChecked(),
            ping_interval=self._ping.seconds(),
            settings=self._transport.written_into(draft.settings),
        )

    def _lay_out(self, rows: FormRows) -> None:
        transport = self._transport
        rows.add_row("Subprotocols", self._subprotocols)
        rows.add_row("Compression", self._compression)
        rows.add_row("Reconnect", self._reconnect)
        words = row_label("between pings; empty sends none")
        words.setProperty("kind", "faint")
        rows.add_row("Ping every", in_a_row(self._ping, words, stretch=-1))
        transport.place_tls()
        transport.place_limits("for the answer to the handshake", "until the WebSocket is open")
        transport.place_route()
        content = QWidget()
        panel_column(content, rows)
        panel_column(self, scrolling(content), stretch=0).setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        self._subprotocols.textChanged.connect(self.edited)
        self._compression.toggled.connect(self.edited)
        self._reconnect.toggled.connect(self.edited)
        self._ping.valueChanged.connect(self.edited)
        self._transport.edited.connect(self.edited)

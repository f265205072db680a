"""The Settings tab: how the request travels."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from countersign.model.request import RequestSettings
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.form_rows import FormRows, in_a_row, panel_column, scrolling
from countersign.ui.request.transport_fields import TransportFields
from countersign.ui.theme import Theme


class SettingsPanel(QWidget):
    """Edit redirects, TLS, limits, proxy, certificates and cookies."""

    edited = Signal()

    def __init__(self, theme: Theme, choose_file: ChooseFile) -> None:
        super().__init__()
        self._redirects = QCheckBox("Follow redirects, at most")
        self._redirects.setAccessibleName("Follow redirects")
        self._most_redirects = QSpinBox()
        self._most_redirects.setRange(0, 1000)
        self._most_redirects.setMinimumWidth(76)
        self._most_redirects.lineEdit().setTextMargins(6, 0, 0, 0)
        self._most_redirects.setAccessibleName("Redirect limit")
        self._http2 = QCheckBox("Use HTTP/2 where the server offers it")
        self._http2.setAccessibleName("HTTP/2")
        self._cookies = QCheckBox("Keep and send cookies")
        self._cookies.setAccessibleName("Cookies")
        rows = FormRows(theme)
        self._transport = TransportFields(rows, choose_file, "this request")
        self._lay_out(rows)
        self._connect()
        self.set_settings(RequestSettings())

    def set_settings(self, settings: RequestSettings) -> None:
        """Show other settings, without `edited`."""
        with QSignalBlocker(self):
            self._redirects.setChecked(settings.follow_redirects)
            self._most_redirects.setValue(settings.max_redirects)
            self._http2.setChecked(settings.http2)
            self._cookies.setChecked(settings.use_cookies)
            self._transport.set_settings(settings)
        self._show_parts()

    def settings(self) -> RequestSettings:
        """Return the settings, frozen."""
        own = RequestSettings(
            follow_redirects=self._redirects.isChecked(),
            max_redirects=self._most_redirects.value(),
            http2=self._http2.isChecked(),
            use_cookies=self._cookies.isChecked(),
        )
        return self._transport.written_into(own)

    def _lay_out(self, rows: FormRows) -> None:
        transport = self._transport
        rows.add_row("Redirects", in_a_row(self._redirects, self._most_redirects, stretch=-1))
        transport.place_tls()
        rows.add_row("Protocol", self._http2)
        rows.add_row("Cookies", self._cookies)
        transport.place_limits("between two pieces of the answer", "from start to end; event streams are exempt")
        transport.place_route()
        content = QWidget()
        panel_column(content, rows)
        panel_column(self, scrolling(content), stretch=0).setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        for box in (self._redirects, self._http2, self._cookies):
            box.toggled.connect(self._tell)
        self._most_redirects.valueChanged.connect(self._tell)
        self._transport.edited.connect(self.edited)

    def _tell(self) -> None:
        self._show_parts()
        self.edited.emit()

    def _show_parts(self) -> None:
        self._most_redirects.setEnabled(self._redirects.isChecked())

"""The Settings tab: how the request travels."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget

from countersign.model.request import RequestSettings
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label, panel_column, row_label, scrolling
from countersign.ui.request.path_edit import PathEdit
from countersign.ui.request.seconds_edit import SecondsEdit
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl

_INSECURE = "The server's certificate is not checked: anyone on the way can read and change this request."


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
        self._verify = QCheckBox("Verify certificates")
        self._warning = note_label(_INSECURE, "warn")
        self._http2 = QCheckBox("Use HTTP/2 where the server offers it")
        self._http2.setAccessibleName("HTTP/2")
        self._cookies = QCheckBox("Keep and send cookies")
        self._cookies.setAccessibleName("Cookies")
        self._connect_limit = SecondsEdit("Connect timeout")
        self._read_limit = SecondsEdit("Read timeout")
        self._total_limit = SecondsEdit("Total timeout")
        self._proxy = SegmentedControl((("none", "None"), ("system", "System"), ("custom", "Custom")))
        self._proxy_url = QLineEdit()
        self._proxy_url.setProperty("kind", "code")
        self._proxy_url.setPlaceholderText("http://, https:// or socks5:// and host:port")
        self._certificate = PathEdit("Client certificate", "PEM file", choose_file)
        self._key = PathEdit("Client key", "PEM file, if not in the certificate's", choose_file)
        self._extra_ca = PathEdit("Extra CA", "PEM file, trusted for this request only", choose_file)
        self._lay_out(theme)
        self._connect()
        self.set_settings(RequestSettings())

    def set_settings(self, settings: RequestSettings) -> None:
        """Show other settings, without `edited`."""
        with QSignalBlocker(self):
            self._redirects.setChecked(settings.follow_redirects)
            self._most_redirects.setValue(settings.max_redirects)
            self._verify.setChecked(settings.verify_tls)
            self._http2.setChecked(settings.http2)
            self._cookies.setChecked(settings.use_cookies)
            self._connect_limit.set_seconds(settings.connect_timeout)
            self._read_limit.set_seconds(settings.read_timeout)
            self._total_limit.set_seconds(settings.total_timeout)
            is_custom = settings.proxy not in ("none", "system")
            self._proxy.set_current("custom" if is_custom else settings.proxy)
            self._proxy_url.setText(settings.proxy if is_custom else "")
            self._certificate.set_text(settings.client_certificate)
            self._key.set_text(settings.client_key)
            self._extra_ca.set_text(settings.extra_ca)
        self._show_parts()

    def settings(self) -> RequestSettings:
        """Return the settings, frozen."""
        proxy = self._proxy.current()
        return RequestSettings(
            follow_redirects=self._redirects.isChecked(),
            max_redirects=self._most_redirects.value(),
            verify_tls=self._verify.isChecked(),
            http2=self._http2.isChecked(),
            connect_timeout=self._connect_limit.seconds(),
            read_timeout=self._read_limit.seconds(),
            total_timeout=self._total_limit.seconds(),
            proxy=self._proxy_url.text() if proxy == "custom" else proxy,
            client_certificate=self._certificate.text(),
            client_key=self._key.text(),
            extra_ca=self._extra_ca.text(),
            use_cookies=self._cookies.isChecked(),
        )

    def _lay_out(self, theme: Theme) -> None:
        rows = FormRows(theme)
        rows.add_row("Redirects", in_a_row(self._redirects, self._most_redirects, stretch=-1))
        rows.add_row("TLS", self._verify)
        self._warning_row = rows.add_row("", self._warning)
        rows.add_row("Protocol", self._http2)
        rows.add_row("Cookies", self._cookies)
        rows.add_row("Connect", _limit(self._connect_limit, "for DNS, TCP and TLS"))
        rows.add_row("Read", _limit(self._read_limit, "between two pieces of the answer"))
        rows.add_row("Total", _limit(self._total_limit, "from start to end; event streams are exempt"))
        rows.add_row("Proxy", self._proxy)
        self._proxy_row = rows.add_row("Proxy URL", self._proxy_url)
        rows.add_row("Client certificate", self._certificate)
        rows.add_row("Client key", self._key)
        rows.add_row("Extra CA", self._extra_ca)
        self._rows = rows
        content = QWidget()
        panel_column(content, rows)
        panel_column(self, scrolling(content), stretch=0).setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        for box in (self._redirects, self._verify, self._http2, self._cookies):
            box.toggled.connect(self._tell)
        self._most_redirects.valueChanged.connect(self._tell)
        for limit in (self._connect_limit, self._read_limit, self._total_limit):
            limit.valueChanged.connect(self._tell)
        self._proxy.selected.connect(self._tell)
        self._proxy_url.textChanged.connect(self._tell)
        for path in (self._certificate, self._key, self._extra_ca):
            path.edited.connect(self._tell)

    def _tell(self) -> None:
        self._show_parts()
        self.edited.emit()

    def _show_parts(self) -> None:
        self._most_redirects.setEnabled(self._redirects.isChecked())
        self._rows.set_row_visible(self._warning_row, visible=not self._verify.isChecked())
        self._rows.set_row_visible(self._proxy_row, visible=self._proxy.current() == "custom")


def _limit(field: SecondsEdit, words: str) -> QWidget:
    label = row_label(words)
    label.setProperty("kind", "faint")
    return in_a_row(field, label, stretch=-1)

"""Fields for the way to a server, whatever travels on it: TLS, time limits, proxy, certificates."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from countersign.model.request import RequestSettings
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label, row_label
from countersign.ui.request.path_edit import PathEdit
from countersign.ui.request.seconds_edit import SecondsEdit
from countersign.ui.widgets.segmented import SegmentedControl


class TransportFields(QObject):
    """Edit the part of the settings that every connection has, in rows that a panel places among its own.

    `thing` is what an insecure connection lays open: "this request".
    """

    edited = Signal()

    def __init__(self, rows: FormRows, choose_file: ChooseFile, thing: str) -> None:
        super().__init__(rows)
        self._rows = rows
        self._verify = QCheckBox("Verify certificates")
        self._warning = note_label(
            f"The server's certificate is not checked: anyone on the way can read and change {thing}.", "warn"
        )
        self._warning_row: FieldBox | None = None
        self._connect_limit = SecondsEdit("Connect timeout")
        self._read_limit = SecondsEdit("Read timeout")
        self._total_limit = SecondsEdit("Total timeout")
        self._proxy = SegmentedControl((("none", "None"), ("system", "System"), ("custom", "Custom")))
        self._proxy_url = QLineEdit()
        self._proxy_url.setProperty("kind", "code")
        self._proxy_url.setPlaceholderText("http://, https:// or socks5:// and host:port")
        self._proxy_row: FieldBox | None = None
        self._certificate = PathEdit("Client certificate", "PEM file", choose_file)
        self._key = PathEdit("Client key", "PEM file, if not in the certificate's", choose_file)
        self._extra_ca = PathEdit("Extra CA", f"PEM file, trusted for {thing} only", choose_file)
        self._connect()

    def set_settings(self, settings: RequestSettings) -> None:
        """Show other settings; the panel keeps `edited` quiet meanwhile."""
        self._verify.setChecked(settings.verify_tls)
        self._connect_limit.set_seconds(settings.connect_timeout)
        self._read_limit.set_seconds(settings.read_timeout)
        self._total_limit.set_seconds(settings.total_timeout)
        is_custom = settings.proxy not in ("none", "system")
        self._proxy.set_current("custom" if is_custom else settings.proxy)
        self._proxy_url.setText(settings.proxy if is_custom else "")
        self._certificate.set_text(settings.client_certificate)
        self._key.set_text(settings.client_key)
        self._extra_ca.set_text(settings.extra_ca)
        self.show_parts()

    def written_into(self, settings: RequestSettings) -> RequestSettings:
        """Return the settings with what the fields hold."""
        proxy = self._proxy.current()
        return replace(
            settings,
            verify_tls=self._verify.isChecked(),
            connect_timeout=self._connect_limit.seconds(),
            read_timeout=self._read_limit.seconds(),
            total_timeout=self._total_limit.seconds(),
            proxy=self._proxy_url.text() if proxy == "custom" else proxy,
            client_certificate=self._certificate.text(),
            client_key=self._key.text(),
            extra_ca=self._extra_ca.text(),
        )

    def place_tls(self) -> None:
        """Add the row that says whether certificates are checked."""
        self._rows.add_row("TLS", self._verify)
        self._warning_row = self._rows.add_row("", self._warning)

    def place_limits(self, read: str, total: str) -> None:
        """Add the time limits; the words say what the later two count."""
        self._rows.add_row("Connect", _limit(self._connect_limit, "for DNS, TCP and TLS"))
        self._rows.add_row("Read", _limit(self._read_limit, read))
        self._rows.add_row("Total", _limit(self._total_limit, total))

    def place_route(self) -> None:
        """Add proxy and certificates."""
        self._rows.add_row("Proxy", self._proxy)
        self._proxy_row = self._rows.add_row("Proxy URL", self._proxy_url)
        self._rows.add_row("Client certificate", self._certificate)
        self._rows.add_row("Client key", self._key)
        self._rows.add_row("Extra CA", self._extra_ca)

    def show_parts(self) -> None:
        """Show the rows that other rows call for."""
        if self._warning_row is not None:
            self._rows.set_row_visible(self._warning_row, visible=not self._verify.isChecked())
        if self._proxy_row is not None:
            self._rows.set_row_visible(self._proxy_row, visible=self._proxy.current() == "custom")

    def _connect(self) -> None:
        self._verify.toggled.connect(self._tell)
        for limit in (self._connect_limit, self._read_limit, self._total_limit):
            limit.valueChanged.connect(self._tell)
        self._proxy.selected.connect(self._tell)
        self._proxy_url.textChanged.connect(self._tell)
        for path in (self._certificate, self._key, self._extra_ca):
            path.edited.connect(self._tell)

    def _tell(self) -> None:
        self.show_parts()
        self.edited.emit()


def _limit(field: SecondsEdit, words: str) -> QWidget:
    label = row_label(words)
    label.setProperty("kind", "faint")
    return in_a_row(field, label, stretch=-1)

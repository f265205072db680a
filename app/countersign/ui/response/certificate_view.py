"""The certificates that the server showed, its own first."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.exchange import Certificate
from countersign.ui.response.read_only_table import ReadOnlyTable
from countersign.ui.theme import Theme


class CertificateView(QWidget):
    """Show a certificate chain, field by field."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = ReadOnlyTable(theme, "Certificate", ("Field", "Value"), self)
        self._table.horizontalHeader().hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)

    def show_certificates(self, certificates: tuple[Certificate, ...]) -> None:
        """Show these certificates; none for plain http."""
        now = datetime.now(UTC)
        self._table.rows.set_rows(
            [row for place, certificate in enumerate(certificates) for row in _rows(place, certificate, now)]
        )


def _rows(place: int, certificate: Certificate, now: datetime) -> list[tuple[str, str]]:
    return [
        ("Server certificate" if place == 0 else f"Issuer {place}", certificate.subject),
        ("  issued by", certificate.issuer),
        ("  valid", _validity(certificate, now)),
        ("  names", ", ".join(certificate.names)),
        ("  serial number", certificate.serial),
        ("  SHA-256", certificate.sha256),
    ]


def _validity(certificate: Certificate, now: datetime) -> str:
    span = (
        f"{certificate.not_before.astimezone():%Y-%m-%d %H:%M} to {certificate.not_after.astimezone():%Y-%m-%d %H:%M}"
    )
    if now < certificate.not_before:
        return f"{span}, not yet valid"
    if now > certificate.not_after:
        return f"{span}, expired"
    return f"{span}, {(certificate.not_after - now).days} days left"

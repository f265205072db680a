"""The cookies that an exchange set and sent."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import CookieError, SimpleCookie

from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.exchange import Exchange
from countersign.ui.response.read_only_table import ReadOnlyTable, Row
from countersign.ui.theme import Theme


class CookiesView(QWidget):
    """Show Set-Cookie lines taken apart, and the names of the cookies sent; their values stay masked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ReadOnlyTable(theme, "Cookies", ("Cookie", "Value", "Attributes"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_exchange(self, exchange: Exchange) -> int:
        """Show this exchange's cookies; return how many it set."""
        received = [row for value in _values(exchange, "set-cookie") for row in _received(value)]
        sent = [row for value in _sent_values(exchange) for row in _sent(value)]
        self.table.rows.set_rows([*received, *sent])
        return len(received)


def _values(exchange: Exchange, name: str) -> Iterator[str]:
    headers = exchange.response.headers if exchange.response else ()
    return (value for key, value in headers if key.lower() == name)


def _sent_values(exchange: Exchange) -> Iterator[str]:
    headers = exchange.request.headers if exchange.request else ()
    return (value for key, value in headers if key.lower() == "cookie")


def _received(line: str) -> list[Row]:
    name, _, rest = line.partition("=")
    value, _, attributes = rest.partition(";")
    return [(name.strip(), value.strip(), attributes.strip() or "for this session")]


def _sent(line: str) -> list[Row]:
    try:
        names = list(SimpleCookie(line))
    except CookieError:
        names = [part.partition("=")[0].strip() for part in line.split(";")]
    return [(name, "•••", "sent with the request") for name in names]

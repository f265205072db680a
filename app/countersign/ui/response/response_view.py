"""One response: status, time and size on top, a tab for each side of it, or why there is none."""

from __future__ import annotations

from http import HTTPStatus

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from countersign.model.body import StoredBody
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange, Progress, Response
from countersign.ui.body_view.body_view import BodyView
from countersign.ui.icons import keep_icon
from countersign.ui.response.certificate_view import CertificateView
from countersign.ui.response.cookies_view import CookiesView
from countersign.ui.response.events_view import EventsView
from countersign.ui.response.read_only_table import ReadOnlyTable
from countersign.ui.response.timeline_view import TimelineView, spoken_milliseconds
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.banner import Banner, BannerKind
from countersign.ui.widgets.underline_tabs import UnderlineTabs

_TABS = (
    ("body", "Body"),
    ("headers", "Headers"),
    ("cookies", "Cookies"),
    ("events", "Events"),
    ("timeline", "Timeline"),
    ("certificate", "TLS"),
)


_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class ResponseView(QWidget):
    """Show one exchange, from the first progress to the last byte."""

    save_requested = Signal()
    example_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs = UnderlineTabs(self)
        self._tabs.setAccessibleName("Response")
        self._pages = QStackedWidget(self)
        self.body = BodyView(theme, self)
        self.headers = ReadOnlyTable(theme, "Response headers", ("Header", "Value"), self)
        self.cookies = CookiesView(theme, self)
        self.events = EventsView(theme, self)
        self.timeline = TimelineView(theme, self)
        self.certificate = CertificateView(theme, self)
        self._views: dict[str, QWidget] = {
            "body": self.body,
            "headers": self.headers,
            "cookies": self.cookies,
            "events": self.events,
            "timeline": self.timeline,
            "certificate": self.certificate,
        }
        self.status = _figure("Response status", self)
        self.time = _figure("Response time", self)
        self.length = _figure("Response size", self)
        self.more = QToolButton(self)
        self._progress = QProgressBar(self)
        self._waiting = QLabel(self)
        self._banners = QVBoxLayout()
        self._shown_banners: list[Banner] = []
        self._build()

    def start(self) -> None:
        """Show that a request is on its way."""
        self._set_figures("", "", "", "muted")
        self._clear_banners()
        self.events.clear()
        self._tabs.set_tab_shown("events", shown=False)
        self._show_working("Preparing")
        self.body.show_nothing()
        self._pages.setCurrentWidget(self.body)
        self._tabs.set_current("body")

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.status is not None:
            self._set_figures(str(progress.status), "", "", status_kind(progress.status))
        if progress.events:
            self.events.append(progress.events)
            self._tabs.set_tab_shown("events", shown=True)
            self._tabs.set_badge("events", str(self.events.count))
            self._open("events")
        self._show_working(spoken_progress(progress))
        self._progress.setRange(0, 100 if progress.expected else 0)
        if progress.expected:
            self._progress.setValue(min(100, 100 * progress.received // progress.expected))

    def show_cancelled(self) -> None:
        """Say that the user stopped the request; events that came are kept."""
        self._show_working(None)
        self._set_figures("Cancelled", "", "", "muted")

    def show_exchange(self, exchange: Exchange) -> None:
        """Show what came of a request."""
        self._show_working(None)
        self._clear_banners()
        for warning in exchange.warnings:
            self._add_banner("warn", warning)
        if exchange.failure is not None:
            self._add_banner("error", exchange.failure)
        self._show_response(exchange)
        self.timeline.show_exchange(exchange)
        self.certificate.show_certificates(exchange.connection.certificates)
        if exchange.response is None:
            self._open("timeline" if exchange.request else "body")
        elif self.events.count:
            self._open("events")
        else:
            self._open(self._tabs.current())

    def show_failure(self, failure: Failure) -> None:
        """Show why there is no exchange at all."""
        self._show_working(None)
        self._clear_banners()
        self._add_banner("error", failure)
        self._set_figures("Failed", "", "", "error")

    def open_search(self) -> None:
        """Open the body and its search."""
        self._open("body")
        self.body.open_search()

    def shown_problems(self) -> tuple[str, ...]:
        """Return the sentences of the banners, as a person reads them."""
        return tuple(f"{banner.title()} {banner.text()}" for banner in self._shown_banners)

    def _show_response(self, exchange: Exchange) -> None:
        response = exchange.response
        headers = response.headers if response else ()
        self.headers.rows.set_rows(headers)
        self._tabs.set_badge("headers", str(len(headers) or ""))
        self._tabs.set_badge("cookies", str(self.cookies.show_exchange(exchange) or ""))
        if response is None:
            words = ("Failed", spoken_milliseconds(exchange.milliseconds)) if exchange.request else ("Not sent", "")
            self._set_figures(*words, "", "error")
            self.body.show_nothing()
            return
        self._set_figures(
            spoken_status(response),
            spoken_milliseconds(exchange.milliseconds),
            spoken_size(response.body),
            status_kind(response.status),
        )
        self.body.show_body(response.body, response.header("Content-Type"))

    def _build(self) -> None:
        for key, label in _TABS:
            self._tabs.add_tab(key, label)
            self._pages.addWidget(self._views[key])
        self._tabs.set_tab_shown("events", shown=False)
        self._tabs.selected.connect(self._open)
        self.body.save_requested.connect(self.save_requested)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.setAccessibleName("Progress")
        self._waiting.setTextFormat(Qt.TextFormat.PlainText)
        self._waiting.setProperty("kind", "muted")
        self._offer_more()
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 0, 14, 0)
        bar.setSpacing(18)
        bar.addWidget(self._tabs)
        bar.addStretch(1)
        for figure in (self._waiting, self.status, self.time, self.length):
            bar.addWidget(figure)
        bar.addWidget(self.more)
        self._banners.setContentsMargins(14, 12, 14, 0)
        self._banners.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._progress)
        layout.addLayout(self._banners)
        layout.addWidget(self._pages, 1)

    def _offer_more(self) -> None:
        menu = QMenu(self.more)
        menu.addAction("Save as example", self.example_requested.emit)
        menu.addAction("Save the body to a file", self.save_requested.emit)
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setProperty("kind", "quiet")
        self.more.setAccessibleName("Keep the response")
        self.more.setToolTip("Keep the response")
        keep_icon(self.more, self._theme, "download")
        self.more.hide()

    def _open(self, key: str) -> None:
        self._tabs.set_current(key)
        self._pages.setCurrentWidget(self._views[key])

    def _add_banner(self, kind: BannerKind, failure: Failure) -> None:
        text = "\n".join(part for part in (failure.action, failure.detail) if part)
        banner = Banner(kind, failure.sentence, text, parent=self)
        self._shown_banners.append(banner)
        self._banners.addWidget(banner)

    def _clear_banners(self) -> None:
        for banner in self._shown_banners:
            self._banners.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self._shown_banners.clear()

    def _show_working(self, text: str | None) -> None:
        self._progress.setVisible(text is not None)
        self._waiting.setVisible(text is not None)
        self._waiting.setText(text or "")

    def _set_figures(self, status: str, time: str, size: str, kind: str) -> None:
        for label, text in ((self.status, status), (self.time, time), (self.length, size)):
            label.setText(text)
            label.setAccessibleDescription(text)
            label.setVisible(bool(text))
        self.more.setVisible(bool(size))
        set_kind(self.status, kind)


def spoken_status(response: Response) -> str:
    """Return the status code with its reason; HTTP/2 sends none, so the registered one stands in."""
    reason = response.reason
    if not reason:
        reason = _PHRASES.get(response.status, "")
    return f"{response.status} {reason}".strip()


def status_kind(status: int) -> str:
    """Return the look of a status code: ok, warn (redirects) or error."""
    if status < 300:
        return "ok"
    return "warn" if status < 400 else "error"


def spoken_size(body: StoredBody) -> str:
    """Return a body's size as people read it, with the size on the wire where compression made it smaller."""
    decoded = spoken_bytes(body.size)
    if not body.wire_size or body.wire_size == body.size:
        return decoded
    return f"{decoded} ({spoken_bytes(body.wire_size)} sent)"


def spoken_bytes(count: int) -> str:
    """Return 22 B, 1.4 KB, 8.0 MB, 2.1 GB."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def spoken_progress(progress: Progress) -> str:
    """Return what is under way, and how much of it is done."""
    if progress.received and progress.expected:
        return f"{progress.phase}, {spoken_bytes(progress.received)} of {spoken_bytes(progress.expected)}"
    if progress.received:
        return f"{progress.phase}, {spoken_bytes(progress.received)}"
    return f"{progress.phase}, {spoken_bytes(progress.sent)} sent" if progress.sent else progress.phase


def _figure(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    label.setProperty("kind", "muted")
    return label

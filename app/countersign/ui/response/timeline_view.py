"""Where the time went: a bar for each phase, the redirects on the way, and the connection that carried it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from countersign.model.exchange import Exchange, Phase
from countersign.ui.response.read_only_table import ReadOnlyTable, RowsModel
from countersign.ui.theme import Theme

_PHASE_TOKENS = {"DNS and TCP": "put", "TLS": "patch", "Sending": "ws", "Waiting": "post", "Download": "ok"}
_BAR_HEIGHT = 8
_SMALLEST_BAR = 8
_MOST_ROWS = 10


class TimelineView(QWidget):
    """Show one exchange's phases, redirects and connection."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = _PhaseTable(theme, self)
        self._hops = ReadOnlyTable(theme, "Redirects", ("Redirect", "To", "Left behind"), self)
        self._facts = ReadOnlyTable(theme, "Connection", ("Connection", ""), self)
        self._facts.horizontalHeader().hide()
        self._hops_title = _section("Redirects", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(_section("Timeline", self))
        layout.addWidget(self._bars)
        layout.addWidget(self._hops_title)
        layout.addWidget(self._hops, 1)
        layout.addWidget(_section("Connection", self))
        layout.addWidget(self._facts, 2)

    def show_exchange(self, exchange: Exchange) -> None:
        """Show where this exchange's time went."""
        self._bars.show_phases(exchange.phases)
        self._hops.rows.set_rows(
            [
                (f"{hop.status} {hop.method} {hop.url}", hop.location, ", ".join(hop.dropped_headers))
                for hop in exchange.hops
            ]
        )
        self._hops.setVisible(bool(exchange.hops))
        self._hops_title.setVisible(bool(exchange.hops))
        self._facts.rows.set_rows(_connection_rows(exchange))


class _PhaseTable(QTableView):
    """Draw one row per phase: its name, its span as a bar, its length."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Timeline")
        self._model = RowsModel(("Phase", "Span", "Time"), self)
        self.setModel(self._model)
        self._bars = _BarDelegate(theme, self)
        self.setItemDelegateForColumn(1, self._bars)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 112)
        header.resizeSection(2, 84)
        self.setFixedHeight(0)

    def show_phases(self, phases: tuple[Phase, ...]) -> None:
        """Show these phases; an unfinished exchange shows those it reached."""
        self._bars.phases = phases
        self._model.set_rows(
            [
                (
                    phase.name,
                    f"from {phase.start:.1f} to {phase.end:.1f} ms",
                    spoken_milliseconds(phase.end - phase.start),
                )
                for phase in phases
            ]
        )
        self.setFixedHeight(28 * min(len(phases), _MOST_ROWS) + 2)


class _BarDelegate(QStyledItemDelegate):
    """Paint a phase's span as a bar on the scale of the whole exchange."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.phases: tuple[Phase, ...] = ()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the bar of the row's phase."""
        area = QRectF(option.rect).adjusted(8, 0, -8, 0)
        phase = self.phases[index.row()]
        whole = max(phase.end for phase in self.phases) or 1.0
        width = max(_SMALLEST_BAR, area.width() * (phase.end - phase.start) / whole)
        left = min(area.left() + area.width() * phase.start / whole, area.right() - width)
        bar = QRectF(left, area.center().y() - _BAR_HEIGHT / 2, width, _BAR_HEIGHT)
        super().paint(painter, option, QModelIndex())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour(_PHASE_TOKENS.get(phase.name, "accent"))))
        painter.drawRoundedRect(bar, 4, 4)
        painter.restore()


def spoken_milliseconds(milliseconds: float) -> str:
    """Return a time as people read it: 0.4 ms, 86 ms, 1.24 s."""
    if milliseconds < 10:
        return f"{milliseconds:.1f} ms"
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.2f} s"


def _section(title: str, parent: QWidget) -> QLabel:
    label = QLabel(title, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "heading")
    label.setContentsMargins(11, 8, 11, 4)
    return label


def _connection_rows(exchange: Exchange) -> list[tuple[str, str]]:
    connection = exchange.connection
    rows = [
        ("Protocol", connection.http_version),
        ("Remote address", connection.remote_address),
        ("Reused", "yes, an open connection was used again" if connection.reused else "no, a new connection"),
        ("TLS", " · ".join(part for part in (connection.tls_version, connection.cipher) if part)),
        ("Proxy", connection.proxy),
        ("Started", exchange.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]),
    ]
    return [row for row in rows if row[1]]

"""Server-sent events, as they arrive."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.exchange import ServerSentEvent
from countersign.ui.response.read_only_table import ReadOnlyTable
from countersign.ui.theme import Theme


class EventsView(QWidget):
    """Show one row per event and follow the newest unless the reader has scrolled up."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ReadOnlyTable(theme, "Events", ("Time", "Event", "Data"), self)
        self.table.horizontalHeader().resizeSection(0, 112)
        self.table.horizontalHeader().resizeSection(1, 112)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    @property
    def count(self) -> int:
        """Count the events shown."""
        return self.table.rows.rowCount()

    def clear(self) -> None:
        """Forget all events, before a new request."""
        self.table.rows.set_rows([])

    def append(self, events: tuple[ServerSentEvent, ...]) -> None:
        """Add events that have just arrived."""
        bar = self.table.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        now = datetime.now().astimezone().strftime("%H:%M:%S.%f")[:-3]
        self.table.rows.append([(now, event.event, event.data.replace("\n", " ⏎ ")) for event in events])
        if follows:
            self.table.scrollToBottom()

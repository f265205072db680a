"""The controls above the messages: filter, direction, pause, clear, export."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QRadioButton, QWidget

from countersign.model.frames import Direction
from countersign.ui.console.frame_query import FrameQuery, parse
from countersign.ui.widgets.segmented import SegmentedControl

_DIRECTIONS: dict[str, Direction | None] = {"all": None, "sent": "sent", "received": "received"}
_SEGMENTS = (("all", "All", "All"), ("sent", "▲ Sent", "Sent"), ("received", "▼ Received", "Received"))
_EXPORTS = (("jsonl", "JSON Lines"), ("csv", "CSV"), ("har", "HAR with messages"))
_EDGE = 14
_GAP = 8
_NARROW = 600  # below it the filter gets a line of its own


class ConsoleBar(QWidget):
    """Offer the controls; `query_changed` carries a FrameQuery, `left` follows Return and Escape in the filter."""

    query_changed = Signal(object)
    pause_asked = Signal()
    clear_asked = Signal()
    export_asked = Signal(str)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(name, self)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setProperty("kind", "strong")
        self.heading.setVisible(bool(name))
        self.filter = _FilterField(self)
        self.found = QLabel(self)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setProperty("kind", "faint")
        self.found.setAccessibleName("Messages found")
        self.direction = SegmentedControl([(key, label) for key, label, _ in _SEGMENTS], self)
        self.direction.setAccessibleName("Direction")
        for segment, (_, _, spoken) in zip(self.direction.findChildren(QRadioButton), _SEGMENTS, strict=True):
            segment.setAccessibleName(spoken)
        self.pause = QPushButton("Pause", self)
        self.clear = QPushButton("Clear", self)
        self.export = QPushButton("Export", self)
        self._is_narrow: bool | None = None
        self._connect()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_EDGE, 10, _EDGE, 10)
        self._grid.setSpacing(_GAP)
        self._arrange(is_narrow=False)

    def query(self) -> FrameQuery:
        """Return what is asked for."""
        return parse(self.filter.text(), _DIRECTIONS[self.direction.current()])

    def leave_out_peers(self) -> None:
        """Offer examples of a filter that fit a connection with one peer only."""
        self.filter.set_example("type:JSON error", "Words, type:, size:>1000")

    def show_paused(self, waiting: int | None) -> None:
        """Offer to pause (None), or to resume with so many messages waiting."""
        is_paused = waiting is not None
        self.pause.setText(f"Resume ({waiting:,})" if waiting else "Resume" if is_paused else "Pause")
        self.pause.setAccessibleName("Resume" if is_paused else "Pause")
        self.pause.setAccessibleDescription(f"{waiting:,} messages waiting" if waiting else "")

    def show_found(self, words: str) -> None:
        """Say how many messages the filter found, or how far it is; "" says nothing."""
        self.found.setText(words)
        self.found.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two lines where one is too short."""
        super().resizeEvent(event)
        self._arrange(is_narrow=self.width() < _NARROW)

    def minimumSizeHint(self) -> QSize:
        """Return what the two lines need."""
        searching = self.filter.minimumWidth() + self.direction.sizeHint().width()
        return QSize(searching + 2 * _EDGE + _GAP, super().minimumSizeHint().height())

    def _connect(self) -> None:
        menu = QMenu(self.export)
        for key, label in _EXPORTS:
            menu.addAction(label, partial(self.export_asked.emit, key))
        self.export.setMenu(menu)
        self.pause.setToolTip("Hold the view still; nothing is lost")
        self.clear.clicked.connect(self.clear_asked)
        self.pause.clicked.connect(self.pause_asked)
        self.filter.textChanged.connect(self._tell)
        self.filter.left.connect(self.left)
        self.direction.selected.connect(self._tell)
        self.show_found("")
        self.show_paused(None)

    def _tell(self) -> None:
        self.query_changed.emit(self.query())

    def _arrange(self, *, is_narrow: bool) -> None:
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        while self._grid.count():
            self._grid.takeAt(0)
        searching = _row(self.filter, self.found, self.direction)
        searching.setStretch(0, 1)
        acting = _row(self.pause, self.clear, self.export)
        self._grid.addWidget(self.heading, 0, 0)
        self._grid.addLayout(searching, 1 if is_narrow else 0, 0 if is_narrow else 1, 1, 3 if is_narrow else 1)
        self._grid.addLayout(acting, 0, 2)
        self._grid.setColumnStretch(1, 1)


class _FilterField(QLineEdit):
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Message filter")
        self.set_example("type:SDP_OFFER from:MASTER", "Words, type:, from:, to:, size:>1000")
        self.setClearButtonEnabled(True)
        self.setProperty("kind", "code")
        self.setMinimumWidth(80)

    def set_example(self, example: str, terms: str) -> None:
        """Show what can be typed, for example, and the terms that there are."""
        self.setPlaceholderText(example)
        self.setToolTip(f"{terms}; a minus before one leaves out what matches")

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window while there is something to clear."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the messages on Return, clear and go there on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(_GAP)
    for widget in widgets:
        row.addWidget(widget)
    return row

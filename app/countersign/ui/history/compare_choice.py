"""Waits for the second of two exchanges that are to be compared."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from countersign.ui.widgets.asking_frame import AskingFrame


class CompareChoice(AskingFrame):
    """Say what is waited for; hidden while nothing is. `begun` follows each beginning."""

    begun = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner-info")
        self.setAccessibleName("Compare responses")
        self._first = 0
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.stop = QPushButton("Cancel", self)
        self.stop.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self._words, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def waiting_for(self) -> int:
        """Return the id of the first exchange, 0 where nothing is compared."""
        return self._first

    def begin(self, entry_id: int, name: str) -> None:
        """Wait for what is to be compared with an exchange."""
        self._first = entry_id
        self._words.setText(f"Choose what to compare with {name}: double click it, or press Return on it.")
        self.setAccessibleDescription(self._words.text())
        self.show()
        self.begun.emit()

    def end(self) -> None:
        """Wait no longer."""
        self._first = 0
        self.hide()

    def cancel(self) -> None:
        """Wait no longer."""
        self.end()

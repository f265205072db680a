"""Asks, inside the panel, whether everything shall be deleted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.ui.widgets.asking_frame import AskingFrame


class ClearQuestion(AskingFrame):
    """Ask; `confirmed` follows the button, `cancelled` the other one or Escape. Hidden until it is asked."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner-warn")
        self.setAccessibleName("Clear the history")
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.clear = QPushButton("Delete all", self)
        self.clear.setProperty("kind", "danger")
        self.keep = QPushButton("Keep", self)
        self.clear.clicked.connect(self._confirm)
        self.keep.clicked.connect(self.cancel)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.clear)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addLayout(buttons)
        self.hide()

    def ask(self, count: int) -> None:
        """Show the question; the safe answer has the focus."""
        what = "the one exchange" if count == 1 else f"all {count:,} exchanges"
        self._words.setText(f"Delete {what} of the history? They do not come back.")
        self.setAccessibleDescription(self._words.text())
        self.show()
        self.keep.setFocus()

    def cancel(self) -> None:
        """Take the question back."""
        self.hide()
        self.cancelled.emit()

    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit()

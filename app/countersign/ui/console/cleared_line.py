"""The quiet line that stays after the console was cleared, with the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme


class ClearedLine(QFrame):
    """Say how many messages were cleared. `undo_asked` follows the button."""

    undo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("kind", "muted")
        undo = QPushButton("Undo", self)
        undo.setProperty("kind", "link")
        undo.setAccessibleName("Undo clear")
        undo.clicked.connect(self.undo_asked)
        dismiss = QToolButton(self)
        dismiss.setProperty("kind", "quiet")
        dismiss.setAccessibleName("Dismiss")
        dismiss.setToolTip("Dismiss")
        keep_icon(dismiss, theme, "close")
        dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 4)
        row.setSpacing(6)
        row.addWidget(self._words)
        row.addWidget(undo)
        row.addStretch(1)
        row.addWidget(dismiss)
        self.hide()

    def offer(self, count: int) -> None:
        """Say that so many messages were cleared."""
        self._words.setText(f"Cleared {count:,} {'message' if count == 1 else 'messages'}.")
        self.show()

    @property
    def words(self) -> str:
        """Return what is said, "" while nothing is."""
        return "" if self.isHidden() else self._words.text()

"""The quiet line that stays after something was taken away, with the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme
from countersign.ui.widgets.elided_label import ElidedLabel


class UndoLine(QWidget):
    """Say what happened; `undo_requested` follows the button, `dismissed` the cross."""

    undo_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._words.setProperty("kind", "muted")
        undo = QPushButton("Undo")
        undo.setProperty("kind", "link")
        undo.setAccessibleName("Undo delete")
        undo.clicked.connect(self.undo_requested)
        dismiss = QToolButton()
        dismiss.setProperty("kind", "quiet")
        dismiss.setAccessibleName("Dismiss")
        dismiss.setToolTip("Dismiss")
        keep_icon(dismiss, theme, "close")
        dismiss.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._words, 1)
        row.addWidget(undo)
        row.addWidget(dismiss)
        self.hide()

    @property
    def words(self) -> str:
        """Return what is said, "" while nothing is."""
        return "" if self.isHidden() else self._words.text()

    def say(self, words: str) -> None:
        """Say what happened; "" hides the line."""
        self._words.setText(words)
        self.setVisible(bool(words))

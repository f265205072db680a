"""What a pane says while it has nothing to show: the state, the next step, and its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyState(QWidget):
    """Say what is not there yet; `action_requested` follows the button, which is left out without a label."""

    action_requested = Signal()

    def __init__(self, title: str, text: str, button_label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = _label("title")
        self._text = _label("muted")
        self._text.setMaximumWidth(420)
        self._button = QPushButton()
        self._button.setProperty("kind", "primary")
        self._button.clicked.connect(self.action_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addLayout(_centred(self._text))
        column.addSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_words(title, text, button_label)

    def set_words(self, title: str, text: str, button_label: str = "") -> None:
        """Replace what is said."""
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(button_label)
        self._button.setVisible(bool(button_label))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)


def _label(kind: str) -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label


def _centred(label: QLabel) -> QHBoxLayout:
    """Give a label its greatest width in the middle; an aligned one would be clipped to its size hint."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(label, 100)
    row.addStretch(1)
    return row

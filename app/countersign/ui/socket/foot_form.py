"""A form of one line that opens above the buttons of the composer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget


class FootForm(QWidget):
    """Hold fields in a row, and a way out: Cancel, or Escape. `left` follows it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.hide()

    def place(self, *parts: QWidget, stretch: int) -> None:
        """Put the parts in a row, Cancel behind them; the one at index `stretch` takes the room."""
        for index, part in enumerate(parts):
            # A sentence below one field must not push the others down.
            self._row.addWidget(part, 1 if index == stretch else 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(part, QLabel):
                part.setFixedHeight(30)
        cancel = QPushButton("Cancel")
        cancel.setProperty("kind", "quiet")
        cancel.clicked.connect(self.leave)
        self._row.addWidget(cancel, 0, Qt.AlignmentFlag.AlignTop)

    def first_field(self) -> QWidget:
        """Return the field that takes the cursor."""
        raise NotImplementedError

    def open(self) -> None:
        """Show the form, ready to be typed into."""
        self.show()
        self.first_field().setFocus()

    def leave(self) -> None:
        """Hide the form."""
        self.hide()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window while the focus is in here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if _is_escape(event):
            self.leave()
        else:
            super().keyPressEvent(event)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape

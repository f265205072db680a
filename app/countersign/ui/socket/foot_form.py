"""A form of one line that opens above the buttons of the composer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import in_a_row
from countersign.ui.theme import Theme


class FootForm(QWidget):
    """Hold fields in a row, the one at index `stretch` the widest, and a way out: Cancel, or Escape.

    `left` follows the way out. A problem with one of the fields is said in `box`.
    """

    left = Signal()

    def __init__(self, theme: Theme, *parts: QWidget, stretch: int) -> None:
        super().__init__()
        cancel = QPushButton("Cancel")
        cancel.setProperty("kind", "quiet")
        cancel.clicked.connect(self.leave)
        self.box = FieldBox(theme, in_a_row(*parts, cancel, stretch=stretch))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        self.hide()

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

"""The small form that asks for the title of a message to save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from countersign.ui.request.form_rows import row_label
from countersign.ui.socket.foot_form import FootForm
from countersign.ui.theme import Theme


class SaveForm(FootForm):
    """Ask for a title; `save_requested` carries it, "" for none."""

    save_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        title = QLineEdit()
        title.setAccessibleName("Message title")
        title.setPlaceholderText("Title, or nothing")
        save = QPushButton("Save message")
        super().__init__(theme, row_label("Save as"), title, save, stretch=1)
        self._title = title
        save.clicked.connect(self._save)
        title.returnPressed.connect(self._save)

    def set_title(self, title: str) -> None:
        """Propose a title."""
        self._title.setText(title)

    def first_field(self) -> QWidget:
        """Return the title, selected."""
        self._title.selectAll()
        return self._title

    def _save(self) -> None:
        self.hide()
        self.save_requested.emit(self._title.text().strip())

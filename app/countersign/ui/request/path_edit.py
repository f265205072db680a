"""A field for the path of a file, with a button to choose one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from countersign.ui.request.body.form import ChooseFile


class PathEdit(QWidget):
    """Edit a path; `edited` follows every change of the text."""

    edited = Signal()

    def __init__(self, name: str, placeholder: str, choose_file: ChooseFile) -> None:
        super().__init__()
        self._choose_file = choose_file
        self._path = QLineEdit()
        self._path.setAccessibleName(name)
        self._path.setProperty("kind", "code")
        self._path.setPlaceholderText(placeholder)
        browse = QPushButton("Browse…")
        browse.setAccessibleName(f"Browse for {name.lower()}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._path, 1)
        row.addWidget(browse)
        self._path.textChanged.connect(self.edited)
        browse.clicked.connect(self._browse)

    def text(self) -> str:
        """Return the path."""
        return self._path.text()

    def set_text(self, path: str) -> None:
        """Show another path."""
        self._path.setText(path)

    def _browse(self) -> None:
        path = self._choose_file(self)
        if path:
            self._path.setText(path)

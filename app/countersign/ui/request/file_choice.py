"""Ask for a file with the platform's own dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(parent: QWidget) -> str:
    """Return the path of the file that the user chose, "" if none."""
    path, _ = QFileDialog.getOpenFileName(parent, "Choose a file")
    return path

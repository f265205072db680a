"""Switches that stand side by side, each for itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget


class Toggles(QWidget):
    """Offer switches as (key, label, accessible name); `toggled` follows each change."""

    toggled = Signal()

    def __init__(self, options: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (key, label, name) in enumerate(options):
            button = QPushButton(label)
            button.setCheckable(True)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setProperty("kind", "toggle")
            button.setProperty("end", "left" if place == 0 else "right" if place == len(options) - 1 else "")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.toggled.connect(self.toggled)
            self._buttons[key] = button
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def is_on(self, key: str) -> bool:
        """Tell whether a switch is on; raise KeyError for an unknown key."""
        return self._buttons[key].isChecked()

    def set_on(self, key: str, *, on: bool) -> None:
        """Turn a switch on or off."""
        self._buttons[key].setChecked(on)

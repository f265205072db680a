"""The headers that a request takes from its folders, above its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from countersign.model.request import Header
from countersign.ui.request.header_names import shown_header_value
from countersign.ui.widgets.elided_label import ElidedLabel


class InheritedHeaders(QWidget):
    """Show headers with where each comes from, in a quiet tone; nothing where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[Header, str]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName("Inherited headers")
        self.hide()

    def show_headers(self, headers: Sequence[tuple[Header, str]]) -> None:
        """Show other headers; values that must not be on screen are masked."""
        if list(headers) == self._shown:
            return
        self._shown = list(headers)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (header, origin) in enumerate(self._shown):
            name = ElidedLabel(header.name, parent=self)
            value = ElidedLabel(shown_header_value(header.name, header.value), parent=self)
            for label in (name, value):
                label.setProperty("kind", "faint")
                self._grid.addWidget(label, row, 0 if label is name else 1)
            chip = QLabel(f"from {origin}", self)
            chip.setTextFormat(Qt.TextFormat.PlainText)
            chip.setProperty("kind", "chip")
            self._grid.addWidget(chip, row, 2)
        self.setVisible(bool(self._shown))

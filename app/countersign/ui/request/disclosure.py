"""A line that opens and closes what stands below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme


class Disclosure(QWidget):
    """Show a summary; a click, Space or Enter opens the content."""

    def __init__(self, theme: Theme, name: str, summary: str, content: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._content = content
        self._button = QToolButton()
        self._button.setProperty("kind", "quiet")
        self._button.setCheckable(True)
        self._button.setText(f"{name}: {summary}")
        self._button.setAccessibleName(name)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._button.toggled.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._button)
        column.addWidget(content)
        self._show(is_open=False)

    def set_open(self, *, is_open: bool) -> None:
        """Open or close the content."""
        self._button.setChecked(is_open)

    def _show(self, is_open: bool) -> None:  # noqa: FBT001 - the shape of QAbstractButton.toggled
        self._content.setVisible(is_open)
        keep_icon(self._button, self._theme, "chevron-down" if is_open else "chevron-right")

"""A line that folds something away, and says in the meantime what is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme, set_kind
from countersign.ui.widgets.elided_label import ElidedLabel


class OptionsFold(QWidget):
    """Open and close the content by a click, Space or Enter; `set_summary` gives the words beside the name."""

    def __init__(self, theme: Theme, name: str, content: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._content = content
        self._button = QToolButton()
        self._button.setProperty("kind", "fold")
        self._button.setCheckable(True)
        self._button.setText(name)
        self._button.setAccessibleName(name)
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.toggled.connect(self._show)
        self._summary = ElidedLabel()
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self._button)
        line.addWidget(self._summary, 1)
        line.addStretch(0)  # keeps the name at the left while the summary is hidden
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(content)
        self._show(is_open=False)

    def set_summary(self, words: str, kind: str) -> None:
        """Say something else beside the name, in a look of the stylesheet."""
        set_kind(self._summary, kind)
        self._summary.setText(f"· {words}")
        self._button.setAccessibleDescription(words)

    def set_open(self, *, is_open: bool) -> None:
        """Open or close the content."""
        self._button.setChecked(is_open)

    def _show(self, is_open: bool) -> None:  # noqa: FBT001 - the shape of QAbstractButton.toggled
        self._content.setVisible(is_open)
        self._summary.setVisible(not is_open)
        keep_icon(self._button, self._theme, "chevron-down" if is_open else "chevron-right")

"""The line on top of a tab: what stands before the URL, the URL, and the button that sets off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import PANEL_MARGIN
from countersign.ui.request.url_edit import UrlEdit
from countersign.ui.theme import Theme, set_kind

_HEIGHT = 36
_FRAME_LOOK = """
QFrame[kind="field"] { border-color: %s; }
QLineEdit[kind="bare"]:focus { border-color: transparent; }
"""
_BUTTON_LOOK = "border-radius: 5px; border-top-left-radius: 0; border-bottom-left-radius: 0;"


class UrlLine(QWidget):
    """Edit a URL in a bordered row, between a widget before it and one button."""

    url_changed = Signal(str)

    def __init__(self, theme: Theme, before: QWidget, narrowest_button: int) -> None:
        super().__init__()
        self.theme = theme
        self.url = UrlEdit(theme)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.setStyleSheet(_BUTTON_LOOK)
        self.button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self.button.setMinimumWidth(narrowest_button)
        self._frame = QFrame()
        self._lay_out(before)
        self.url.textChanged.connect(self.url_changed)
        self.url.installEventFilter(self)
        theme.changed.connect(self._follow_theme)

    def set_url(self, url: str) -> None:
        """Show another URL from its start, without signals."""
        with QSignalBlocker(self):
            if self.url.text() != url:
                self.url.setText(url)
                self.url.setCursorPosition(0)

    def set_button(self, words: str, keys: str, kind: str) -> None:
        """Say what the button does now, and by which keys."""
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setToolTip(keys)
        set_kind(self.button, kind)

    def focus_url(self) -> None:
        """Put the cursor into the URL and select it."""
        self.url.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.url.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Frame the whole row while the URL has the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._colour_frame(focused=event.type() is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _lay_out(self, before: QWidget) -> None:
        frame = self._frame
        frame.setProperty("kind", "field")
        frame.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(before)
        row.addWidget(_divider("divider-vertical"))
        row.addSpacing(3)
        row.addWidget(self.url, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        padded = QVBoxLayout()
        padded.setContentsMargins(PANEL_MARGIN, 12, PANEL_MARGIN, 11)
        padded.addWidget(FieldBox(self.theme, frame))
        column.addLayout(padded)
        column.addWidget(_divider("divider"))

    def _follow_theme(self) -> None:
        self._colour_frame(focused=self.url.hasFocus())

    def _colour_frame(self, *, focused: bool) -> None:
        self._frame.setStyleSheet(_FRAME_LOOK % self.theme.colour("accent" if focused else "control_border"))


def _divider(kind: str) -> QFrame:
    divider = QFrame()
    divider.setProperty("kind", kind)
    return divider

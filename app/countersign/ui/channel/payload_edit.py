"""The editor of a message: one line that grows to six as the text does."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from countersign.ui.request.code_editor import CodeEditor
from countersign.ui.theme import Theme

_MOST_LINES = 6
_FRAME = 14  # pixels above and below the text


class PayloadEdit(CodeEditor):
    """Edit JSON without line numbers; Tab leaves the editor, Ctrl+Enter asks to send."""

    send_requested = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, "json")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def gutter_width(self) -> int:
        """Leave the line numbers out."""
        return 0

    def set_text(self, text: str) -> None:
        """Show another text without `textChanged`."""
        super().set_text(text)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Ctrl+Enter."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines of the new width, once the layout that resized this is done."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        lines = min(_MOST_LINES, max(1, round(self.document().size().height())))  # this document's height is in lines
        height = lines * self.fontMetrics().lineSpacing() + _FRAME
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        scrolls = self.document().size().height() > _MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

"""The Docs tab: notes that are saved with the WebSocket."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from countersign.ui.request.code_editor import CodeEditor
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import panel_column
from countersign.ui.theme import Theme


class DocsPanel(QWidget):
    """Edit a text, exactly; `edited` follows every change that a person made."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._text = CodeEditor(theme, "Docs", "text")
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._text.setPlaceholderText("What it is for and what it sends, in Markdown. Saved with the WebSocket.")
        panel_column(self, FieldBox(theme, self._text), stretch=0)
        self._text.textChanged.connect(self.edited)

    def set_docs(self, docs: str) -> None:
        """Show another text, without `edited`."""
        self._text.set_text(docs)

    def docs(self) -> str:
        """Return the text."""
        return self._text.text()

"""The Docs tab: notes in Markdown that are saved with a request, a WebSocket or a folder."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QStackedWidget, QWidget

from countersign.ui.request.code_editor import CodeEditor
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import panel_column
from countersign.ui.request.markdown_view import MarkdownView
from countersign.ui.theme import Theme


class DocsPanel(QWidget):
    """Show a text as it reads, or edit it, exactly; `edited` follows every change that a person made.

    `thing` is what it is saved with: "request". A text is shown first; where there is none, it can be
    written at once. `above` stands over the text.
    """

    edited = Signal()

    def __init__(self, theme: Theme, thing: str = "request", above: QWidget | None = None) -> None:
        super().__init__()
        self._text = CodeEditor(theme, "Docs", "text")
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._text.setPlaceholderText(f"What it is for and how it is used, in Markdown. Saved with the {thing}.")
        self._view = MarkdownView(theme, "Docs as they read")
        self._toggle = QPushButton("Edit")
        self._toggle.setProperty("kind", "quiet")
        self._toggle.setCheckable(True)
        self._toggle.setAccessibleName("Edit the docs")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._view)
        self._stack.addWidget(FieldBox(theme, self._text))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        if above is not None:
            row.addWidget(above, 1)
        row.addStretch(1 if above is None else 0)
        row.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignTop)
        panel_column(self, head, self._stack, stretch=1)
        self._text.textChanged.connect(self.edited)
        self._toggle.toggled.connect(self._turn)
        self._turn(is_editing=False)

    def set_docs(self, docs: str) -> None:
        """Show another text, without `edited`."""
        if docs == self.docs() and docs:
            return
        self._text.set_text(docs)
        self._toggle.setChecked(not docs.strip())
        self._turn(is_editing=self._toggle.isChecked())

    def docs(self) -> str:
        """Return the text."""
        return self._text.text()

    def _turn(self, is_editing: bool) -> None:  # noqa: FBT001 - the shape of QAbstractButton.toggled
        self._toggle.setText("Show" if is_editing else "Edit")
        if not is_editing:
            self._view.show_markdown(self.docs())
        self._stack.setCurrentIndex(int(is_editing))

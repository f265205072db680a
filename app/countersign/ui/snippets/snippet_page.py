"""The page that shows a request as code for a tool of one's choice."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from countersign.model.errors import Failure
from countersign.ui.body_view.text_document import TextDocument
from countersign.ui.body_view.text_view import TextView
from countersign.ui.response.read_only_table import ReadOnlyTable
from countersign.ui.snippets.snippet_of_draft import Snippet
from countersign.ui.theme import Theme
from countersign.ui.widgets.asking_frame import AskingFrame
from countersign.ui.widgets.banner import Banner
from countersign.ui.widgets.elided_label import ElidedLabel

_LIST_WIDTH = 248
_NAME_WIDTH = 280
_ROW_HEIGHT = 28
_MOST_ROWS = 4


class SnippetPage(AskingFrame):
    """Show the tools and the code for one. `tool_chosen` carries a tool's name, `said` a sentence and its kind."""

    tool_chosen = Signal(str)
    save_requested = Signal()
    close_requested = Signal()
    said = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Copy as code")
        self._snippet: Snippet | None = None
        self._title = ElidedLabel(parent=self)
        self._title.setProperty("kind", "muted")
        self._tools = QListWidget()
        self._tools.setAccessibleName("Tools")
        self._tools.setFixedWidth(_LIST_WIDTH)
        self._tools.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._copy = QPushButton("Copy")
        self._copy.setAccessibleName("Copy the code")
        self._copy.setProperty("kind", "primary")
        self._save = QPushButton("Save…")
        self._save.setAccessibleName("Save the code")
        self._close = QPushButton("Close")
        self._close.setAccessibleName("Close the code")
        self._banner = Banner()
        self._heading = _label("Set in the environment before it runs", "muted")
        self._variables = ReadOnlyTable(theme, "Environment variables of the code", ("Variable", "Value"))
        self._variables.horizontalHeader().resizeSection(0, _NAME_WIDTH)
        self._notes = _label("", "warn")
        self._notes.setWordWrap(True)
        self._notes.setAccessibleName("Notes on the code")
        self._code = TextView(theme)
        self._code.setAccessibleName("Code")
        self.setFocusProxy(self._tools)
        self._lay_out()
        self._connect()
        self._show(None)

    @property
    def snippet(self) -> Snippet | None:
        """Return what is shown, None where there is no code."""
        return self._snippet

    def show_title(self, title: str) -> None:
        """Say which request the code is for."""
        self._title.setText(title)

    def show_snippet(self, snippet: Snippet) -> None:
        """Show the code, or why this tool has none."""
        with QSignalBlocker(self._tools):
            if snippet.tools != tuple(self._tools.item(row).text() for row in range(self._tools.count())):
                self._tools.clear()
                self._tools.addItems(snippet.tools)
            self._tools.setCurrentRow(snippet.tools.index(snippet.tool))
        self._show(snippet)
        if snippet.failure is not None:
            self._explain(snippet.failure)

    def show_failure(self, failure: Failure) -> None:
        """Say why no tool can have the request."""
        with QSignalBlocker(self._tools):
            self._tools.clear()
        self._show(None)
        self._explain(failure)

    def show_save_failure(self, failure: Failure) -> None:
        """Say why the code was not written; it stays on the page."""
        self._explain(failure)

    def cancel(self) -> None:
        """Close the page."""
        self.close_requested.emit()

    def copy(self) -> None:
        """Put the whole code on the clipboard."""
        if self._snippet is not None and self._snippet.code:
            QGuiApplication.clipboard().setText(self._snippet.code)
            self.said.emit(f"The code for {self._snippet.tool} is on the clipboard.", "ok")

    def _show(self, snippet: Snippet | None) -> None:
        self._snippet = snippet
        code, language = (snippet.code, snippet.language) if snippet is not None else ("", "text")
        variables, notes = (snippet.variables, snippet.notes) if snippet is not None else ((), ())
        self._banner.hide()
        self._variables.rows.set_rows(variables)
        # The header row is one more, and the table has a line above and below it.
        self._variables.setFixedHeight((min(len(variables), _MOST_ROWS) + 1) * _ROW_HEIGHT + 2)
        self._variables.setVisible(bool(variables))
        self._heading.setVisible(bool(variables))
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        self._code.show_document(TextDocument.of_bytes(code.encode(), language))
        for button in (self._copy, self._save):
            button.setEnabled(bool(code))

    def _explain(self, failure: Failure) -> None:
        self._banner.show_message("error", failure.sentence, failure.action)
        self._banner.show()

    def _choose(self) -> None:
        item = self._tools.currentItem()
        if item is not None:
            self.tool_chosen.emit(item.text())

    def _connect(self) -> None:
        self._tools.currentItemChanged.connect(self._choose)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self.save_requested)
        self._close.clicked.connect(self.close_requested)
        self._code.copy_refused.connect(lambda sentence: self.said.emit(sentence, "warn"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_label("Copy as code", "title"))
        head.addWidget(self._title, 1)
        for button in (self._copy, self._save, self._close):
            head.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget in (self._banner, self._heading, self._variables, self._notes):
            right.addWidget(widget)
        right.addWidget(self._code, 1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._tools)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addLayout(row, 1)


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label

"""A code editor that says, a moment after typing stops, where its text is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from countersign.ui.request.code_editor import CodeEditor
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.json_text import TextProblem, format_json, json_problem
from countersign.ui.request.scoped_field import ScopedField
from countersign.ui.request.xml_text import format_xml, xml_problem
from countersign.ui.theme import Theme
from countersign.variables.scopes import Scope

_PAUSE_MS = 200
Check = Callable[[str], TextProblem | None]
_CHECKS: dict[str, Check] = {"json": json_problem, "xml": xml_problem}
_LAYOUTS: dict[str, Callable[[str], str | TextProblem]] = {"json": format_json, "xml": format_xml}


class CheckedText(QWidget, ScopedField):
    """Edit a text of a language; `edited` follows every change that a person made.

    `checks` adds to those of JSON and XML, by language.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        language: str,
        checks: Mapping[str, Check] = {},
    ) -> None:
        super().__init__()
        self._theme = theme
        self._more_checks = checks
        self._language = language
        self.editor = CodeEditor(theme, name, language)
        self._problem: TextProblem | None = None
        self._line = QPushButton()
        self._line.setProperty("kind", "quiet")
        self._line.setAccessibleName(f"{name} problem")
        self._line.setCursor(Qt.CursorShape.PointingHandCursor)
        self._line.hide()
        self._colour()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(FieldBox(theme, self.editor), 1)
        column.addWidget(self._line)
        theme.changed.connect(self._colour)
        self.editor.textChanged.connect(self._tell)
        self._line.clicked.connect(self._go_to_problem)

    def text(self) -> str:
        """Return the text."""
        return self.editor.text()

    def set_text(self, text: str) -> None:
        """Show another text, without `edited`."""
        self.editor.set_text(text)
        self.check()

    def set_scope(self, scope: Scope) -> None:
        """Colour, offer and explain the variables of a scope."""
        self.editor.set_scope(scope)

    def set_language(self, language: str) -> None:
        """Read the text as another language; the text stays."""
        self._language = language
        self.editor.set_language(language)
        self._pause.stop()
        self.check()

    def check(self) -> bool:
        """Look for a problem at once; tell whether there is none."""
        check = self._check_of_language()
        self._show(check(self.text()) if check else None)
        return self._problem is None

    def problem(self) -> str:
        """Return the line below the editor, "" without one."""
        return "" if self._problem is None else str(self._problem)

    def format(self) -> None:
        """Lay the text out as one step that can be undone, or say why not."""
        formatted = _LAYOUTS[self._language](self.text()) if self.text().strip() else self.text()
        if isinstance(formatted, TextProblem):
            self._show(formatted)
        elif formatted != self.text():
            self.editor.replace_text(formatted)

    def _tell(self) -> None:
        if self._check_of_language() is not None:
            self._pause.start()
        self.edited.emit()

    def _check_of_language(self) -> Check | None:
        return self._more_checks.get(self._language) or _CHECKS.get(self._language)

    def _show(self, problem: TextProblem | None) -> None:
        self._problem = problem
        self._line.setText(self.problem())
        self._line.setVisible(problem is not None)

    def _colour(self) -> None:
        self._line.setStyleSheet(f"text-align: left; color: {self._theme.colour('error')};")

    def _go_to_problem(self) -> None:
        if self._problem is not None:
            self.editor.go_to(self._problem.line, self._problem.column)

"""A field that takes its value from the URL while it is empty, and says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from countersign.ui.request.scoped_field import ScopedField
from countersign.ui.request.variable_completer import VariableCompleter, WordCompleter
from countersign.ui.request.variable_marks import VariableMarks
from countersign.ui.theme import Theme
from countersign.variables.scopes import Scope

_CHIP = "from URL"


class HintEdit(QLineEdit, ScopedField):
    """Edit a name; empty, it shows the one found in the URL with a chip that says where it comes from."""

    def __init__(self, theme: Theme, name: str, words: Sequence[str]) -> None:
        super().__init__()
        self._theme = theme
        self._hint = ""
        self.setAccessibleName(name)
        self._chip = QLabel(_CHIP, self)
        self._chip.setProperty("kind", "chip")
        self._chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.completion = VariableCompleter(theme, self)
        self.marks = VariableMarks(theme, self)
        completer = WordCompleter(list(words), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.setMinimumWidth(132)
        self.textChanged.connect(self._show_source)
        theme.changed.connect(self._show_source)
        self.set_hint("")

    def set_scope(self, scope: Scope) -> None:
        """Offer and mark the variables of another scope."""
        self.completion.set_scope(scope)
        self.marks.set_scope(scope)

    def set_hint(self, hint: str) -> None:
        """Show the name that the URL holds, "" where it holds none."""
        self._hint = hint
        self.setPlaceholderText(hint or "not in the URL")
        self._show_source()

    def source(self) -> str:
        """Return what the chip says, "" without one."""
        return "" if self._chip.isHidden() else self._chip.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chip at the right end."""
        super().resizeEvent(event)
        size = self._chip.sizeHint()
        self._chip.setGeometry(self.width() - size.width() - 8, (self.height() - size.height()) // 2, *size.toTuple())

    def _show_source(self) -> None:
        shown = bool(self._hint) and not self.text()
        self._chip.setVisible(shown)
        colour = self._theme.colour("text" if shown else "faint_text")
        self.setStyleSheet(f"QLineEdit {{ placeholder-text-color: {colour}; }}")
        self.setAccessibleDescription(f"{self._hint}, {_CHIP}" if shown else "")

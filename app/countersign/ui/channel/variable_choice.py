"""A combo box whose text may hold variables, and whose list shows facts beside the names."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QCompleter

from countersign.ui.identity.chip_choice import ChipChoice
from countersign.ui.request.url_edit import UrlEdit
from countersign.ui.theme import Theme, set_kind
from countersign.variables.scopes import Scope


class VariableChoice(ChipChoice):
    """Take a text, typed or from the list; `edited` follows every change by a person."""

    edited = Signal()

    def __init__(self, theme: Theme, name: str, placeholder: str, font: QFont | None = None) -> None:
        super().__init__(name)
        self._edit = UrlEdit(theme)
        self._edit.setProperty("kind", "combo")
        self._edit.setFont(font or theme.code_font())
        self._edit.setPlaceholderText(placeholder)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(self._edit)
        self._edit.setAccessibleName(name)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.editTextChanged.connect(self.edited)
        self.activated.connect(lambda: self._edit.setCursorPosition(0))  # a long name shows from its start
        self.set_choices(())

    def text(self) -> str:
        """Return the text as written."""
        return self.currentText()

    def show_text(self, text: str) -> None:
        """Show another text, without `edited`."""
        if text != self.currentText():
            with QSignalBlocker(self):
                self.setEditText(text)
            self._edit.setCursorPosition(0)

    def set_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Offer other texts, each with a fact; what is written stays."""
        text = self.currentText()
        with QSignalBlocker(self):
            self.clear()
            for words, fact in choices:
                self.add_choice(words, words, (fact,))
            self.setCurrentIndex(-1)
            self.setEditText(text)
        set_kind(self, "" if choices else "no-list")

    def choices(self) -> tuple[str, ...]:
        """Return what the list offers."""
        return tuple(self.itemText(row) for row in range(self.count()))

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._edit.set_scope(scope)

    def set_placeholder(self, placeholder: str) -> None:
        """Say something else in the empty field."""
        self._edit.setPlaceholderText(placeholder)

    def show_chips(self) -> None:
        """Show no chips: the text need not be what was chosen from the list."""

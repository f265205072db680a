"""The panel that asks for the values of `{{?Name}}` before a send."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.ui.request.form_rows import note_label, row_label
from countersign.ui.widgets.asking_frame import AskingFrame
from countersign.ui.widgets.secret_field import SecretField
from countersign.variables.prompts import Answer

_SOUNDS_SECRET = re.compile(r"pass(word|phrase|code)?|secret|token|key|\bpin\b|\bcode\b|otp", re.IGNORECASE)


class PromptPanel(AskingFrame):
    """Ask for values; `answered` carries a mapping of `Answer` by question, `cancelled` that there is none."""

    answered = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, QLineEdit] = {}
        self.setProperty("kind", "banner-info")
        self._title = note_label("", "banner-title-info")
        self._text = note_label("The answers are kept until the program ends, and in no file.")
        self._send = QPushButton("Send")
        self._send.setAccessibleName("Send with these values")
        self._send.setProperty("kind", "primary")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAccessibleName("Cancel the questions")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._lay_out()
        self._send.clicked.connect(self._answer)
        self._cancel.clicked.connect(self.cancel)
        self.hide()

    @property
    def questions(self) -> tuple[str, ...]:
        """Return what is asked."""
        return tuple(self._fields)

    def ask(self, request_name: str, questions: Sequence[str]) -> None:
        """Ask for the values of a request, in place of what was asked before."""
        self._clear()
        for row, question in enumerate(questions):
            field = SecretField() if _SOUNDS_SECRET.search(question) else QLineEdit()
            field.setAccessibleName(question)
            field.setProperty("kind", "code")
            field.returnPressed.connect(self._go_on)
            self._fields[question] = field
            self._grid.addWidget(row_label(question), row, 0)
            self._grid.addWidget(field, row, 1)
        noun = "a value" if len(questions) == 1 else f"{len(questions)} values"
        self._title.setText(f"{request_name or 'The request'} asks for {noun}")
        self.setAccessibleName(self._title.text())
        self.setVisible(bool(self._fields))
        if self._fields:
            next(iter(self._fields.values())).setFocus()

    def cancel(self) -> None:
        """Give no answer."""
        if self._fields:
            self._clear()
            self.cancelled.emit()

    def _go_on(self) -> None:
        """Turn to the next field that is empty; send when there is none."""
        empty = next((field for field in self._fields.values() if not field.text()), None)
        if empty is None or empty is self.focusWidget():
            self._answer()
        else:
            empty.setFocus()

    def _answer(self) -> None:
        if not self._fields:
            return
        answers = {
            question: Answer(field.text(), isinstance(field, SecretField)) for question, field in self._fields.items()
        }
        self._clear()
        self.answered.emit(answers)

    def _clear(self) -> None:
        self._fields = {}
        self.hide()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._send)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(self._grid)
        column.addWidget(self._text)
        column.addLayout(row)

"""The panel that asks for the code of an MFA device."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.identity_sources import MfaQuestion
from countersign.ui.identity.words import short_arn
from countersign.ui.widgets.asking_frame import AskingFrame

_DIGITS = 6  # AssumeRole, AWS STS API Reference: TokenCode


class MfaPanel(AskingFrame):
    """Ask questions one after the other; `answered` and `cancelled` belong to `question`, which then makes way."""

    answered = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._questions: deque[MfaQuestion] = deque()
        self.setProperty("kind", "banner-info")
        self._title = _label("banner-title-info")
        self._text = _label("")
        self._code = QLineEdit()
        self._code.setAccessibleName("MFA code")
        self._code.setPlaceholderText("6 digits")
        self._code.setProperty("kind", "code")
        self._code.setFixedWidth(120)
        self._continue = QPushButton("Continue")
        self._continue.setProperty("kind", "primary")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAccessibleName("Cancel MFA")
        self._lay_out()
        self._code.textChanged.connect(self._show_state)
        self._code.returnPressed.connect(self._answer)
        self._continue.clicked.connect(self._answer)
        self._cancel.clicked.connect(self.cancel)
        self.hide()

    @property
    def question(self) -> MfaQuestion | None:
        """Return what is asked, None for nothing."""
        return self._questions[0] if self._questions else None

    def ask(self, question: MfaQuestion) -> None:
        """Ask for a code, after those that are asked for already."""
        self._questions.append(question)
        if len(self._questions) == 1:
            self._show_question()

    def withdraw(self, question: MfaQuestion) -> None:
        """Stop asking, without a signal: nobody waits for the answer any more."""
        was_asked = self.question == question
        if question in self._questions:
            self._questions.remove(question)
        if was_asked:
            self._show_question()

    def cancel(self) -> None:
        """Give no code."""
        if self.question is not None:
            self.cancelled.emit()
            self._next()

    def _answer(self) -> None:
        if self.question is not None and self._continue.isEnabled():
            self.answered.emit(self._typed())
            self._next()

    def _next(self) -> None:
        self._questions.popleft()
        self._show_question()

    def _show_question(self) -> None:
        question = self.question
        self._code.clear()
        self.setVisible(question is not None)
        if question is None:
            return
        self._title.setText(f"MFA code for {question.identity}")
        role = f"The role {short_arn(question.role_arn)} asks" if question.role_arn else "AWS asks"
        self._text.setText(f"{role} for the code that {_device(question.mfa_serial)} shows now.")
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._text.text())
        self._show_state()
        self._code.setFocus()

    def _show_state(self) -> None:
        typed = self._typed()
        self._continue.setEnabled(len(typed) == _DIGITS and typed.isascii() and typed.isdecimal())

    def _typed(self) -> str:
        """Return the code without the spaces that authenticators show in it."""
        return "".join(self._code.text().split())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._code)
        row.addWidget(self._continue)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(row)


def _device(serial: str) -> str:
    return f"the device {short_arn(serial)}" if serial else "your device"


def _label(kind: str) -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

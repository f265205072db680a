"""The panel that asks what Cognito asks, in place of a chain of dialogs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.model.cognito import Challenge
from countersign.ui.request.auth.cognito_mfa_setup import setup_question
from countersign.ui.request.auth.cognito_questions import QUESTIONS, Question
from countersign.ui.request.field_box import find_field
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme


class ChallengePanel(QFrame):
    """Ask one challenge; `answered` carries a `ChallengeAnswer`. What was typed goes away with the challenge."""

    answered = Signal(object)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._challenge: Challenge | None = None
        self._question: Question | None = None
        self.setProperty("kind", "panel")
        self._title = QLabel()
        self._title.setProperty("kind", "strong")
        self._words = note_label()
        self._holder = QVBoxLayout()
        self._continue = QPushButton("Continue")
        self._continue.setProperty("kind", "primary")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAccessibleName("Cancel sign-in")
        self._note = note_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(self._holder)
        column.addWidget(in_a_row(self._continue, self._cancel, self._note, stretch=2))
        self._continue.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.cancelled)

    def show_challenge(self, challenge: Challenge | None) -> None:
        """Ask another challenge, or forget the last one."""
        if challenge is self._challenge:
            return
        self._challenge = challenge
        if self._question is not None:
            self._holder.removeWidget(self._question)
            self._question.hide()
            self._question.deleteLater()
            self._question = None
        if challenge is None:
            return
        self._question = self._question_for(challenge)
        self._question.submitted.connect(self.submit)
        self._holder.addWidget(self._question)
        self._title.setText(self._question.title)
        self._words.setText(self._question.words())
        self.setAccessibleName(self._question.title)
        self.setAccessibleDescription(self._question.words())

    def set_busy(self, *, busy: bool) -> None:
        """Wait for Cognito's answer, or no longer."""
        self._continue.setEnabled(not busy)
        self._note.setText("Asking Cognito…" if busy else "")

    def focus_first(self) -> None:
        """Put the cursor where the answer begins."""
        if self._question is not None:
            self._question.focus_first()

    def submit(self) -> None:
        """Send the answer, or say what is missing."""
        if self._question is None or not self._continue.isEnabled():
            return
        failure = self._question.missing()
        if failure is None:
            self.answered.emit(self._question.answer())
            return
        found = find_field(self._question, failure.field) if failure.field else None
        if found is None:
            self._note.setText(str(failure))
            return
        found[0].show_problem(found[1], failure)
        found[1].setFocus()

    def _question_for(self, challenge: Challenge) -> Question:
        if challenge.kind == "MFA_SETUP":
            return setup_question(self._theme, challenge)
        return QUESTIONS[challenge.kind](self._theme, challenge)

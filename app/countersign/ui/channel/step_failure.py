"""Why a step failed, what to do, and what the server answered."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import delete

from countersign.model.channel import Step
from countersign.model.exchange import Response
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.form_rows import note_label
from countersign.ui.theme import Theme

MOST_BYTES = 64 * 1024
_MOST_LINES = 12
_CHARACTERS = 46  # of a line in a pane of the usual width


class StepFailure(QWidget):
    """Say a failed step's sentence, action and details below its row; the answer opens on demand."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Step | None = None
        self._sentence = note_label(kind="error")
        self._sentence.setAccessibleName("Why the step failed")
        self._action = note_label(kind="")
        self._detail = note_label()
        self._answer: Disclosure | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(41, 8, 14, 8)
        self._column.setSpacing(4)
        for label in (self._sentence, self._action, self._detail):
            self._column.addWidget(label)
        self.hide()

    def show_step(self, step: Step) -> None:
        """Show a step's failure, or nothing."""
        failure = step.failure if step.state == "failed" else None
        self.setVisible(failure is not None)
        if failure is None or step == self._shown:
            return
        self._shown = step
        for label, words in (
            (self._sentence, failure.sentence),
            (self._action, failure.action),
            (self._detail, failure.detail),
        ):
            label.setText(words)
            label.setAccessibleName(words)
            label.setVisible(bool(words))
        self._show_response(step.exchange.response if step.exchange else None)

    def _show_response(self, response: Response | None) -> None:
        if self._answer is not None:
            delete(self._answer)
            self._answer = None
        if response is None:
            return
        summary = f"{response.status} {response.reason}, {response.body.size:,} bytes".replace(" ,", ",")
        self._answer = Disclosure(self._theme, "Server's answer", summary, self._answer_text(response))
        self._column.addWidget(self._answer)
        self._answer.show()  # a layout shows what it gets only after the events under way

    def _answer_text(self, response: Response) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName("Answer to the handshake")
        text.setProperty("kind", "code")
        text.setFont(self._theme.code_font())
        words = answer_words(response)
        text.setPlainText(words)
        lines = sum(1 + len(line) // _CHARACTERS for line in words.split("\n")[:_MOST_LINES])
        text.setFixedHeight((min(lines, _MOST_LINES) + 1) * text.fontMetrics().lineSpacing())
        return text


def answer_words(response: Response) -> str:
    """Return status line, headers and body as text; of the body up to 64 KB."""
    lines = [f"HTTP {response.status} {response.reason}".rstrip()]
    lines += [f"{name}: {value}" for name, value in response.headers]
    body = response.body.read(MOST_BYTES).decode("utf-8", "replace")
    cut = f"\n\nThe first 64 KB of {response.body.size:,} bytes." if response.body.size > MOST_BYTES else ""
    early = f"\n\n{response.body.ended_early}" if response.body.ended_early else ""
    return "\n".join(lines) + (f"\n\n{body}" if body else "\n\nNo body came with it.") + cut + early

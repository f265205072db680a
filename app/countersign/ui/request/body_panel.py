"""The Body tab: which type of body, and its form."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from countersign.model.body import Body, TextBody
from countersign.ui.request.body.form import BodyForm, ChooseFile
from countersign.ui.request.body.kinds import BODY_KINDS
from countersign.ui.request.form_rows import in_a_row, panel_column, row_label
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox


class BodyPanel(QWidget):
    """Edit a request's body; a form is built when it is first shown and keeps its content while others are tried."""

    edited = Signal()

    def __init__(self, theme: Theme, choose_file: ChooseFile) -> None:
        super().__init__()
        self._theme = theme
        self._choose_file = choose_file
        self._forms: dict[int, BodyForm[Any]] = {}
        self._kind = ChoiceBox("Body type")
        self._kind.setMinimumWidth(140)
        self._kind.addItems([kind.title for kind in BODY_KINDS])
        self._format = QPushButton("Format")
        self._format.setAccessibleName("Format body")
        label = row_label("Body")
        label.setFixedWidth(52)
        holder = QWidget()
        self._holder = QVBoxLayout(holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        panel_column(self, in_a_row(label, self._kind, QWidget(), self._format, stretch=2), holder, stretch=1)
        self._current = 0
        self._kind.currentIndexChanged.connect(self._switch)
        self._format.clicked.connect(lambda: self._form(self._current).format())
        self._show_form()

    def set_body(self, body: Body) -> None:
        """Show another body, without `edited`; forms of other types forget what they held."""
        index = next(number for number, kind in enumerate(BODY_KINDS) if kind.owns(body))
        with QSignalBlocker(self), QSignalBlocker(self._kind):
            for number, form in self._forms.items():
                form.set_body(body if number == index else BODY_KINDS[number].empty)
            self._kind.setCurrentIndex(index)
            self._current = index
            self._form(index).set_body(body)
        self._show_form()

    def body(self) -> Body:
        """Return the body as it stands."""
        body: Body = self._form(self._current).body()
        return body

    def current_form(self) -> BodyForm[Any]:
        """Return the form on screen."""
        return self._form(self._current)

    def has_body(self) -> bool:
        """Tell whether the type is one that sends something."""
        return self._current != 0

    def _switch(self, index: int) -> None:
        before = self._form(self._current).body()
        empty = BODY_KINDS[index].empty
        self._current = index
        form = self._form(index)
        if isinstance(before, TextBody) and isinstance(empty, TextBody):
            with QSignalBlocker(self):
                form.set_body(TextBody(before.text, empty.kind))
        self._show_form()
        self.edited.emit()

    def _form(self, index: int) -> BodyForm[Any]:
        if index not in self._forms:
            form = BODY_KINDS[index].build(self._theme, self._choose_file)
            form.set_body(BODY_KINDS[index].empty)
            form.edited.connect(self.edited)
            self._holder.addWidget(form)
            self._forms[index] = form
        return self._forms[index]

    def _show_form(self) -> None:
        shown = self._form(self._current)
        for form in self._forms.values():
            form.setVisible(form is shown)
        self._format.setVisible(shown.can_format())

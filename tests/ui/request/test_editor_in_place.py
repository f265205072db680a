"""Tests of fields that stand in place of a sign-in."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from countersign.ui.request.auth.editor_in_place import EditorInPlace


class _Fields(QLineEdit):
    """Edit a thing that is a text."""

    def __init__(self) -> None:
        super().__init__()
        self.is_new = False
        self.names: tuple[str, ...] = ()

    def open(self, thing: str | None, names: tuple[str, ...]) -> None:
        self.is_new = thing is None
        self.names = names
        self.setText(thing or "")

    def forget(self) -> None:
        self.clear()

    def focus_first(self) -> None:
        self.setFocus()


class _Form(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.fields, self.panel = _Fields(), QWidget()
        for part in (self.fields, self.panel):
            part.setParent(self)
        self.marks: list[str] = []
        self.in_place = EditorInPlace[str](self.fields, self.panel, self.marks.append, lambda: ("one", "two"))
        self.in_place.close()

    def state(self) -> tuple[bool, bool, str]:
        return not self.fields.isHidden(), not self.panel.isHidden(), self.marks[-1]


@pytest.fixture
def form(qtbot):
    form = _Form()
    qtbot.addWidget(form)
    form.show()
    return form


def test_the_panel_is_there_until_fields_are_asked_for(form):
    assert form.state() == (False, True, "")
    form.in_place.toggle("one")
    assert form.state() == (True, False, "known")
    assert (form.fields.text(), form.fields.names) == ("one", ("one", "two"))
    assert form.focusWidget() is form.fields


def test_the_same_button_closes_and_forgets_what_was_typed(form):
    form.in_place.toggle("one")
    form.fields.setText("typed")
    form.in_place.toggle("one")
    assert form.state() == (False, True, "")
    assert form.fields.text() == ""


def test_the_other_button_changes_over(form):
    form.in_place.toggle("one")
    form.in_place.toggle(None)
    assert form.state() == (True, False, "new")
    form.in_place.toggle("two")
    assert (form.state(), form.fields.text()) == ((True, False, "known"), "two")

"""Variables are offered while they are typed, in lines, in editors and in cells."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countersign.model.workspace import Variable
from countersign.ui.request.code_editor import CodeEditor
from countersign.ui.request.hint_edit import HintEdit
from countersign.ui.request.key_value_table import VALUE_COLUMN, key_value_table
from countersign.ui.request.rows import EQUALS_LINES, Row
from countersign.ui.request.variable_completer import VariableCompleter, WordCompleter
from countersign.variables.scopes import Layer, Scope

SCOPE = Scope(
    (Layer("environment dev", (Variable("base_url", "https://a"), Variable("key", "hush", secret=True))),),
)


@pytest.fixture(params=["line", "editor"])
def field(qtbot, theme, request):
    """Give a field with the focus and its completer, one of a line and one of many."""
    field = QLineEdit() if request.param == "line" else CodeEditor(theme, "Body", "json")
    completer = VariableCompleter(theme, field)
    completer.set_scope(SCOPE)
    holder = QWidget()
    QVBoxLayout(holder).addWidget(field)
    qtbot.addWidget(holder)
    holder.resize(600, 200)
    holder.show()
    holder.activateWindow()
    field.setFocus()
    yield field, completer
    holder.hide()


def text(field):
    return field.text()


def test_two_braces_offer_everything_and_a_name_narrows(qtbot, field):
    field, completer = field
    qtbot.keyClicks(field, "x {{")
    assert completer.is_open()
    assert completer.offered()[:3] == ("base_url", "key", "$uuid")
    qtbot.keyClicks(field, "ke")
    assert completer.offered() == ("key",)
    row = completer.popup().model().index(0, 0)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "key, ••••••••, environment dev"
    assert completer.popup().grab().toImage().width() > 100


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
@pytest.mark.parametrize("at", ["list", "field"])
def test_enter_and_tab_take_the_first(qtbot, field, key, at):
    field, completer = field
    qtbot.keyClicks(field, "{{ba")
    qtbot.keyClick(completer.popup() if at == "list" else field, key)
    assert text(field) == "{{base_url}}"
    assert not completer.is_open()
    qtbot.keyClicks(field, "/x")
    assert text(field) == "{{base_url}}/x"


def test_braces_that_are_there_are_not_doubled(qtbot, field):
    field, completer = field
    qtbot.keyClicks(field, "{{}}")
    for _ in range(2):
        qtbot.keyClick(field, Qt.Key.Key_Left)
    qtbot.keyClicks(field, "k")
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    qtbot.keyClicks(field, "!")
    assert text(field) == "{{key}}!"


def test_escape_closes_the_list_and_keeps_the_text(qtbot, field):
    field, completer = field
    qtbot.keyClicks(field, "{{ba")
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Escape)
    assert not completer.is_open()
    assert text(field) == "{{ba"


def test_a_function_goes_on_with_its_argument(qtbot, field):
    field, completer = field
    qtbot.keyClicks(field, "{{$base64")
    assert completer.offered() == ("$base64", "$base64decode")
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert text(field) == "{{$base64 }}"
    assert completer.offered() == ("base_url", "key")
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert text(field) == "{{$base64 key}}"
    qtbot.keyClicks(field, ".")
    assert text(field) == "{{$base64 key}}."


def test_a_click_takes_a_name(qtbot, field):
    field, completer = field
    qtbot.keyClicks(field, "{{")
    popup = completer.popup()
    box = popup.visualRect(popup.model().index(1, 0))
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(10, 10))
    assert text(field) == "{{key}}"


def test_nothing_is_offered_outside_braces_or_for_a_finished_name(qtbot, field):
    field, completer = field
    qtbot.keyClicks(field, "{{base_url}} key")
    assert not completer.is_open()
    qtbot.keyClicks(field, "{{key")
    assert not completer.is_open()


def test_a_words_completer_keeps_out_of_the_way(qapp):
    words = WordCompleter(["Bearer {{token}}", "Basic "])
    words.setCompletionPrefix("B")
    assert words.completionCount() == 2
    words.setCompletionPrefix("Bearer {{")
    assert words.completionCount() == 0


def test_a_line_with_a_hint_offers_and_marks_variables(qtbot, theme):
    field = HintEdit(theme, "Region", ["us-east-1"])
    qtbot.addWidget(field)
    field.set_scope(SCOPE)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.keyClicks(field, "{{ba")
    assert field.completion.offered() == ("base_url",)
    qtbot.keyClick(field.completion.popup(), Qt.Key.Key_Return)
    field.setText("{{base_url}} {{gone}}")
    assert [(chip.missing, chip.words.splitlines()[0]) for chip in field.marks.chips()] == [
        (False, "base_url = https://a"),
        (True, "gone is not defined (looked in environment dev)"),
    ]


def test_a_cell_offers_variables_and_takes_one(qtbot, theme):
    table = key_value_table(
        theme, "Request headers", EQUALS_LINES, suggest=lambda _row, _column: ("Bearer {{token}}",)
    )
    table.set_scope(SCOPE)
    table.set_rows((Row("A", ""),))
    table.resize(500, 200)
    qtbot.addWidget(table)
    table.show()
    table.activateWindow()
    index = table.model().index(0, VALUE_COLUMN)
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.indexWidget(index) or table.findChild(QLineEdit)
    completer = editor.findChild(VariableCompleter)
    qtbot.keyClicks(editor, "{{ba")
    assert completer.offered() == ("base_url",)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert editor.text() == "{{base_url}}"
    assert not completer.is_open()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.rows == (Row("A", "{{base_url}}"),))

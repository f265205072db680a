"""The editor for bodies."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from countersign.ui.request.code_editor import CodeEditor

CONTROL = Qt.KeyboardModifier.ControlModifier
TEXTS = st.text(
    st.characters(blacklist_characters="\r\u2028\u2029\ufdd0\ufdd1\ufffe\uffff", blacklist_categories=("Cs",)),
    max_size=40,
)


@pytest.fixture
def code(qtbot, theme):
    """Give an empty editor for JSON."""
    editor = CodeEditor(theme, "Request body", "json")
    qtbot.addWidget(editor)
    editor.resize(400, 200)
    editor.show()
    return editor


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, windows=st.booleans())
def test_any_text_comes_back_as_it_was(code, text, windows):
    """Its line ends too, as long as they are all of one kind."""
    text = text.replace("\n", "\r\n") if windows else text
    code.set_text(text)
    assert code.text() == text


def test_setting_a_text_is_no_edit(qtbot, code):
    """Only what a person does is."""
    with qtbot.assertNotEmitted(code.textChanged):
        code.set_text("{}")


@pytest.mark.parametrize(
    ("before", "after"), [("  a", "  a\n  "), ("{", "{\n  "), ("  [ ", "  [ \n    "), ("a", "a\n")]
)
def test_enter_keeps_the_indentation_and_deepens_it_behind_a_bracket(qtbot, code, before, after):
    """Two spaces at a time."""
    code.set_text(before)
    code.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(code, Qt.Key.Key_Return)
    assert code.text() == after


def test_ctrl_enter_is_left_to_the_window(qtbot, code):
    """It sends the request and types nothing."""
    qtbot.keyClick(code, Qt.Key.Key_Return, CONTROL)
    assert code.text() == ""


def test_a_place_is_gone_to_by_line_and_column(qtbot, code):
    """Both counted from one; a column behind the end is the end."""
    code.set_text("ab\ncd")
    code.go_to(2, 2)
    qtbot.keyClicks(code, "X")
    code.go_to(1, 99)
    qtbot.keyClicks(code, "Y")
    assert code.text() == "abY\ncXd"


def test_the_gutter_grows_with_the_number_of_lines(code):
    """Four digits need more room than three."""
    narrow = code.gutter_width()
    code.set_text("\n" * 1000)
    assert code.gutter_width() > narrow
    assert code.viewport().geometry().left() >= code.gutter_width()

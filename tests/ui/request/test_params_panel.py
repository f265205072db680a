"""The URL and its parameters follow each other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton

from countersign.model.request import Parameter, RequestDraft
from countersign.ui.request.row_table import RowTable


@pytest.fixture
def type_cell(qtbot):
    """Give a function that types into a cell and closes it with Enter."""

    def type_into(table, row, column, text):
        table.setCurrentIndex(table.model().index(row, column))
        qtbot.keyClick(table, Qt.Key.Key_F2)
        field = table.indexWidget(table.currentIndex())
        field.clear()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: table.indexWidget(table.currentIndex()) is None)

    return type_into


def shown(table):
    """Return the rows as they read on screen."""
    model = table.model()
    return [tuple(model.index(row, column).data() for column in (1, 2)) for row in range(len(table.rows))]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("flag&empty=", [("flag", ""), ("empty", "")]),
        ("q=a+b&p=%2f%7E", [("q", "a+b"), ("p", "%2f%7E")]),
        ("q=blue shoes", [("q", "blue shoes")]),
    ],
)
def test_typing_a_query_fills_the_table(qtbot, editor, find, type_over, query, rows):
    """As written: nothing is decoded, and nothing in the URL changes."""
    type_over(find(QLineEdit, "Request URL"), f"http://h/p?{query}")
    assert shown(find(RowTable, "Query parameters")) == rows
    assert editor.draft().url == f"http://h/p?{query}"


def test_typing_in_the_table_changes_the_url(qtbot, editor, find, type_cell):
    """A row that is added, changed and removed is so in the URL."""
    editor.set_draft(RequestDraft(url="http://h/p#top"))
    table = find(RowTable, "Query parameters")
    type_cell(table, 0, 1, "name")
    type_cell(table, 0, 2, "a+b c")
    assert editor.draft().url == "http://h/p?name=a+b c#top"
    type_cell(table, 1, 1, "flag")
    assert editor.draft().url == "http://h/p?name=a+b c&flag=#top"
    table.setCurrentIndex(table.model().index(0, 1))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert editor.draft().url == "http://h/p?flag=#top"
    assert find(QLineEdit, "Request URL").text() == "http://h/p?flag=#top"


def test_what_would_end_a_parameter_is_encoded(editor, find, type_cell):
    """An ampersand typed into a value stays in that value."""
    editor.set_draft(RequestDraft(url="http://h/?a=1"))
    table = find(RowTable, "Query parameters")
    type_cell(table, 0, 2, "x&y#z=1")
    assert editor.draft().url == "http://h/?a=x%26y%23z=1"
    assert shown(table) == [("a", "x%26y%23z=1")]


def test_a_disabled_row_leaves_the_url_and_comes_back_to_its_place(qtbot, editor, find):
    """It stays in the table meanwhile, also while the URL is edited."""
    editor.set_draft(RequestDraft(url="http://h/?a=1&b=2&c=3"))
    table, url = find(RowTable, "Query parameters"), find(QLineEdit, "Request URL")
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert url.text() == "http://h/?a=1&c=3"
    url.end(False)
    qtbot.keyClicks(url, "3")
    assert editor.draft().params == (
        Parameter("a", "1"),
        Parameter("b", "2", enabled=False),
        Parameter("c", "33"),
    )
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert url.text() == "http://h/?a=1&b=2&c=33"


def test_a_lone_question_mark_makes_room_for_the_first_parameter(qtbot, editor, find, type_over, type_cell):
    """No stray ampersand remains."""
    type_over(find(QLineEdit, "Request URL"), "http://h/?")
    table = find(RowTable, "Query parameters")
    type_cell(table, 1, 1, "a")
    assert editor.draft().url == "http://h/?a="
    qtbot.waitUntil(lambda: shown(table) == [("a", "")])


def test_path_variables_appear_with_their_segments(qtbot, editor, find, type_over, type_cell):
    """A value outlives a name that is being corrected."""
    url = find(QLineEdit, "Request URL")
    type_over(url, "http://h:8080/users/:id")
    table = find(RowTable, "Path variables")
    type_cell(table, 0, 2, "7")
    assert editor.draft().path_params == (Parameter("id", "7"),)
    assert url.chips[0].missing is False
    qtbot.keyClick(url, Qt.Key.Key_Backspace)
    assert editor.draft().path_params == (Parameter("i", ""),)
    qtbot.keyClicks(url, "d/:x")
    assert editor.draft().path_params == (Parameter("id", "7"), Parameter("x", ""))


def test_bulk_edit_reads_lines(qtbot, editor, find, type_over):
    """The same rows as text, and the URL follows."""
    editor.set_draft(RequestDraft(url="http://h/?a=1"))
    qtbot.mouseClick(find(QPushButton, "Bulk edit query parameters"), Qt.MouseButton.LeftButton)
    text = find(QPlainTextEdit, "Query parameters as text")
    assert text.toPlainText() == "a=1"
    type_over(text, "b: 2\n// off=3\nflag")
    assert editor.draft().params == (
        Parameter("b", "2"), Parameter("off", "3", enabled=False), Parameter("flag", None)
    )  # fmt: skip
    assert editor.draft().url == "http://h/?b=2&flag"
    qtbot.mouseClick(find(QPushButton, "Bulk edit query parameters"), Qt.MouseButton.LeftButton)
    assert shown(find(RowTable, "Query parameters")) == [("b", "2"), ("off", "3"), ("flag", "")]


def test_where_draft_and_url_disagree_the_url_is_right(editor):
    """A file edited by hand may hold parameters that the URL does not."""
    editor.set_draft(RequestDraft(url="http://h/?a=1", params=(Parameter("x", "9"),)))
    assert editor.draft().params == (Parameter("a", "1"),)


def test_values_of_one_draft_do_not_leak_into_the_next(editor):
    """Another request starts with its own path values."""
    editor.set_draft(RequestDraft(url="http://h/:id", path_params=(Parameter("id", "secret"),)))
    editor.set_draft(RequestDraft(url="http://h/:id"))
    assert editor.draft().path_params == (Parameter("id", ""),)

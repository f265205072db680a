"""Headers: completion, masks, what is added."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from countersign.model.request import Header, RequestDraft
from countersign.ui.request.row_table import RowTable


@pytest.fixture
def table(editor, find):
    """Give the table of headers."""
    editor.set_current_panel("headers")
    return find(RowTable, "Request headers")


def open_cell(qtbot, table, row, column):
    """Open a cell and return its line editor."""
    table.setCurrentIndex(table.model().index(row, column))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    field = table.indexWidget(table.currentIndex())
    assert isinstance(field, QLineEdit)
    return field


def offered(field):
    """Return what the completion offers for the text so far."""
    completer = field.completer()
    completer.setCompletionPrefix(field.text())
    model = completer.completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_names_are_completed(qtbot, table):
    """Standard names and those of AWS, wherever the letters stand."""
    field = open_cell(qtbot, table, 0, 1)
    qtbot.keyClicks(field, "target")
    assert offered(field) == ["X-Amz-Target"]
    field.setText("content-t")
    assert "Content-Type" in offered(field)


def test_values_are_completed_by_name(qtbot, editor, table):
    """Content types for Content-Type, nothing for an unknown header."""
    editor.set_draft(RequestDraft(headers=(Header("content-type", ""), Header("X-Mine", ""))))
    field = open_cell(qtbot, table, 0, 2)
    qtbot.keyClicks(field, "json")
    assert "application/json" in offered(field)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert open_cell(qtbot, table, 1, 2).completer() is None


def test_sensitive_values_are_masked_until_they_are_edited(qtbot, editor, table):
    """On screen and for screen readers; a template hides nothing."""
    editor.set_draft(
        RequestDraft(headers=(Header("authorization", "Bearer abc"), Header("Cookie", "{{c}}"), Header("A", "b")))
    )
    cells = [table.model().index(row, 2) for row in range(3)]
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        assert [cell.data(role) for cell in cells] == ["••••••••", "{{c}}", "b"]
    assert open_cell(qtbot, table, 0, 2).text() == "Bearer abc"


def test_masked_values_stay_masked_in_bulk_edit_and_on_the_clipboard(qtbot, editor, table, find, type_over):
    """A mask left as it is stands for the value behind it; one typed over is replaced."""
    editor.set_draft(RequestDraft(headers=(Header("Authorization", "Bearer abc"), Header("Cookie", "a=1"))))
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Authorization: ••••••••\nCookie: ••••••••"
    qtbot.mouseClick(find(QPushButton, "Bulk edit request headers"), Qt.MouseButton.LeftButton)
    text = find(QPlainTextEdit, "Request headers as text")
    assert text.toPlainText() == "Authorization: ••••••••\nCookie: ••••••••"
    text.setPlainText("X: 1\nCookie: b=2\n# Authorization: ••••••••")
    assert editor.draft().headers == (
        Header("X", "1"),
        Header("Cookie", "b=2"),
        Header("Authorization", "Bearer abc", enabled=False),
    )


def test_what_is_added_is_said(editor, table, words):
    """A header that is set here is not added."""
    assert "Host, Accept, Accept-Encoding and User-Agent are added unless set here." in words()
    editor.set_draft(RequestDraft(headers=(Header("accept", "*/*"), Header("Host", "h", enabled=False))))
    assert "Host, Accept-Encoding and User-Agent are added unless set here." in words()


def test_repeated_headers_stay_repeated(qtbot, editor, table, find, type_over):
    """Bulk edit reads them line by line."""
    qtbot.mouseClick(find(QPushButton, "Bulk edit request headers"), Qt.MouseButton.LeftButton)
    type_over(find(QPlainTextEdit, "Request headers as text"), "X-A: 1\nX-A: 2\n# X-B: a:b")
    assert editor.draft().headers == (Header("X-A", "1"), Header("X-A", "2"), Header("X-B", "a:b", enabled=False))


def test_a_cell_that_is_still_open_counts(qtbot, editor, table):
    """What is on screen is what is sent."""
    qtbot.keyClicks(open_cell(qtbot, table, 0, 1), "X-Half")
    assert editor.draft().headers == (Header("X-Half", ""),)


def test_inherited_headers_stand_above_unless_set_here(qtbot, editor, find):
    editor.set_inherited_headers(((Header("X-Team", "core"), "Users"), (Header("Accept", "a/b"), "Shop")))
    editor.set_current_panel("headers")
    texts = [label.text() for label in editor.panels.findChildren(QLabel) if label.isVisibleTo(editor.panels)]
    assert {"X-Team", "core", "from Users", "Accept", "a/b", "from Shop"} <= set(texts)
    assert not any(text.startswith("Host, Accept,") for text in texts)
    editor.set_draft(RequestDraft(headers=(Header("x-team", "mine"),)))
    inherited = find(QWidget, "Inherited headers")

    def shown() -> set[str]:
        return {label.text() for label in inherited.findChildren(QLabel) if label.isVisibleTo(inherited)}

    qtbot.waitUntil(lambda: "a/b" in shown())
    assert "core" not in shown()

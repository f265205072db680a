"""Bodies of every type."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from countersign.model.body import (
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.request import RequestDraft
from countersign.ui.request.body.file import readable_size
from countersign.ui.request.row_table import RowTable


@pytest.fixture
def choose(editor, find):
    """Give a function that chooses a body type."""
    editor.set_current_panel("body")

    def choose_type(words):
        find(QComboBox, "Body type").setCurrentText(words)

    return choose_type


def problem(editor):
    """Return what stands below the text, "" when nothing does."""
    lines = [line for line in editor.panels.findChildren(QPushButton) if line.accessibleName().endswith("problem")]
    return next((line.text() for line in lines if line.isVisible()), "")


def press(qtbot, button):
    """Click a button."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_typing_json_indents_and_tells_the_mistake(qtbot, editor, choose, find):
    """The place is told when typing stops, and gone when the text is right."""
    choose("JSON")
    text = find(QPlainTextEdit, "Request body")
    text.setFocus()
    qtbot.keyClicks(text, "{")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClicks(text, '"a": [1 2]')
    assert editor.draft().body == TextBody('{\n  "a": [1 2]', "json")
    qtbot.waitUntil(lambda: problem(editor) == "Line 2, column 11: expected a comma or ]")
    press(qtbot, find(QPushButton, "Request body problem"))
    qtbot.keyClicks(text, ",")
    qtbot.keyClick(text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClick(text, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(text, "}")
    assert editor.draft().body == TextBody('{\n  "a": [1 ,2]\n}', "json")
    qtbot.waitUntil(lambda: problem(editor) == "")


def test_format_can_be_undone(qtbot, editor, choose, find):
    """Formatting is one step in the history."""
    choose("JSON")
    text = find(QPlainTextEdit, "Request body")
    qtbot.keyClicks(text, '{"a":1.0,"v":{{v}}}')
    press(qtbot, find(QPushButton, "Format body"))
    assert editor.draft().body == TextBody('{\n  "a": 1.0,\n  "v": {{v}}\n}')
    qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.draft().body == TextBody('{"a":1.0,"v":{{v}}}')


def test_format_says_why_not(qtbot, editor, choose, find):
    """The text stays as it is."""
    choose("XML")
    qtbot.keyClicks(find(QPlainTextEdit, "Request body"), "<a><b></a>")
    press(qtbot, find(QPushButton, "Format body"))
    assert "</a> stands where </b> was expected" in find(QPushButton, "Request body problem").text()
    assert editor.draft().body == TextBody("<a><b></a>", "xml")


def test_tab_indents_two_spaces_and_shift_tab_takes_them_back(qtbot, editor, choose, find):
    """One line, or all lines of a selection."""
    choose("Text")
    text = find(QPlainTextEdit, "Request body")
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    qtbot.keyClicks(text, "a")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClicks(text, "b")
    assert editor.draft().body == TextBody("  a\n  b", "text")
    text.selectAll()
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert editor.draft().body == TextBody("    a\n    b", "text")
    qtbot.keyClick(text, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.draft().body == TextBody("  a\n  b", "text")


@pytest.mark.parametrize("text", ["a\u00a0b", "a\r\nb\r\n", "\ta  ", "é漢😀", "{\n}\n"])
def test_text_is_kept_to_the_character(editor, choose, text):
    """Non-breaking spaces and Windows line ends are part of the body."""
    editor.set_draft(RequestDraft(body=TextBody(text, "text")))
    assert editor.draft().body == TextBody(text, "text")


def test_the_text_follows_from_one_text_type_to_another(editor, choose, qtbot, find):
    """Choosing the wrong type first costs nothing."""
    choose("Text")
    qtbot.keyClicks(find(QPlainTextEdit, "Request body"), "{}")
    choose("JSON")
    assert editor.draft().body == TextBody("{}", "json")
    choose("None")
    assert editor.draft().body == NoBody()
    choose("JSON")
    assert editor.draft().body == TextBody("{}", "json")


def test_graphql_has_query_variables_and_operation(qtbot, editor, choose, find, type_over):
    """Three fields, one body."""
    choose("GraphQL")
    qtbot.keyClicks(find(QPlainTextEdit, "Request body"), "query Q { a }")
    qtbot.keyClicks(find(QPlainTextEdit, "GraphQL variables"), '{"a":1}')
    type_over(find(QLineEdit, "Operation name"), "Q")
    press(qtbot, find(QPushButton, "Format body"))
    assert editor.draft().body == GraphQlBody("query Q { a }", '{\n  "a": 1\n}', "Q")


def test_form_fields_are_rows(qtbot, editor, choose, find, type_over):
    """Bulk edit included."""
    choose("Form")
    press(qtbot, find(QPushButton, "Bulk edit form fields"))
    type_over(find(QPlainTextEdit, "Form fields as text"), "a=1 2\n#b=%")
    assert editor.draft().body == FormBody((FormField("a", "1 2"), FormField("b", "%", enabled=False)))


def test_a_part_becomes_a_file_by_browsing(qtbot, editor, choose, find, chosen_files, tmp_path):
    """The content type follows from the name; without a selected part one is added."""
    picture = tmp_path / "x.png"
    picture.write_bytes(b"png")
    editor.set_draft(RequestDraft(body=MultipartBody((MultipartPart("note", "hello"),))))
    table = find(RowTable, "Multipart parts")
    chosen_files += [str(picture), str(picture)]
    press(qtbot, find(QPushButton, "Browse…"))
    table.setCurrentIndex(table.model().index(0, 1))
    press(qtbot, find(QPushButton, "Browse…"))
    assert editor.draft().body == MultipartBody(
        (
            MultipartPart("note", "hello", str(picture), "image/png"),
            MultipartPart("file", "", str(picture), "image/png"),
        )
    )


def test_the_kind_of_a_part_is_chosen_in_its_cell(qtbot, editor, choose, find):
    """A part turned back into a text sends no file."""
    editor.set_draft(RequestDraft(body=MultipartBody((MultipartPart("a", "text", "/tmp/x"),))))
    table = find(RowTable, "Multipart parts")
    assert table.model().index(0, 3).data() == "/tmp/x"
    table.model().setData(table.model().index(0, 2), "Text")
    assert table.model().index(0, 3).data() == "text"
    assert editor.draft().body == MultipartBody((MultipartPart("a", "text"),))


def test_a_file_is_dropped_and_its_size_shown(editor, choose, find, words, tmp_path):
    """A path that leads nowhere says so."""
    choose("File")
    file = tmp_path / "data.json"
    file.write_bytes(b"x" * 1500)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    form = find(QLineEdit, "File").parentWidget()
    while not form.acceptDrops():
        form = form.parentWidget()
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(form, QDragEnterEvent(QPoint(5, 5), *how))
    QApplication.sendEvent(form, QDropEvent(QPointF(5, 5), *how))
    assert editor.draft().body == FileBody(str(file), "application/json")
    assert "1.5 KB" in words()
    find(QLineEdit, "File").setText(str(tmp_path / "gone"))
    assert "There is no file at this path." in words()


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_500_000, "1.5 MB"), (10**12, "1.0 TB")]
)
def test_sizes_are_readable(size, words):
    """In steps of a thousand."""
    assert readable_size(size) == words


def test_a_key_press_in_a_large_body_checks_nothing_and_colours_one_line(qtbot, editor, choose, find, monkeypatch):
    """100 KB of JSON: the text is not parsed while typing goes on."""
    checked = []
    line = '{"name": "value", "number": 12345, "list": [1, 2, 3]},\n'
    editor.set_draft(RequestDraft(body=TextBody("[\n" + line * 2000 + "{}]")))
    text = find(QPlainTextEdit, "Request body")
    highlighter = text._highlighter
    coloured = []
    monkeypatch.setattr(
        "countersign.ui.request.code_editor.spans", lambda line, _language: coloured.append(line) or []
    )
    monkeypatch.setitem(
        __import__("countersign.ui.request.body.checked_text", fromlist=["_CHECKS"])._CHECKS, "json", checked.append
    )
    qtbot.keyClicks(text, "  ")
    assert highlighter is text._highlighter
    assert len(coloured) == 2
    assert checked == []
    qtbot.waitUntil(lambda: len(checked) == 1)

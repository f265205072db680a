"""Saved messages: take, rename, delete and bring back, move."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView, QToolButton

from countersign.model.socket import SavedMessage, SocketDraft
from countersign.ui.socket.message_model import shown_size, shown_title
from countersign.ui.widgets.underline_tabs import UnderlineTabs

A = SavedMessage("A", "text", "hello")
B = SavedMessage("B", "json", '{"a": 1}')
C = SavedMessage("C", "binary", "AAEC")


@pytest.fixture
def table(editor, find) -> QTableView:
    """Show three messages, the cursor in the first."""
    editor.set_draft(SocketDraft(messages=(A, B, C)))
    editor.set_current_panel("messages")
    table = find(QTableView, "Saved messages")
    go_to(table, 0)
    table.setFocus()
    return table


def go_to(table: QTableView, row: int) -> None:
    """Put the cursor into a row."""
    table.setCurrentIndex(table.model().index(row, 0))


def titles(editor) -> str:
    """Return the titles in their order."""
    return "".join(message.title for message in editor.draft().messages)


def test_rows_show_title_kind_and_size(table):
    """And speak as one."""
    model = table.model()
    assert [model.index(2, column).data() for column in range(3)] == ["C", "Binary", "3 bytes"]
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "B, JSON, 8 bytes"
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)] == ["Title", "Kind", "Size"]


def test_a_message_without_a_title_shows_how_it_begins():
    """In one line."""
    assert shown_title(SavedMessage("", "text", "one\n two")) == "one two"
    assert shown_title(SavedMessage()) == "Empty message"
    assert shown_size(SavedMessage("", "text", "é")) == "2 bytes"
    assert shown_size(SavedMessage("", "binary", "AA==")) == "1 byte"


def test_there_may_be_no_messages(editor, words):
    """The panel says how to get one."""
    editor.set_current_panel("messages")
    assert "There are no saved messages. Write one below the console and press Save." in words()


def test_a_title_is_edited_in_place(qtbot, editor, table):
    """With F2; what is still being typed counts."""
    qtbot.keyClick(table, Qt.Key.Key_F2)
    field = table.indexWidget(table.currentIndex())
    assert isinstance(field, QLineEdit)
    field.selectAll()
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClicks(field, "Hi")
        assert titles(editor) == "HiBC"
    with qtbot.assertNotEmitted(editor.message_chosen):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.state() is not QTableView.State.EditingState)
    assert titles(editor) == "HiBC"


def test_a_deleted_message_comes_back_where_it_was(qtbot, editor, table, words, press, find):
    """By the button, or Ctrl+Z; the last one first."""
    go_to(table, 1)
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert (titles(editor), "Deleted “B”." in words()) == ("AC", True)
    assert find(UnderlineTabs, "WebSocket").badge("messages") == "2"
    press("Delete message")
    assert (titles(editor), "Deleted “C”." in words()) == ("A", True)
    press("Undo delete")
    assert titles(editor) == "AC"
    qtbot.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert titles(editor) == "ABC"
    with pytest.raises(LookupError):
        find(QPushButton, "Undo delete")


def test_the_last_message_can_be_deleted_and_come_back(qtbot, editor, table, press):
    """The table goes and comes with it."""
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert titles(editor) == ""
    assert not table.isVisible()
    for _ in range(3):
        press("Undo delete")
    assert titles(editor) == "ABC"


def test_another_draft_forgets_what_was_deleted(qtbot, editor, table, find):
    """It does not come back among messages of another WebSocket."""
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    editor.set_draft(SocketDraft(messages=(C,)))
    with pytest.raises(LookupError):
        find(QPushButton, "Undo delete")
    assert titles(editor) == "C"


def test_messages_are_moved_by_keys_and_buttons(qtbot, editor, table, press, find):
    """The cursor goes with them."""
    alt = Qt.KeyboardModifier.AltModifier
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClick(table, Qt.Key.Key_Down, alt)
    assert titles(editor) == "BAC"
    press("Move message down")
    assert titles(editor) == "BCA"
    assert not find(QToolButton, "Move message down").isEnabled()
    qtbot.keyClick(table, Qt.Key.Key_Down, alt)
    assert titles(editor) == "BCA"
    press("Move message up")
    qtbot.keyClick(table, Qt.Key.Key_Up, alt)
    assert titles(editor) == "ABC"


@pytest.mark.parametrize("how", ["keys", "button", "mouse"])
def test_a_message_is_taken(qtbot, editor, table, press, how):
    """By Enter, by the button, or by a double click."""
    go_to(table, 2)
    with qtbot.waitSignal(editor.message_chosen) as chosen:
        if how == "keys":
            qtbot.keyClick(table, Qt.Key.Key_Return)
        elif how == "button":
            press("Use message")
        else:
            place = table.visualRect(table.model().index(2, 0)).center()
            qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [C]
    assert editor.draft().message == C


def test_a_message_is_saved_from_the_composer(qtbot, editor, find, press):
    """Under a title; the same title again replaces it."""
    for text in ("one", "two"):
        editor.composer.set_message(SavedMessage("", "text", text))
        press("Save")
        qtbot.keyClicks(find(QLineEdit, "Message title"), "Greeting")
        with qtbot.waitSignal(editor.edited):
            qtbot.keyClick(find(QLineEdit, "Message title"), Qt.Key.Key_Return)
        assert editor.draft().messages == (SavedMessage("Greeting", "text", text),)
    editor.composer.set_message(SavedMessage("", "text", "three"))
    press("Save")
    press("Save message")
    press("Save")
    press("Save message")
    assert len(editor.draft().messages) == 3

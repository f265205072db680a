"""The table of names and values, driven by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from shiboken6 import delete

from countersign.ui.request.key_value_table import fixed_names_table, key_value_table
from countersign.ui.request.row_table import ROW_HEIGHT
from countersign.ui.request.rows import EQUALS_LINES, Row

ENTER, TAB, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Delete


@pytest.fixture
def place(qtbot, theme):
    """Give a function that shows a table between two fields."""
    windows = list[QWidget]()

    def show(table):
        window = QWidget()
        windows.append(window)
        column = QVBoxLayout(window)
        for widget in (QLineEdit(), table, QLineEdit()):
            column.addWidget(widget)
        window.resize(500, 400)
        window.show()
        window.activateWindow()
        table.setFocus()
        return table

    yield show
    for window in windows:
        delete(window)


@pytest.fixture
def table(place, theme):
    """Give an empty table."""
    return place(key_value_table(theme, "Things", EQUALS_LINES))


def go(table, row, column):
    """Put the cursor on a cell."""
    table.setCurrentIndex(table.model().index(row, column))


def open_editor(table):
    """Return the line editor that is open in a cell."""
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, QLineEdit)
    return editor


@pytest.fixture
def enter(qtbot):
    """Give a function that closes a cell with Enter."""

    def press(table):
        qtbot.keyClick(open_editor(table), ENTER)
        qtbot.waitUntil(lambda: table.indexWidget(table.currentIndex()) is None)

    return press


def test_typing_and_tab_fill_rows_one_after_the_other(qtbot, table):
    """A name, Tab, a value, Tab, and the next row is under way."""
    go(table, 0, 1)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    for word in ("alpha", "1", "beta", "2"):
        qtbot.keyClicks(open_editor(table), word)
        qtbot.keyClick(open_editor(table), TAB)
    assert table.rows == (Row("alpha", "1"), Row("beta", "2"))
    assert table.currentIndex().row() == 2


def test_a_letter_starts_editing(qtbot, table, enter):
    """There is no need to press a key first."""
    go(table, 0, 1)
    qtbot.keyClicks(table.viewport(), "n")
    enter(table)
    assert table.rows == (Row("n", ""),)


def test_a_click_starts_editing(qtbot, table, enter):
    """One click is enough."""
    cell = table.visualRect(table.model().index(0, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    qtbot.keyClicks(open_editor(table), "v")
    enter(table)
    assert table.rows == (Row("", "v"),)


def test_space_switches_a_row(qtbot, table):
    """The check box obeys the keyboard, and says so to a screen reader."""
    table.set_rows([Row("a", "1")])
    go(table, 0, 0)
    with qtbot.waitSignal(table.edited):
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.rows == (Row("a", "1", enabled=False),)
    assert table.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Disabled"


def test_delete_removes_the_selected_rows(qtbot, table):
    """The cursor stays where it was."""
    table.set_rows([Row("a"), Row("b"), Row("c")])
    go(table, 1, 1)
    qtbot.keyClick(table, DELETE)
    assert table.rows == (Row("a"), Row("c"))
    assert table.currentIndex().row() == 1
    table.selectAll()
    qtbot.keyClick(table, DELETE)
    assert table.rows == ()


def test_an_emptied_row_goes(qtbot, table):
    """A row without name and value is no row."""
    table.set_rows([Row("a", "")])
    go(table, 0, 1)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    open_editor(table).clear()
    with qtbot.waitSignal(table.model().rowsRemoved):
        qtbot.keyClick(open_editor(table), ENTER)
    assert table.rows == ()


def test_pasted_lines_become_rows(qtbot, table):
    """Several lines go where the cursor is."""
    table.set_rows([Row("a", "1"), Row("b", "2")])
    go(table, 1, 1)
    QGuiApplication.clipboard().setText("x=1\n# y: 2\nflag\n")
    qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table.rows == (
        Row("a", "1"),
        Row("x", "1"),
        Row("y", "2", enabled=False),
        Row("flag", None),
        Row("b", "2"),
    )


def test_one_pasted_line_fills_the_cell(qtbot, table):
    """A single value is a value, not a row."""
    table.set_rows([Row("a", "1")])
    go(table, 0, 2)
    QGuiApplication.clipboard().setText("key=value\n")
    qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table.rows == (Row("a", "key=value"),)


def test_rows_are_copied_as_lines(qtbot, table):
    """What is copied can be pasted."""
    table.set_rows([Row("a", "1"), Row("b", "2", enabled=False)])
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "a=1\n# b=2"


def test_tab_leaves_the_table_behind_the_last_cell(qtbot, table):
    """Nobody is caught in the table."""
    before, after = table.parentWidget().findChildren(QLineEdit)[:2]
    go(table, 0, 2)
    qtbot.keyClick(table, TAB)
    assert after.hasFocus()
    table.setFocus()
    go(table, 0, 1)
    qtbot.keyClick(table, TAB, Qt.KeyboardModifier.ShiftModifier)
    assert before.hasFocus()


def test_what_is_being_typed_can_be_taken_over(qtbot, table, enter):
    """A cell that is still open counts, and stays open on its row."""
    go(table, 0, 1)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    qtbot.keyClicks(open_editor(table), "half")
    table.commit_open_cell()
    table.commit_open_cell()
    assert table.rows == (Row("half", ""),)
    qtbot.keyClicks(open_editor(table), "way")
    enter(table)
    assert table.rows == (Row("halfway", ""),)


def test_a_value_without_equals_sign_stays_so_until_it_is_changed(qtbot, table, enter):
    """Opening and closing a cell changes nothing."""
    table.set_rows([Row("flag", None)])
    go(table, 0, 2)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    enter(table)
    assert table.rows == (Row("flag", None),)


def test_fixed_names_cannot_be_changed_or_removed(qtbot, place, theme, enter):
    """Path variables come from the URL; only their values are edited."""
    table = place(fixed_names_table(theme, "Path variables"))
    table.set_rows([Row("id", "")])
    go(table, 0, 1)
    qtbot.keyClick(table, DELETE)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    assert table.indexWidget(table.currentIndex()) is None
    qtbot.keyClick(table, TAB)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    qtbot.keyClicks(open_editor(table), "7")
    enter(table)
    assert table.rows == (Row("id", "7"),)
    assert table.model().rowCount() == 1


def test_rows_are_28_pixels_high_and_named_for_screen_readers(table):
    """The table and each cell say what they are."""
    table.set_rows([Row("a", "1")])
    assert table.rowHeight(0) == ROW_HEIGHT == 28
    assert table.accessibleName() == "Things"
    cell = table.model().index(0, 2)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "1"
    assert cell.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "Value, row 1"

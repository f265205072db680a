"""Finding a text in the body."""

from __future__ import annotations

from PySide6.QtCore import Qt

from countersign.ui.body_view.body_view import BodyView

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_search_counts_goes_on_and_back_over_the_ends(view: BodyView, show, qtbot):
    text = show(b"name other Name\n" * 200)
    bar = view._search
    with qtbot.waitSignal(bar.searched):
        qtbot.keyClicks(bar.field, "name")
    qtbot.waitUntil(lambda: bar.count_text == "1 of 400")
    assert text.selected_text() == "name"
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count_text == "2 of 400"
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, SHIFT)
    assert bar.count_text == "400 of 400"
    assert text.first_row > 100
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.field.text() == ""


def test_search_that_finds_nothing_says_so(view: BodyView, show, qtbot):
    show(b"abc")
    with qtbot.waitSignal(view._search.searched):
        qtbot.keyClicks(view._search.field, "x")
    assert view._search.count_text == "No matches"


def test_find_in_the_focused_body_leads_to_the_search_field(view: BodyView, show, qtbot):
    text = show(b"abc")
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(view._search.field.hasFocus)

"""The history in the sidebar: found, opened, compared, deleted, by key and by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from countersign.model.errors import Failure
from countersign.model.history import HistoryEntry, HistoryQuery
from countersign.ui.history.filter_chips import Chip
from countersign.ui.history.history_panel import PAGE, HistoryPanel
from tests.ui.history.conftest import entry


@pytest.fixture
def panel(qtbot, theme, source):
    widget = HistoryPanel(theme, source)
    qtbot.addWidget(widget)
    widget.resize(268, 500)
    widget.show()
    return widget


@pytest.fixture
def filled(panel, database):
    database.add(entry(1, "GET", "/orders/1", 200, days=1))
    database.add(entry(2, "POST", "/orders", 201))
    database.add(entry(3, "GET", "/users", 404))
    panel.start()
    return panel


def shown(panel):
    return [row.url.removeprefix("https://api.example.com") for row in panel.rows.rows]


def select(panel, *places):
    rows = panel.rows.rows
    panel.list.clearSelection()
    for place in places:
        index = panel.rows.place_of(rows[place].id)
        panel.list.selectionModel().select(index, panel.list.selectionModel().SelectionFlag.Select)
        panel.list.selectionModel().setCurrentIndex(index, panel.list.selectionModel().SelectionFlag.NoUpdate)


def choose(menu: QMenu, words):
    (action,) = (action for action in menu.actions() if action.text() == words)
    assert action.isEnabled()
    action.trigger()


def chip(panel, name):
    return next(one for one in panel.findChildren(Chip) if one.accessibleName() == f"Only {name}")


def test_nothing_is_asked_before_the_start_and_an_empty_history_says_what_comes(panel):
    assert shown(panel) == []
    panel.start()
    assert panel.note.isVisible()
    assert "still here after a restart" in panel.note.text()


def test_the_names_that_others_rely_on(filled):
    assert filled.list.accessibleName() == "History"
    assert filled.search.accessibleName() == "Search history"


def test_exchanges_are_shown_newest_first(filled):
    assert shown(filled) == ["/users", "/orders", "/orders/1"]
    assert not filled.note.isVisible()


def test_typing_searches_after_a_pause_and_return_goes_to_the_list(filled, qtbot):
    qtbot.keyClicks(filled.search, "orders")
    qtbot.waitUntil(lambda: shown(filled) == ["/orders", "/orders/1"])
    qtbot.keyClick(filled.search, Qt.Key.Key_Return)
    assert filled.list.currentIndex().data() == "/orders"
    filled.search.setText("nowhere")
    qtbot.waitUntil(filled.note.isVisible)
    assert filled.note.text() == "Nothing in the history matches."


def test_chips_narrow_the_list_and_are_counted(filled, qtbot):
    filled.filter.click()
    assert filled.chips.isVisible()
    qtbot.mouseClick(chip(filled, "GET"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(filled) == ["/users", "/orders/1"])
    qtbot.keyClick(chip(filled, "2xx"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown(filled) == ["/orders/1"])
    assert filled.filter.text() == "2"
    filled.filter.click()
    qtbot.waitUntil(lambda: len(shown(filled)) == 3)
    assert filled.filter.text() == ""


def test_an_answer_to_an_older_question_is_passed_over(filled, source):
    source.held = []
    filled.search.setText("orders")
    filled.refresh()
    filled.search.setText("users")
    filled.refresh()
    older, newer = source.held
    newer()
    older()
    assert shown(filled) == ["/users"]


def test_what_is_sent_now_comes_on_top_and_only_once(filled, source, database):
    number = database.add(entry(4, path="/new"))
    row = database.search(HistoryQuery(limit=1))[0]
    assert row.id == number
    source.added(row)
    source.added(row)
    assert shown(filled)[0] == "/new"
    assert len(shown(filled)) == 4


def test_while_something_is_searched_what_is_sent_now_is_searched_too(filled, source, database, qtbot):
    filled.search.setText("users")
    qtbot.waitUntil(lambda: shown(filled) == ["/users"])
    for path in ("/users/7", "/other"):
        database.add(entry(9, path=path))
        source.added(database.search(HistoryQuery(limit=1))[0])
    qtbot.waitUntil(lambda: shown(filled) == ["/users/7", "/users"])


def test_scrolling_down_brings_older_exchanges(panel, database, qtbot):
    for number in range(PAGE + 20):
        database.add(entry(0, path=f"/{number}"))
    panel.start()
    qtbot.waitUntil(lambda: panel.list.verticalScrollBar().maximum() > 0)
    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(shown(panel)) == PAGE + 20)
    assert shown(panel)[-1] == "/0"


@pytest.mark.parametrize("way", ["return", "double click", "menu"])
def test_an_exchange_opens_as_a_draft(filled, qtbot, way):
    select(filled, 1)
    with qtbot.waitSignal(filled.opened) as opened:
        if way == "return":
            qtbot.keyClick(filled.list, Qt.Key.Key_Return)
        elif way == "menu":
            choose(filled.list.menu(), "Open as a tab")
        else:
            middle = filled.list.visualRect(filled.list.currentIndex()).center()
            qtbot.mouseClick(filled.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
            qtbot.mouseDClick(filled.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert opened.args[0] == entry(2, "POST", "/orders", 201).draft


def test_a_draft_that_is_damaged_is_said_to_be(panel, database, qtbot):
    database.add(HistoryEntry(entry().row))
    panel.start()
    select(panel, 0)
    with qtbot.waitSignal(panel.failed) as failed:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert failed.args[0].id == "history.no-draft"


def test_two_selected_exchanges_are_compared_the_older_one_left(filled, qtbot):
    ids = [row.id for row in filled.rows.rows]
    select(filled, 0, 2)
    with qtbot.waitSignal(filled.compare_requested) as compared:
        choose(filled.list.menu(), "Compare the two responses")
    assert compared.args == [ids[2], ids[0]]
    with qtbot.waitSignal(filled.compare_requested):
        qtbot.keyClick(filled.list, Qt.Key.Key_Return)


def test_one_exchange_is_compared_with_another_that_is_chosen_next(filled, qtbot):
    ids = [row.id for row in filled.rows.rows]
    select(filled, 1)
    choose(filled.list.menu(), "Compare the response with…")
    assert filled.compare_choice.isVisible()
    select(filled, 0)
    with qtbot.waitSignal(filled.compare_requested) as compared, qtbot.assertNotEmitted(filled.opened):
        qtbot.keyClick(filled.list, Qt.Key.Key_Return)
    assert compared.args == [ids[1], ids[0]]
    assert not filled.compare_choice.isVisible()


def test_comparing_can_be_called_off(filled, qtbot):
    select(filled, 1)
    choose(filled.list.menu(), "Compare the response with…")
    qtbot.keyClick(filled.compare_choice.stop, Qt.Key.Key_Escape)
    assert not filled.compare_choice.isVisible()
    with qtbot.waitSignal(filled.opened):
        qtbot.keyClick(filled.list, Qt.Key.Key_Return)


def test_deleting_takes_the_selected_exchanges_away(filled, qtbot, database):
    select(filled, 0, 1)
    qtbot.keyClick(filled.list, Qt.Key.Key_Delete)
    assert shown(filled) == ["/orders/1"]
    assert database.count() == 1


def test_clearing_is_asked_about_inside_the_panel(filled, qtbot, database):
    choose(filled.list.menu(), "Clear the history…")
    question = filled.clear_question
    assert question.isVisible()
    assert question.accessibleDescription() == "Delete all 3 exchanges of the history? They do not come back."
    qtbot.keyClick(question.keep, Qt.Key.Key_Escape)
    assert (question.isVisible(), database.count()) == (False, 3)
    choose(filled.list.menu(), "Clear the history…")
    question.clear.click()
    assert (question.isVisible(), database.count(), shown(filled)) == (False, 0, [])


def test_what_goes_wrong_is_told(filled, source, qtbot):
    with qtbot.waitSignal(filled.failed) as failed:
        source.failing(Failure("history.disk-full", "The disk is full."))
    assert failed.args[0].id == "history.disk-full"


def test_the_keyboard_passes_over_headings(filled, qtbot):
    select(filled, 1)
    filled.list.setFocus()
    qtbot.keyClick(filled.list, Qt.Key.Key_Down)
    assert filled.list.currentIndex().data() == "/orders/1"
    qtbot.keyClick(filled.list, Qt.Key.Key_Up)
    assert filled.list.currentIndex().data() == "/orders"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_every_row_is_painted_in_both_themes(filled, theme, mode):
    theme.set_mode(mode)
    select(filled, 0)
    filled.filter.setChecked(True)
    image = filled.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {theme.palette.selection, theme.palette.window} <= colours
    theme.set_mode("dark")

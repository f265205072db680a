"""A few letters reach any request or command."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from countersign.ui.command_palette import Command, CommandPalette, rank


@pytest.mark.parametrize(
    ("query", "title", "matches"),
    [("", "Send", True), ("get u", "GET Get user", True), ("gus", "GET Get user", True), ("xyz", "Get user", False)],
)
def test_letters_match_in_order(query, title, matches):
    assert (rank(query, title) >= 0) is matches


def test_a_whole_word_goes_before_scattered_letters():
    assert rank("user", "Get user") < rank("user", "Update services later")


@pytest.mark.parametrize(
    ("query", "is_found"), [("slow", True), ("#slow", True), ("Read", True), ("#", False), ("xyz", False)]
)
def test_a_command_is_found_by_its_tags(query, is_found):
    command = Command("GET Get user", lambda: None, tags=("slow", "read only"))
    assert (command.rank(query) >= 0) is is_found


def test_a_title_goes_before_a_tag():
    assert Command("Slow orders", lambda: None).rank("slow") < Command("User", lambda: None, tags=("slow",)).rank(
        "slow"
    )


def test_typing_and_enter_run_the_chosen_command(qtbot):
    ran = []
    window = QWidget()
    qtbot.addWidget(window)
    commands = tuple(
        Command(title, lambda title=title: ran.append(title)) for title in ("New request", "Get user", "Get orders")
    )
    window.show()
    palette = CommandPalette(commands, window)
    palette.open()
    qtbot.keyClicks(palette.query, "get")
    assert [palette.results.item(row).text() for row in range(palette.results.count())] == ["Get user", "Get orders"]
    qtbot.keyClick(palette.query, Qt.Key.Key_Down)
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert ran == ["Get orders"]
    qtbot.waitUntil(lambda: not isValid(palette))


def test_escape_closes_and_runs_nothing(qtbot):
    ran = []
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    palette = CommandPalette((Command("New request", lambda: ran.append(1)),), window)
    palette.open()
    qtbot.keyClick(palette.query, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(palette))
    assert ran == []

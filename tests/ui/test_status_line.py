"""The status line says one sentence, and beside it what a live connection has to say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from countersign.ui.status_line import StatusFacts, StatusLine
from tests.ui.stage import is_shown, shown


@pytest.fixture
def status(qtbot, theme):
    line = StatusLine(theme)
    qtbot.addWidget(line)
    line.resize(900, 26)
    line.show()
    return line


def test_facts_of_a_connection_stand_beside_the_sentence(status):
    assert not is_shown(status, QLabel, "Connection")
    status.say("Saved.")
    status.show_facts(StatusFacts("ok", ("● Connected 9 s", "▲ 1", "▼ 2")))
    assert shown(status, QLabel, "Connection").text() == "● Connected 9 s   ▲ 1   ▼ 2"
    assert status.sentence == "Saved."


def test_a_tab_without_a_connection_takes_them_away(status):
    status.show_facts(StatusFacts("ok", ("● Connected 9 s",)))
    status.show_facts(StatusFacts())
    assert not is_shown(status, QLabel, "Connection")


def test_their_colour_tells_the_state(status):
    for tone in ("ok", "warn", "error"):
        status.show_facts(StatusFacts(tone, ("● …",)))
        assert shown(status, QLabel, "Connection").property("kind") == tone


def test_facts_are_plain_text(status):
    status.show_facts(StatusFacts("ok", ("<b>x</b>",)))
    assert shown(status, QLabel, "Connection").textFormat() is Qt.TextFormat.PlainText

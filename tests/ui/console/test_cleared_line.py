"""What was cleared can be brought back, or the line sent away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from countersign.ui.console.cleared_line import ClearedLine


@pytest.fixture
def line(theme, qtbot):
    widget = ClearedLine(theme)
    qtbot.addWidget(widget)
    return widget


def button(line, name):
    return next(one for one in line.findChildren(QAbstractButton) if one.accessibleName() == name)


def test_it_says_nothing_until_something_was_cleared(line):
    assert (line.words, line.isVisible()) == ("", False)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "Cleared 1 message."), (2, "Cleared 2 messages."), (12_345, "Cleared 12,345 messages.")]
)
def test_it_counts(line, count, words):
    line.offer(count)
    assert (line.words, line.isVisible()) == (words, True)


def test_undo_is_asked_for(line, qtbot):
    line.offer(3)
    with qtbot.waitSignal(line.undo_asked):
        qtbot.mouseClick(button(line, "Undo clear"), Qt.MouseButton.LeftButton)


def test_it_can_be_dismissed_without_an_undo(line, qtbot):
    line.offer(3)
    with qtbot.assertNotEmitted(line.undo_asked):
        qtbot.mouseClick(button(line, "Dismiss"), Qt.MouseButton.LeftButton)
    assert line.words == ""

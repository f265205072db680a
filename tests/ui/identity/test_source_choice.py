"""Segments in several lines."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget
from shiboken6 import delete

from countersign.ui.identity.source_choice import SourceChoice

OPTIONS = (("keyring", "Keyring"), ("profile", "AWS profile"), ("environment", "Environment"))


@pytest.fixture
def choice(theme):
    window = QWidget()
    choice = SourceChoice(OPTIONS)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(choice)
    column.addStretch(1)
    window.resize(600, 200)
    window.show()
    yield choice
    delete(window)


def lines(choice):
    places = {}
    for segment in choice.findChildren(QRadioButton):
        places.setdefault(segment.y(), []).append(segment.text())
    return [places[y] for y in sorted(places)]


def test_segments_stand_in_one_line_where_there_is_room(choice):
    assert lines(choice) == [["Keyring", "AWS profile", "Environment"]]
    assert choice.height() == 28


def test_the_last_ones_move_down_and_are_all_seen(qtbot, choice):
    choice.window().resize(230, 200)
    qtbot.waitUntil(lambda: lines(choice) == [["Keyring", "AWS profile"], ["Environment"]])
    qtbot.waitUntil(lambda: choice.height() == 60)
    for segment in choice.findChildren(QRadioButton):
        assert choice.rect().contains(segment.geometry())


def test_it_can_be_as_narrow_as_its_widest_segment(choice):
    widest = max(segment.sizeHint().width() for segment in choice.findChildren(QRadioButton))
    assert choice.minimumSizeHint().width() == widest


def test_a_segment_of_another_line_is_chosen_alone(qtbot, choice):
    choice.window().resize(230, 200)
    last = choice.findChildren(QRadioButton)[-1]
    with qtbot.waitSignal(choice.selected) as chosen:
        qtbot.mouseClick(last, Qt.MouseButton.LeftButton)
    assert chosen.args == ["environment"]
    assert [one.isChecked() for one in choice.findChildren(QRadioButton)] == [False, False, True]

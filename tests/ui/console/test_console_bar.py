"""The controls above the messages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.ui.console.console_bar import ConsoleBar
from countersign.ui.console.frame_query import parse


@pytest.fixture
def bar(qtbot, theme):
    widget = ConsoleBar("Master")
    qtbot.addWidget(widget)
    widget.resize(722, widget.sizeHint().height())
    widget.show()
    return widget


def test_words_and_direction_make_one_query(bar, qtbot):
    with qtbot.waitSignal(bar.query_changed) as changed:
        bar.direction.set_current("sent")
    assert changed.args == [parse("", "sent")]
    qtbot.keyClicks(bar.filter, "type:ice")
    assert bar.query() == parse("type:ice", "sent")


def test_pause_tells_how_many_wait(bar):
    bar.show_paused(0)
    assert bar.pause.text() == "Resume"
    bar.show_paused(1234)
    assert (bar.pause.text(), bar.pause.accessibleName()) == ("Resume (1,234)", "Resume")
    bar.show_paused(None)
    assert (bar.pause.text(), bar.pause.accessibleName()) == ("Pause", "Pause")


@pytest.mark.parametrize(("place", "kind"), [(0, "jsonl"), (1, "csv"), (2, "har")])
def test_every_format_can_be_asked_for(bar, qtbot, place, kind):
    with qtbot.waitSignal(bar.export_asked) as asked:
        bar.export.menu().actions()[place].trigger()
    assert asked.args == [kind]


def test_escape_clears_the_filter_and_leaves_it(bar, qtbot):
    qtbot.keyClicks(bar.filter, "x")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.filter, Qt.Key.Key_Escape)
    assert bar.query().is_empty


def test_a_narrow_bar_takes_two_lines_and_hides_nothing(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    bar = ConsoleBar("Master", window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    window.resize(361, 100)
    window.show()
    parts = (bar.heading, bar.filter, bar.direction, bar.pause, bar.clear, bar.export)
    qtbot.waitUntil(lambda: bar.filter.geometry().top() > bar.pause.geometry().bottom())
    assert window.width() == 361
    assert all(bar.rect().contains(part.geometry()) for part in parts)
    window.resize(722, 100)
    qtbot.waitUntil(lambda: abs(bar.filter.geometry().center().y() - bar.pause.geometry().center().y()) < 2)

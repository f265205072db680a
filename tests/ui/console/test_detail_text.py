"""Labelled lines, as high as they are."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.model.frames import DetailLine
from countersign.ui.console.detail_text import DetailText


@pytest.fixture
def lines(theme, qtbot):
    room = QWidget()
    column = QVBoxLayout(room)
    column.setContentsMargins(0, 0, 0, 0)
    text = DetailText(theme, room)
    column.addWidget(text)
    column.addStretch(1)
    qtbot.addWidget(room)
    room.resize(500, 300)
    room.show()
    yield text
    room.close()


def scrolls(text):
    return text.verticalScrollBar().maximum() > 0


def test_a_text_of_several_lines_goes_on_below_its_label(lines):
    lines.show_detail((DetailLine("warnings", "one\r\ntwo", "warn"), DetailLine("ICE", "")))
    assert lines.toPlainText() == "one\ntwo\n"


def test_the_margin_is_as_wide_as_the_longest_label(lines):
    lines.show_detail((DetailLine("ICE", "x"),))
    short = lines.margin_width()
    lines.show_detail((DetailLine("a rather long label", "x"),))
    assert lines.margin_width() > short
    assert lines.viewport().geometry().left() >= lines.margin_width()


@pytest.mark.parametrize("count", [1, 2, 8])
def test_up_to_eight_lines_are_read_without_scrolling(lines, qtbot, count):
    lines.show_detail(tuple(DetailLine("label", "text") for _ in range(count)))
    lines.fit_height()
    qtbot.waitUntil(lambda: not scrolls(lines))
    assert lines.height() < (count + 2) * lines.fontMetrics().lineSpacing()


def test_more_lines_scroll(lines, qtbot):
    lines.show_detail(tuple(DetailLine("label", "text") for _ in range(9)))
    lines.fit_height()
    qtbot.waitUntil(lambda: scrolls(lines))


def test_lines_that_wrap_in_a_narrow_room_are_counted(lines, qtbot):
    lines.show_detail((DetailLine("status", "none came, which is the way to say that it was delivered"),))
    lines.fit_height()
    qtbot.waitUntil(lambda: not scrolls(lines))
    wide = lines.height()
    lines.window().resize(260, 300)
    qtbot.waitUntil(lambda: lines.height() > wide and not scrolls(lines))
    lines.window().resize(500, 300)
    qtbot.waitUntil(lambda: lines.height() == wide)


def test_it_takes_the_room_again_where_it_is_all_there_is(lines, qtbot):
    lines.show_detail((DetailLine("label", "text"),))
    lines.window().layout().setStretchFactor(lines, 1)
    lines.fit_height()
    assert lines.maximumHeight() < 48
    lines.take_room()
    qtbot.waitUntil(lambda: lines.height() > 100)

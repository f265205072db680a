"""A choice of one among few."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from countersign.ui.widgets.segmented import SegmentedControl


@pytest.fixture
def segments(qtbot) -> SegmentedControl:
    control = SegmentedControl([("a", "Headers"), ("b", "Query string"), ("c", "Both")])
    qtbot.addWidget(control)
    control.show()
    return control


def segment(control: SegmentedControl, label: str) -> QWidget:
    return next(child for child in control.findChildren(QWidget) if child.text() == label)


def test_a_click_on_a_segment_chooses_it(segments: SegmentedControl, qtbot):
    assert segments.current() == "a"
    with qtbot.waitSignal(segments.selected) as told:
        qtbot.mouseClick(segment(segments, "Query string"), Qt.MouseButton.LeftButton)
    assert told.args == ["b"]
    assert segments.current() == "b"


def test_arrow_keys_move_between_segments(segments: SegmentedControl, qtbot):
    segments.activateWindow()
    qtbot.waitUntil(segments.isActiveWindow)
    segment(segments, "Headers").setFocus()
    qtbot.keyClick(segment(segments, "Headers"), Qt.Key.Key_Right)
    assert segments.current() == "b"
    qtbot.keyClick(segment(segments, "Query string"), Qt.Key.Key_Left)
    assert segments.current() == "a"


def test_segments_are_radio_buttons_to_a_screen_reader(segments: SegmentedControl):
    interface = QAccessible.queryAccessibleInterface(segment(segments, "Both"))
    assert interface.role() is QAccessible.Role.RadioButton
    assert interface.text(QAccessible.Text.Name) == "Both"


def test_an_unknown_or_hidden_segment(segments: SegmentedControl):
    with pytest.raises(KeyError):
        segments.set_current("z")
    wide = segments.sizeHint().width()
    segments.set_option_visible("c", visible=False)
    assert segments.sizeHint().width() < wide
    segments.set_option_enabled("b", enabled=False)
    assert not segment(segments, "Query string").isEnabled()

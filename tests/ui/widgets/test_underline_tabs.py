"""Tabs over a line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from countersign.ui.widgets.underline_tabs import UnderlineTabs


@pytest.fixture
def tabs(qtbot) -> UnderlineTabs:
    bar = UnderlineTabs()
    for key, label in (("params", "Params"), ("headers", "Headers"), ("body", "Body")):
        bar.add_tab(key, label)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def test_tabs_move_with_arrow_keys_and_tell_their_key(tabs: UnderlineTabs, qtbot):
    with qtbot.waitSignal(tabs.selected) as told:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert told.args == ["headers"]
    tabs.set_current("body")
    assert tabs.current() == "body"


def test_tabs_are_page_tabs_named_by_their_label_alone(tabs: UnderlineTabs):
    tabs.set_badge("params", "3")
    interface = QAccessible.queryAccessibleInterface(tabs)
    assert interface.role() is QAccessible.Role.PageTabList
    assert interface.child(0).role() is QAccessible.Role.PageTab
    assert interface.child(0).text(QAccessible.Text.Name) == "Params"


def test_a_badge_takes_room_and_gives_it_back(tabs: UnderlineTabs):
    narrow = tabs.tabRect(0).width()
    tabs.set_badge("params", "12")
    assert tabs.badge("params") == "12"
    assert tabs.tabRect(0).width() > narrow
    tabs.set_badge("params", "")
    assert tabs.tabRect(0).width() == narrow
    tabs.set_tab_shown("headers", shown=False)
    assert not tabs.isTabVisible(1)

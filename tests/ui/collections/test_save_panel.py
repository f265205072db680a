"""The panel that asks where to save, driven with keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from countersign.model.request import RequestDraft
from countersign.model.workspace import Folder, SavedRequest
from countersign.ui.collections.save_panel import SavePanel
from countersign.ui.widgets.choice_box import ChoiceBox
from tests.ui.stage import press, shown, write

ROOT = Folder(
    "Shop",
    "",
    items=(
        SavedRequest("List.yml", RequestDraft(name="List")),
        Folder("Orders", path="Orders", items=(Folder("Refunds", path="Orders/Refunds"),)),
        Folder("Users", path="Users"),
    ),
)


@pytest.fixture
def panel(qtbot, theme):
    panel = SavePanel()
    qtbot.addWidget(panel)
    panel.resize(800, 80)
    panel.ask("Fresh", ROOT)
    panel.activateWindow()
    return panel


def name(panel) -> QLineEdit:
    return shown(panel, QLineEdit, "Name")


def folders(panel) -> ChoiceBox:
    return shown(panel, ChoiceBox, "Folder")


def test_every_folder_is_offered_with_those_above_it(panel):
    box = folders(panel)
    assert [box.itemText(place) for place in range(box.count())] == ["Shop", "Orders", "Orders / Refunds", "Users"]


def test_the_name_is_selected_for_typing_and_enter_answers(panel, qtbot):
    assert name(panel).selectedText() == "Fresh"
    with qtbot.waitSignal(panel.answered) as answered:
        QTest.keyClicks(name(panel), " Better \r")
    assert answered.args == ["Better", ""]
    assert not panel.isVisible()


def test_the_chosen_folder_is_answered_and_offered_first_the_next_time(panel, qtbot):
    folders(panel).setCurrentIndex(2)
    with qtbot.waitSignal(panel.answered) as answered:
        press(panel, "Save to this folder")
    assert answered.args == ["Fresh", "Orders/Refunds"]
    panel.ask("Another", ROOT)
    assert folders(panel).currentData() == "Orders/Refunds"
    panel.ask("Elsewhere", Folder("Other", ""))
    assert folders(panel).currentData() == ""


def test_an_empty_name_cannot_be_saved(panel, qtbot):
    write(name(panel), "  ")
    assert not shown(panel, QPushButton, "Save to this folder").isEnabled()
    with qtbot.assertNotEmitted(panel.answered):
        QTest.keyClick(name(panel), Qt.Key.Key_Return)
    assert panel.isVisible()


def test_escape_takes_the_question_back(panel, qtbot):
    with qtbot.assertNotEmitted(panel.answered):
        QTest.keyClick(name(panel), Qt.Key.Key_Escape)
    assert not panel.isVisible()

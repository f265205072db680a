"""The panel that asks for values before a send."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.ui.environments.prompt_panel import PromptPanel
from countersign.ui.widgets.secret_field import SecretField
from countersign.variables.prompts import Answer


@pytest.fixture
def panel(qtbot, theme):
    window = QWidget()
    panel = PromptPanel(window)
    QVBoxLayout(window).addWidget(panel)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield panel
    window.hide()


def fields(panel):
    return {one.accessibleName(): one for one in panel.findChildren(QLineEdit) if one.isVisible()}


def press(qtbot, panel, name):
    button = next(one for one in panel.findChildren(QPushButton) if one.accessibleName() == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_asks_for_each_value_and_masks_what_sounds_secret(panel):
    assert not panel.isVisible()
    panel.ask("List orders", ("Customer", "One-time code"))
    assert panel.isVisible()
    assert panel.findChild(QLabel).text() == "List orders asks for 2 values"
    assert [isinstance(one, SecretField) for one in fields(panel).values()] == [False, True]
    assert fields(panel)["Customer"].hasFocus()


def test_enter_goes_to_the_next_empty_field_and_then_sends(qtbot, panel):
    panel.ask("", ("Customer", "Password"))
    qtbot.keyClicks(fields(panel)["Customer"], "7")
    qtbot.keyClick(fields(panel)["Customer"], Qt.Key.Key_Return)
    assert fields(panel)["Password"].hasFocus()
    qtbot.keyClicks(fields(panel)["Password"], "hush")
    with qtbot.waitSignal(panel.answered) as answered:
        qtbot.keyClick(fields(panel)["Password"], Qt.Key.Key_Return)
    assert answered.args == [{"Customer": Answer("7"), "Password": Answer("hush", secret=True)}]
    assert not panel.isVisible()
    assert panel.questions == ()


def test_the_button_sends_what_is_there(qtbot, panel):
    panel.ask("", ("Customer",))
    with qtbot.waitSignal(panel.answered) as answered:
        press(qtbot, panel, "Send with these values")
    assert answered.args == [{"Customer": Answer("")}]


@pytest.mark.parametrize("way", ["escape", "button"])
def test_it_can_be_cancelled(qtbot, panel, way):
    panel.ask("", ("Customer",))
    with qtbot.waitSignal(panel.cancelled), qtbot.assertNotEmitted(panel.answered):
        if way == "escape":
            qtbot.keyClick(fields(panel)["Customer"], Qt.Key.Key_Escape)
        else:
            press(qtbot, panel, "Cancel the questions")
    assert not panel.isVisible()


def test_new_questions_take_the_place_of_old_ones(panel):
    panel.ask("", ("Customer", "Region"))
    panel.ask("", ("Other",))
    assert panel.questions == ("Other",)
    assert list(fields(panel)) == ["Other"]

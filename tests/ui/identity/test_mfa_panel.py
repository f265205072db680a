"""The panel for MFA codes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete

from countersign.model.identity_sources import MfaQuestion
from countersign.ui.identity.mfa_panel import MfaPanel

DEPLOY = MfaQuestion("deploy", "arn:aws:iam::123456789012:mfa/me", "arn:aws:iam::123456789012:role/Deploy")
AUDIT = MfaQuestion("audit", "GAHT12345678", "arn:aws:iam::123456789012:role/Audit")


@pytest.fixture
def panel(theme):
    window = QWidget()
    panel = MfaPanel(window)
    QVBoxLayout(window).addWidget(panel)
    window.show()
    yield panel
    delete(window)


def code(panel):
    return panel.findChild(QLineEdit)


def press(qtbot, panel, name):
    button = next(one for one in panel.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words(panel):
    return [label.text() for label in panel.findChildren(QLabel)]


def test_it_is_away_until_something_is_asked(panel):
    assert not panel.isVisible()
    panel.ask(DEPLOY)
    assert panel.isVisible()
    assert words(panel) == [
        "MFA code for deploy",
        "The role arn:…:role/Deploy asks for the code that the device arn:…:mfa/me shows now.",
    ]
    assert code(panel).accessibleName() == "MFA code"


def test_six_digits_are_answered_with_return_and_spaces_do_not_matter(qtbot, panel):
    panel.ask(DEPLOY)
    qtbot.keyClicks(code(panel), "123 45")
    with qtbot.assertNotEmitted(panel.answered):
        qtbot.keyClick(code(panel), Qt.Key.Key_Return)
        press(qtbot, panel, "Continue")
    qtbot.keyClicks(code(panel), "6")
    with qtbot.waitSignal(panel.answered) as answered:
        qtbot.keyClick(code(panel), Qt.Key.Key_Return)
    assert answered.args == ["123456"]
    assert not panel.isVisible()
    assert code(panel).text() == ""


@pytest.mark.parametrize("typed", ["abcdef", "12345", "1234567", "\u0663" * 6])
def test_other_things_than_six_digits_cannot_be_sent(qtbot, panel, typed):
    panel.ask(DEPLOY)
    code(panel).setText(typed)
    with qtbot.assertNotEmitted(panel.answered):
        press(qtbot, panel, "Continue")


@pytest.mark.parametrize("how", ["button", "escape"])
def test_cancelling_gives_no_code(qtbot, panel, how):
    panel.ask(DEPLOY)
    qtbot.keyClicks(code(panel), "123456")
    with qtbot.waitSignal(panel.cancelled), qtbot.assertNotEmitted(panel.answered):
        if how == "button":
            press(qtbot, panel, "Cancel MFA")
        else:
            qtbot.keyClick(code(panel), Qt.Key.Key_Escape)
    assert panel.question is None
    assert not panel.isVisible()


def test_escape_goes_to_the_panel_and_not_to_the_windows_shortcut(qtbot, panel):
    pressed = []
    QShortcut(QKeySequence("Escape"), panel.window(), lambda: pressed.append("shortcut"))
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    panel.ask(DEPLOY)
    with qtbot.waitSignal(panel.cancelled):
        qtbot.keyClick(code(panel), Qt.Key.Key_Escape)
    assert pressed == []
    qtbot.keyClick(panel.window(), Qt.Key.Key_Escape)
    assert pressed == ["shortcut"]


def test_questions_wait_for_each_other(qtbot, panel):
    told = []
    panel.answered.connect(lambda code: told.append((panel.question.identity, code)))
    panel.ask(DEPLOY)
    panel.ask(AUDIT)
    assert "MFA code for deploy" in words(panel)
    for digits in ("111111", "222222"):
        qtbot.keyClicks(code(panel), digits)
        qtbot.keyClick(code(panel), Qt.Key.Key_Return)
    assert told == [("deploy", "111111"), ("audit", "222222")]


def test_a_question_that_nobody_waits_for_goes_away(panel):
    panel.ask(DEPLOY)
    panel.ask(AUDIT)
    panel.withdraw(DEPLOY)
    assert "MFA code for audit" in words(panel)
    panel.withdraw(AUDIT)
    panel.withdraw(AUDIT)
    assert not panel.isVisible()

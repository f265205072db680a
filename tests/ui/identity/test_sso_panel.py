"""The panel of a browser sign-in, by a clock and a browser of the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete

from countersign.model.identity_sources import SignInPrompt
from countersign.ui.identity.sso_panel import SsoPanel

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAGE = "https://device.sso.us-west-2.amazonaws.com/"
PROMPT = SignInPrompt("corp", "ABCD-EFGH", f"{PAGE}?user_code=ABCD-EFGH", PAGE, AT + timedelta(minutes=10))


class Surroundings:
    """Hold the time, what the browser opened, and whether there is a browser."""

    def __init__(self):
        self.at = AT
        self.opened = []
        self.has_browser = True

    def clock(self):
        return self.at

    def open_url(self, url):
        self.opened.append(url.toString())
        return self.has_browser


@pytest.fixture
def around():
    return Surroundings()


@pytest.fixture
def panel(theme, around):
    window = QWidget()
    panel = SsoPanel(theme, window, open_url=around.open_url, clock=around.clock)
    QVBoxLayout(window).addWidget(panel)
    window.show()
    yield panel
    delete(window)


def button(panel, name):
    return next(one for one in panel.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))


def press(qtbot, panel, name):
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def words(panel):
    return [label.text() for label in panel.findChildren(QLabel)]


def test_it_shows_code_address_and_time(panel):
    assert not panel.isVisible()
    panel.show_prompt(PROMPT)
    assert panel.isVisible()
    assert words(panel) == [
        "Sign in to corp",
        "Open the browser, check that it shows this code, and allow the access there.",
        "ABCD-EFGH",
        PAGE,
        "Code: 10 min left",
    ]


def test_the_browser_opens_on_the_page_that_holds_the_code(qtbot, panel, around):
    panel.show_prompt(PROMPT)
    with qtbot.waitSignal(panel.answered) as answered:
        press(qtbot, panel, "Open browser")
    assert around.opened == answered.args == [PROMPT.url]
    assert panel.isVisible()


def test_without_a_browser_it_says_what_to_do(qtbot, panel, around):
    around.has_browser = False
    panel.show_prompt(PROMPT)
    with qtbot.assertNotEmitted(panel.answered):
        press(qtbot, panel, "Open browser")
    assert any("did not open" in text for text in words(panel))


def test_an_address_that_is_not_of_the_web_is_never_opened(qtbot, panel, around):
    panel.show_prompt(SignInPrompt("corp", "A", "file:///etc/passwd", PAGE, PROMPT.expires_at))
    press(qtbot, panel, "Open browser")
    assert around.opened == []


def test_the_code_is_copied(qtbot, panel):
    panel.show_prompt(PROMPT)
    press(qtbot, panel, "Copy code")
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH"
    assert button(panel, "Copied").isVisible()


@pytest.mark.parametrize("how", ["button", "escape"])
def test_it_can_be_given_up(qtbot, panel, how):
    panel.show_prompt(PROMPT)
    with qtbot.waitSignal(panel.cancelled):
        if how == "button":
            press(qtbot, panel, "Cancel sign-in")
        else:
            qtbot.keyClick(button(panel, "Open browser"), Qt.Key.Key_Escape)
    assert not panel.isVisible()
    with qtbot.assertNotEmitted(panel.cancelled):
        panel.cancel()


def test_escape_goes_to_the_panel_and_not_to_the_windows_shortcut(qtbot, panel):
    pressed = []
    QShortcut(QKeySequence("Escape"), panel.window(), lambda: pressed.append("shortcut"))
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    panel.show_prompt(PROMPT)
    with qtbot.waitSignal(panel.cancelled):
        qtbot.keyClick(button(panel, "Open browser"), Qt.Key.Key_Escape)
    qtbot.keyClick(panel.window(), Qt.Key.Key_Escape)
    assert pressed == ["shortcut"]


def test_the_code_ends(qtbot, panel, around):
    panel.show_prompt(PROMPT)
    around.at += timedelta(minutes=10)
    qtbot.waitUntil(lambda: "The code has ended. Cancel, and sign in again." in words(panel), timeout=3000)
    assert not button(panel, "Open browser").isEnabled()
    panel.finish()
    assert panel.prompt is None
    assert not panel._seconds.isActive()

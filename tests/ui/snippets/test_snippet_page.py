"""The page of a request as code, driven with keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPushButton

from countersign.model.errors import Failure
from countersign.ui.body_view.text_view import TextView
from countersign.ui.response.read_only_table import ReadOnlyTable
from countersign.ui.snippets.snippet_of_draft import Snippet
from countersign.ui.snippets.snippet_page import SnippetPage
from countersign.ui.widgets.banner import Banner
from tests.ui.stage import is_shown, press, shown, words

CODE = "curl \\\n  'https://api.example.com/x'"
SNIPPET = Snippet(
    ("curl", "Go"),
    "curl",
    "shell",
    CODE,
    (("COUNTERSIGN_KEY", "the value of {{key}}"),),
    ("It goes without its CA.",),
)


@pytest.fixture
def page(qtbot, theme):
    page = SnippetPage(theme)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    page.activateWindow()
    page.show_title("GET Orders")
    page.show_snippet(SNIPPET)
    return page


def test_the_code_stands_beside_the_tools_below_what_it_needs(page):
    tools = shown(page, QListWidget, "Tools")
    assert [tools.item(row).text() for row in range(tools.count())] == ["curl", "Go"]
    assert tools.currentItem().text() == "curl"
    assert shown(page, TextView, "Code").visible_text() == CODE
    table = shown(page, ReadOnlyTable, "Environment variables of the code")
    assert table.rows.rows == (("COUNTERSIGN_KEY", "the value of {{key}}"),)
    assert "It goes without its CA." in words(page)
    assert "GET Orders" in words(page)


def test_rows_of_tools_are_as_high_as_rows_elsewhere(page):
    tools = shown(page, QListWidget, "Tools")
    assert tools.visualItemRect(tools.item(0)).height() == 28


def test_another_tool_is_chosen_with_the_arrow_key(page, qtbot):
    shown(page, QListWidget, "Tools").setFocus()
    with qtbot.waitSignal(page.tool_chosen) as chosen:
        QTest.keyClick(shown(page, QListWidget, "Tools"), Qt.Key.Key_Down)
    assert chosen.args == ["Go"]


def test_showing_code_tells_of_no_choice(page, qtbot):
    with qtbot.assertNotEmitted(page.tool_chosen):
        page.show_snippet(SNIPPET)
        page.show_snippet(Snippet(("wscat",), "wscat", "shell", "wscat"))


def test_the_whole_code_is_copied(page, qtbot):
    with qtbot.waitSignal(page.said) as said:
        press(page, "Copy the code")
    assert QGuiApplication.clipboard().text() == CODE
    assert said.args == ["The code for curl is on the clipboard.", "ok"]


def test_marked_code_is_copied_with_the_keyboard(page):
    view = shown(page, TextView, "Code")
    view.setFocus()
    view.select(0, 4)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "curl"


def test_what_cannot_be_made_says_why_and_offers_nothing_to_copy(page):
    page.show_failure(Failure("snippet.url", "The URL has no host.", "Type one."))
    assert "The URL has no host.\nType one." in words(page)
    assert shown(page, QListWidget, "Tools").count() == 0
    assert not shown(page, QPushButton, "Copy the code").isEnabled()
    assert not shown(page, QPushButton, "Save the code").isEnabled()
    assert not is_shown(page, ReadOnlyTable, "Environment variables of the code")


def test_a_tool_that_cannot_leaves_the_others_to_choose(page):
    page.show_snippet(Snippet(("curl", "Go"), "Go", "go", "", failure=Failure("x", "Go cannot do this.")))
    assert "Go cannot do this." in words(page)
    assert shown(page, QListWidget, "Tools").count() == 2
    page.show_snippet(SNIPPET)
    assert not any(banner.isVisible() for banner in page.findChildren(Banner))


def test_escape_and_the_button_close_the_page(page, qtbot):
    with qtbot.waitSignal(page.close_requested):
        QTest.keyClick(shown(page, TextView, "Code"), Qt.Key.Key_Escape)
    with qtbot.waitSignal(page.close_requested):
        press(page, "Close the code")

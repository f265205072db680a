"""Copy as code in the real window: from the tab to the page, the clipboard and a file; back after a restart."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QListWidget

from countersign.model.auth import BearerAuth, NoAuth
from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SocketDraft
from countersign.ui.body_view.text_view import TextView
from tests.ui.stage import CONTROL, close, is_shown, press, shown, wait_for, words

BOTH = CONTROL | Qt.KeyboardModifier.ShiftModifier


def open_draft(window, draft, place="t"):
    window.tabs.open(TabState(place, draft))
    return window.tabs.current


def copy_as_code(window):
    """Press the shortcut in the tab that is shown, and return the page with its code."""
    QTest.keyClick(window, Qt.Key.Key_C, BOTH)
    page = window.snippets.page
    wait_for(lambda: page.isVisible() and page.snippet is not None)
    return page


def choose(page, tool):
    tools = shown(page, QListWidget, "Tools")
    tools.setCurrentItem(tools.findItems(tool, Qt.MatchFlag.MatchExactly)[0])
    wait_for(lambda: page.snippet is not None and page.snippet.tool == tool)


def is_up_front(window, page):
    return page.isVisible() and not window.tabs.isVisible()


@pytest.fixture
def window(open_stage):
    return open_stage(playground=True).window


def test_a_tab_becomes_code_that_holds_its_draft_but_not_its_secret(window):
    draft = RequestDraft(name="Orders", url="{{base_url}}/orders", auth=BearerAuth("canary-token-5"))
    tab = open_draft(window, draft)
    tab.editor.set_draft(replace(draft, method="PUT", url="{{base_url}}/all"))
    page = copy_as_code(window)
    base = window.surroundings.scope("").lookup("base_url").value
    assert f"'{base}/all'" in page.snippet.code
    assert "--request 'PUT'" in page.snippet.code
    assert "canary" not in page.snippet.code
    assert "PUT Orders" in words(page)
    assert is_up_front(window, page)


def test_a_saved_request_brings_the_auth_that_it_inherits(window):
    window.desk.open_request("Users/List users.yml")
    assert "--aws-sigv4" in copy_as_code(window).snippet.code


def test_escape_brings_the_tab_back(window):
    open_draft(window, RequestDraft(url="https://x.example", auth=NoAuth()))
    page = copy_as_code(window)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.tabs.isVisible()
    assert not page.isVisible()


def test_a_tab_that_is_opened_or_chosen_behind_the_page_comes_to_the_front(window):
    open_draft(window, RequestDraft(url="https://x.example", auth=NoAuth()))
    copy_as_code(window)
    QTest.keyClick(window, Qt.Key.Key_T, CONTROL)
    assert window.tabs.isVisible()
    window.environments.open_editor()
    window.tabs.step(-1)
    assert window.tabs.isVisible()


def test_the_code_follows_the_environment_while_it_is_shown(window):
    open_draft(window, RequestDraft(url="https://{{stage}}.example/x", auth=NoAuth()))
    window.surroundings.set_environment("staging")
    page = copy_as_code(window)
    before = page.snippet
    window.surroundings.set_environment("playground")
    wait_for(lambda: page.snippet is not before)


def test_the_tool_is_remembered_after_a_restart(open_stage, folders):
    stage = open_stage()
    open_draft(stage.window, RequestDraft(url="https://x.example", auth=NoAuth()))
    choose(copy_as_code(stage.window), "Go")
    close(stage)
    kept = json.loads((folders.state / "session.json").read_text())
    assert "['snippet', 'Go']" in f"{kept}"
    again = open_stage()
    assert copy_as_code(again.window).snippet.tool == "Go"
    open_draft(again.window, SocketDraft(url="wss://x.example", auth=NoAuth()), "s")
    QTest.keyClick(again.window, Qt.Key.Key_C, BOTH)
    page = again.window.snippets.page
    wait_for(lambda: page.snippet is not None and "wss://x.example" in page.snippet.code)
    assert again.window.snippets.tool == "Go"


def test_the_code_is_saved_to_a_file(window, tmp_path, monkeypatch):
    open_draft(window, RequestDraft(name="All/orders", url="https://x.example/ü", auth=NoAuth()))
    page = copy_as_code(window)
    choose(page, "Python httpx")
    asked = []

    def answer(_parent, _title, name):
        asked.append(name)
        return str(tmp_path / name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    press(page, "Save the code")
    wait_for(lambda: "is saved to" in words(window.status))
    assert asked == ["All-orders.py"]
    assert (tmp_path / "All-orders.py").read_text("utf-8") == page.snippet.code


def test_a_file_that_cannot_be_written_is_said_on_the_page_and_the_code_stays(window, tmp_path, monkeypatch):
    open_draft(window, RequestDraft(url="https://x.example", auth=NoAuth()))
    page = copy_as_code(window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x.sh"), ""))
    press(page, "Save the code")
    wait_for(lambda: str(tmp_path / "no") in words(page))
    assert "https://x.example" in shown(page, TextView, "Code").visible_text()


def test_copied_code_is_on_the_clipboard_and_the_status_line_says_so(window):
    open_draft(window, RequestDraft(url="https://x.example/copied", auth=NoAuth()))
    page = copy_as_code(window)
    press(page, "Copy the code")
    assert "https://x.example/copied" in QGuiApplication.clipboard().text()
    assert "on the clipboard" in words(window.status)


def test_a_draft_that_cannot_be_sent_says_why(window):
    open_draft(window, RequestDraft(name="Lost", url="{{nowhere}}/x", auth=NoAuth()))
    QTest.keyClick(window, Qt.Key.Key_C, BOTH)
    page = window.snippets.page
    wait_for(lambda: "The URL begins with {{nowhere}}" in words(page))
    assert "GET Lost" in words(page)


def test_a_channel_says_where_its_snippets_are(window):
    open_draft(window, ChannelDraft(name="Door"))
    QTest.keyClick(window, Qt.Key.Key_C, BOTH)
    assert "Only requests and WebSockets can be copied as code." in words(window.status)
    assert not is_shown(window, TextView, "Code")

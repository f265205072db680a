"""The history in the real window: what is sent is a row, found, opened, compared and cleared."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from countersign.model.auth import NoAuth
from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SocketDraft
from countersign.storage.history_database import HistoryDatabase
from countersign.ui.history.history_panel import PAGE
from tests.ui.history.conftest import entry
from tests.ui.stage import close, hears, is_shown, press, wait_for, write


@pytest.fixture
def window(open_stage):
    return open_stage(playground=True).window


def panel(window):
    return window.sidebar.history


def listed(window):
    """Return method, path and status of the rows, newest first."""
    found = panel(window).rows.rows
    return [(row.method, row.url.partition("?")[0].rpartition("/")[2], row.status) for row in found]


def send(window, path, name="Sent"):
    draft = RequestDraft(name=name, url="{{base_url}}" + path, auth=NoAuth())
    window.tabs.open(TabState(f"t{len(window.tabs.states)}", draft))
    tab, before = window.tabs.current, len(panel(window).rows.rows)
    tab.send()
    wait_for(lambda: tab.exchange is not None)
    wait_for(lambda: len(panel(window).rows.rows) == before + 1)


def choose(window, places, words):
    """Select rows by their place and choose from the list's menu."""
    history = panel(window)
    model = history.list.selectionModel()
    history.list.clearSelection()
    for place in places:
        index = history.rows.place_of(history.rows.rows[place].id)
        model.setCurrentIndex(index, model.SelectionFlag.NoUpdate)
        model.select(index, model.SelectionFlag.Select)
    menu: QMenu = history.list.menu()
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_what_is_sent_is_found_and_opened_as_a_tab_of_its_own(window):
    send(window, "/factorial?n=5")
    send(window, "/status/404", "Missing")
    assert listed(window) == [("GET", "404", 404), ("GET", "factorial", 200)]
    write(panel(window).search, "factorial")
    wait_for(lambda: listed(window) == [("GET", "factorial", 200)])
    tabs = len(window.tabs.states)
    window.environments.open_editor()
    index = panel(window).rows.place_of(panel(window).rows.rows[0].id)
    panel(window).list.setCurrentIndex(index)
    QTest.keyClick(panel(window).list, Qt.Key.Key_Return)
    wait_for(lambda: len(window.tabs.states) == tabs + 1)
    assert window.tabs.isVisible()
    assert window.tabs.current.state.source == ""
    assert "/factorial?n=5" in window.tabs.current.state.draft.url
    wait_for(lambda: not window.tabs.current.is_sending)


def test_two_are_compared_and_escape_brings_the_tab_back(window):
    send(window, "/factorial?n=5")
    send(window, "/factorial?n=6")
    choose(window, (0, 1), "Compare the two responses")
    wait_for(lambda: "difference" in window.compare.summary.text())
    assert window.compare.isVisible()
    compared = window.compare.rows.copied(list(range(window.compare.rows.rowCount())))
    assert "120" in compared
    assert "720" in compared
    QTest.keyClick(window.compare.table, Qt.Key.Key_Escape)
    assert window.tabs.isVisible()


def test_clearing_asks_first_and_a_restart_shows_nothing(open_stage):
    stage = open_stage(playground=True)
    send(stage.window, "/factorial?n=5")
    choose(stage.window, (0,), "Clear the history…")
    wait_for(panel(stage.window).clear_question.isVisible)
    assert listed(stage.window) != []
    press(panel(stage.window).clear_question, "Delete all")
    wait_for(lambda: listed(stage.window) == [])
    close(stage)
    again = open_stage()
    wait_for(panel(again.window).note.isVisible)
    assert listed(again.window) == []


def test_rows_are_back_after_a_restart(open_stage):
    stage = open_stage(playground=True)
    send(stage.window, "/factorial?n=7")
    close(stage)
    again = open_stage()
    wait_for(lambda: listed(again.window) == [("GET", "factorial", 200)])


def test_a_websocket_handshake_and_a_refused_one_are_rows(window):
    for path, button in (("/ws/echo", "Disconnect"), ("/ws/refuse/403", "Connect")):
        draft = SocketDraft(url="{{ws_url}}" + path, auth=NoAuth(), reconnect=False)
        window.tabs.open(TabState(f"s{path}", draft))
        tab = window.tabs.current
        press(tab, "Connect")
        wait_for(lambda tab=tab, button=button: is_shown(tab, QPushButton, button))
    wait_for(lambda: len(listed(window)) == 2)
    assert [(path, status) for _, path, status in listed(window)] == [("403", 403), ("echo", 101)]


def test_a_channel_that_is_joined_is_a_row_and_opens_as_a_channel(window):
    draft = ChannelDraft(
        name="Yard",
        channel="{{channel_arn}}",
        control_plane="{{kvs_control_plane}}",
        identity="playground",
        client_id="yard-viewer",
    )
    window.tabs.open(TabState("c", draft))
    tab = window.tabs.current
    press(tab.pane.footer, "Connect")
    hears(tab.side("VIEWER").console, "CONNECTED", "101")
    wait_for(lambda: [row.status for row in panel(window).rows.rows] == [101])
    tabs = len(window.tabs.states)
    panel(window).list.opened.emit(panel(window).rows.rows[0].id)
    wait_for(lambda: len(window.tabs.states) == tabs + 1)
    assert isinstance(window.tabs.states[-1].draft, ChannelDraft)


class _Here(BaseHTTPRequestHandler):
    """Answer everything with 204."""

    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing."""


@pytest.fixture
def server():
    serving = ThreadingHTTPServer(("127.0.0.1", 0), _Here)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


def test_what_the_command_line_sends_is_no_row(server, home):
    command = [sys.executable, "-m", "countersign", "send", "GET", f"{server}/x", "--no-sign"]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert [path for path in home.rglob("history*") if path.is_file()] == []


def test_a_thousand_rows_are_scrolled_through_without_a_stall(open_stage, folders):
    folders.data.mkdir(parents=True)
    database = HistoryDatabase(folders.data / "history.sqlite3")
    for number in range(1000):
        database.add(entry(number, path=f"/orders/{number}"))
    database.close()
    history = panel(open_stage().window)
    wait_for(lambda: len(history.rows.rows) == PAGE)
    bar, slowest = history.list.verticalScrollBar(), 0.0
    while len(history.rows.rows) < 1000:
        before, began = len(history.rows.rows), perf_counter()
        bar.setValue(bar.maximum())
        history.list.viewport().repaint()
        slowest = max(slowest, perf_counter() - began)
        wait_for(lambda before=before: len(history.rows.rows) > before)
    bar.setValue(bar.maximum())
    assert slowest < 0.05
    last = history.rows.place_of(history.rows.rows[-1].id)
    assert history.list.viewport().rect().contains(history.list.visualRect(last).center())
    assert history.rows.rows[-1].url.endswith("/orders/0")

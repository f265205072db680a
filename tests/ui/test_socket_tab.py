"""A WebSocket in the real window, against the playground: open, connect, send, receive, fail, come back."""

from __future__ import annotations

import json
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from countersign.model.auth import BearerAuth, NoAuth, SigV4Auth
from countersign.model.session import TabState
from countersign.model.socket import SavedMessage, SocketDraft
from tests.ui.stage import (
    CONTROL,
    close,
    hears,
    is_shown,
    open_saved,
    press,
    rows,
    shown,
    wait_for,
    waits_in,
    words,
    write,
)

ECHO = "{{ws_url}}/ws/echo"


def open_socket(stage, **fields):
    draft = SocketDraft(**{"name": "Echo", "auth": NoAuth(), **fields})
    stage.window.tabs.open(TabState(f"s{len(stage.window.tabs.states)}", draft))
    return stage.window.tabs.current


def connect(tab):
    press(tab, "Connect")
    wait_for(lambda: is_shown(tab, QPushButton, "Disconnect"))
    wait_for(lambda: shown(tab, QPushButton, "Send message").isEnabled())


def disconnect(tab):
    press(tab, "Disconnect")
    wait_for(lambda: is_shown(tab, QPushButton, "Connect"))


def message(tab):
    return shown(tab, QPlainTextEdit, "Message")


def status(stage):
    return words(stage.window.status)


@pytest.fixture
def tab(stage):
    return open_socket(stage, url=ECHO)


def test_a_saved_websocket_opens_from_the_sidebar_connects_and_shows_what_comes(stage):
    open_saved(stage, stage.window.sidebar.collections, "Statistics", "Live order feed")
    tab = stage.window.tabs.current
    assert tab.face.name == "Live order feed"
    assert not tab.face.dirty
    connect(tab)
    hears(tab.console, "CONNECTED", "101")
    hears(tab.console, "JSON", '"order"')
    assert not tab.face.dirty
    disconnect(tab)
    hears(tab.console, "CLOSED", "1000")


def test_a_saved_signed_websocket_is_signed_and_accepted(stage):
    open_saved(stage, stage.window.sidebar.collections, "Orders", "Signed socket")
    tab = stage.window.tabs.current
    connect(tab)
    press(tab, "Send message")
    hears(tab.console, "JSON", "o-5001")
    wait_for(lambda: sum("o-5001" in row for row in rows(tab.console)) == 2)
    assert stage.window.top.identity.value() == "playground"


def test_what_is_sent_leaves_the_composer_and_comes_back(tab):
    connect(tab)
    write(message(tab), "hello there")
    press(tab, "Send message")
    wait_for(lambda: message(tab).toPlainText() == "")
    hears(tab.console, "TEXT", "hello there")
    wait_for(lambda: sum("hello there" in row for row in rows(tab.console)) == 2)


def test_the_message_is_sent_with_ctrl_enter_while_the_cursor_is_in_it(tab):
    connect(tab)
    write(message(tab), "by keys")
    QTest.keyClick(message(tab), Qt.Key.Key_Return, CONTROL)
    hears(tab.console, "by keys")


def test_ctrl_enter_in_the_url_connects(tab):
    tab.focus_url()
    QTest.keyClick(shown(tab, QLineEdit, "WebSocket URL"), Qt.Key.Key_Return, CONTROL)
    hears(tab.console, "CONNECTED")


def test_text_that_is_typed_while_a_message_is_on_its_way_stays(tab):
    connect(tab)
    write(message(tab), "first")
    press(tab, "Send message")
    QTest.keyClicks(message(tab), " and more")
    hears(tab.console, "TEXT", "first")
    wait_for(lambda: sum("first" in row for row in rows(tab.console)) == 2)
    assert message(tab).toPlainText() == "first and more"


def test_a_message_that_was_not_sent_stays_with_the_reason(tab):
    connect(tab)
    write(message(tab), "{{no_such_variable}}")
    press(tab, "Send message")
    wait_for(lambda: "no_such_variable" in words(tab.console))
    assert message(tab).toPlainText() == "{{no_such_variable}}"
    assert not any(row.startswith("▲ TEXT") for row in rows(tab.console))


def test_variables_are_filled_with_what_they_are_when_the_message_is_sent(stage, tab):
    connect(tab)
    stage.window.surroundings.set_environment("staging")
    write(message(tab), "{{base_url}}")
    press(tab, "Send message")
    base_url = stage.window.surroundings.scope("").lookup("base_url").value
    hears(tab.console, "TEXT", base_url)


@pytest.mark.parametrize("code", [403, 404, 503])
def test_a_refused_handshake_shows_the_answer(stage, code):
    tab = open_socket(stage, url=f"{{{{ws_url}}}}/ws/refuse/{code}")
    press(tab, "Connect")
    wait_for(tab.drawer.isVisible)
    assert f"{code} " in words(tab.drawer)
    assert f"The playground refuses with {code}." in tab.drawer.response.body.visible_text()
    assert f"answered {code}" in words(tab)
    assert is_shown(tab, QPushButton, "Connect")
    assert ("answered 404" in words(tab.editor.line)) is (code == 404), "there the URL is at fault"
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not tab.drawer.isVisible()


def test_what_cannot_be_opened_is_said_at_the_url_and_the_draft_stays(stage):
    tab = open_socket(stage, url="https://localhost/")
    press(tab, "Connect")
    wait_for(lambda: "wss://" in words(tab.editor.line))
    assert tab.state.draft.url == "https://localhost/"
    assert is_shown(tab, QPushButton, "Connect")


def test_the_body_of_a_refusal_is_saved_to_a_file(stage, tmp_path, monkeypatch):
    tab = open_socket(stage, url="{{ws_url}}/ws/refuse/403")
    press(tab, "Connect")
    wait_for(tab.drawer.isVisible)
    path = tmp_path / "refusal.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(tab.drawer, "Save")
    wait_for(lambda: path.exists() and "refuses with 403" in path.read_text())


def test_a_host_that_is_not_found_is_said_and_the_draft_stays(stage):
    tab = open_socket(stage, url="wss://no-such-host.invalid/")
    press(tab, "Connect")
    wait_for(tab.drawer.isVisible)
    assert "There is no address for the host" in words(tab)
    assert is_shown(tab, QPushButton, "Connect")
    assert tab.state.draft.url == "wss://no-such-host.invalid/"


def test_the_status_line_counts_while_the_socket_is_open(stage, tab):
    connect(tab)
    wait_for(lambda: "● Connected" in status(stage))
    write(message(tab), "one")
    press(tab, "Send message")
    wait_for(lambda: "▲ 1   ▼ 1" in status(stage))
    disconnect(tab)
    wait_for(lambda: "● Disconnected" in status(stage))
    stage.window.tabs.open_new()
    assert "Disconnected" not in status(stage)


def test_ping_is_answered_and_shown(tab, stage):
    connect(tab)
    press(tab, "Ping")
    hears(tab.console, "PONG")
    wait_for(lambda: "ping " in status(stage))


def test_it_closes_with_a_code_and_a_reason_and_connects_again(tab):
    connect(tab)
    press(tab, "Close with code")
    write(shown(tab, QLineEdit, "Close code"), "4001")
    write(shown(tab, QLineEdit, "Close reason"), "enough")
    press(tab, "Close connection")
    hears(tab.console, "CLOSE", "4001", "enough")
    wait_for(lambda: is_shown(tab, QPushButton, "Connect"))
    connect(tab)
    wait_for(lambda: sum("CONNECTED" in row for row in rows(tab.console)) == 2)


def test_a_handshake_that_hangs_is_cancelled_with_escape(stage):
    tab = open_socket(stage, url="{{ws_url}}/ws/hang")
    press(tab, "Connect")
    wait_for(lambda: is_shown(tab, QPushButton, "Cancel"))
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    wait_for(lambda: is_shown(tab, QPushButton, "Connect"), 1_000)
    assert not tab.drawer.isVisible()


def test_an_open_connection_survives_escape(stage, tab):
    connect(tab)
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    press(tab, "Ping")
    hears(tab.console, "PONG")
    assert is_shown(tab, QPushButton, "Disconnect")


def test_a_drop_is_said_and_the_composer_keeps_its_text(stage):
    tab = open_socket(stage, url="{{ws_url}}/ws/drop?after=1")
    connect(tab)
    write(message(tab), "the last one")
    press(tab, "Send message")
    hears(tab.console, "CLOSED", "1006")
    wait_for(lambda: is_shown(tab, QPushButton, "Connect"))
    QTest.keyClicks(message(tab), "kept")
    assert "kept" in message(tab).toPlainText()
    assert not shown(tab, QPushButton, "Send message").isEnabled()


def test_composing_makes_nothing_unsaved_and_an_edit_does(stage):
    open_saved(stage, stage.window.sidebar.collections, "Orders", "Signed socket")
    tab = stage.window.tabs.current
    write(message(tab), "never saved by itself")
    assert not tab.face.dirty
    tab.focus_url()
    QTest.keyClicks(shown(tab, QLineEdit, "WebSocket URL"), "?x=1")
    assert tab.face.dirty
    QTest.keyClick(stage.window, Qt.Key.Key_S, CONTROL)
    wait_for(lambda: not tab.face.dirty)


def test_a_message_is_taken_from_the_console_back_into_the_composer(tab):
    connect(tab)
    write(message(tab), "again please")
    press(tab, "Send message")
    wait_for(lambda: sum("again please" in row for row in rows(tab.console)) == 2)
    tab.console.table.show_row(1)
    tab.console.detail.reuse()
    assert message(tab).toPlainText() == "again please"
    assert tab.editor.composer.has_focus


def test_messages_are_exported_to_a_file(tab, tmp_path, monkeypatch):
    connect(tab)
    write(message(tab), "for the record")
    press(tab, "Send message")
    wait_for(lambda: sum("for the record" in row for row in rows(tab.console)) == 2)
    for kind in ("jsonl", "csv", "har"):
        path = tmp_path / f"messages.{kind}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        tab.console.bar.export_asked.emit(kind)
        wait_for(lambda path=path: path.exists() and "for the record" in path.read_text())
    lines = [json.loads(line) for line in (tmp_path / "messages.jsonl").read_text().splitlines()]
    assert [line["type"] for line in lines] == ["CONNECTED", "TEXT", "TEXT"]


def test_an_export_that_cannot_be_written_is_said(tab, tmp_path, monkeypatch):
    connect(tab)
    place = tmp_path / "missing" / "messages.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    tab.console.bar.export_asked.emit("jsonl")
    wait_for(lambda: str(place) in words(tab.console) or "could not be written" in words(tab.console))
    assert is_shown(tab, QPushButton, "Disconnect")


def test_an_order_that_fails_does_not_make_an_open_connection_look_closed(tab):
    connect(tab)
    tab._work.disconnect_from(1000, "x" * 124)
    wait_for(lambda: "124" in words(tab.console) or "reason" in words(tab.console))
    assert is_shown(tab, QPushButton, "Disconnect")
    press(tab, "Ping")
    hears(tab.console, "PONG")


def test_the_signature_is_shown_before_anything_is_sent(stage):
    auth = SigV4Auth(identity="playground", region="us-west-2", service="execute-api")
    tab = open_socket(stage, url="{{ws_url}}/Prod/ws", auth=auth)
    tab.editor.set_current_panel("auth")
    wait_for(lambda: "/Prod/ws" in tab.editing.inspector.text("canonical"))


def test_the_keyboard_finds_filters_and_turns(stage, tab):
    window = stage.window
    window.activateWindow()
    wait_for(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    assert window.focusWidget() is tab.console.bar.filter
    before = tab.halves.orientation()
    QTest.keyClick(window, Qt.Key.Key_Backslash, CONTROL)
    assert tab.halves.orientation() is not before
    QTest.keyClick(window, Qt.Key.Key_Backslash, CONTROL)
    reached = set()
    for _ in range(8):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        panes = {"line": tab.editor.line, "panels": tab.editor.panels, "console": tab.console}
        reached |= {name for name, pane in panes.items() if pane.isAncestorOf(focus)}
    assert reached == {"line", "panels", "console"}


def test_both_halves_are_586_pixels_wide_in_a_window_of_the_usual_size(stage):
    stage.window.resize(1440, 900)
    wait_for(lambda: stage.window.width() == 1440)
    tab = open_socket(stage, url=ECHO)
    assert tab.halves.sizes() == pytest.approx([586, 586], abs=2)


def test_the_tab_is_back_after_a_restart_and_no_file_holds_its_secret(open_stage, stage, folders):
    open_socket(
        stage,
        url="wss://example.com/kept",
        auth=BearerAuth("literal-secret-token"),
        message=SavedMessage(data="half written"),
    )
    close(stage)
    files = [path for path in folders.state.rglob("*") if path.is_file()]
    assert files
    assert not any(b"literal-secret-token" in path.read_bytes() for path in files)
    again = open_stage()
    tab = again.window.tabs.current
    assert shown(tab, QLineEdit, "WebSocket URL").text() == "wss://example.com/kept"
    assert message(tab).toPlainText() == "half written"


def test_closing_the_tab_ends_the_connection(stage, tab):
    connect(tab)
    assert waits_in(stage, "lasting_socket.py")
    stage.window.tabs.close_current()
    wait_for(lambda: not waits_in(stage, "lasting_socket.py"), 2_000)
    stage.window.tabs.reopen()
    again = stage.window.tabs.current
    assert is_shown(again, QPushButton, "Connect")
    connect(again)


def test_closing_the_tab_while_a_message_is_on_its_way_breaks_nothing(stage, tab):
    connect(tab)
    write(message(tab), "never seen again")
    press(tab, "Send message")
    press(tab, "Ping")
    stage.window.tabs.close_current()
    other = open_socket(stage, url=ECHO)
    connect(other)


def test_the_window_closes_quickly_with_an_open_connection_and_a_handshake_that_hangs(stage, tab):
    connect(tab)
    hanging = open_socket(stage, url="{{ws_url}}/ws/hang")
    press(hanging, "Connect")
    wait_for(lambda: is_shown(hanging, QPushButton, "Cancel"))
    begun = time.monotonic()
    _, thread = stage.engine._running
    close(stage)
    assert time.monotonic() - begun < 4, "the playground takes up to 1.3 s of it"
    assert not thread.is_alive()

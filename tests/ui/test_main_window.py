"""The whole window with a real application below it: tabs, sending, the session, the keyboard."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from countersign.model.auth import BearerAuth, CognitoAuth, NoAuth, SigV4Auth
from countersign.model.errors import Failure
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from tests.ui.stage import close, wait_for


def tab_of(stage):
    tab = stage.window.tabs.current
    assert tab is not None
    return tab


def send(stage):
    tab = tab_of(stage)
    before = tab.exchange
    tab.send()
    wait_for(lambda: tab.exchange is not before and not tab.is_sending)
    return tab.exchange


def open_draft(stage, **fields):
    stage.window.tabs.open(TabState("t1", RequestDraft(**{"auth": NoAuth(), **fields})))


def test_a_new_window_teaches_and_has_one_empty_request(open_stage):
    stage = open_stage()
    assert len(stage.window.tabs.states) == 1
    assert stage.window.top.identity.value() == "No identity"
    notes = [label.text() for label in stage.window.sidebar.findChildren(QLabel) if label.isVisible()]
    assert "No workspace is open. The menu at the top opens one." in notes


def test_the_playground_brings_workspace_variables_and_an_identity(open_stage):
    stage = open_stage(playground=True)
    assert stage.window.surroundings.identity == "playground"
    assert stage.window.surroundings.scope("").lookup("base_url").origin == "playground"
    model = stage.window.sidebar.collections.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Users", "Statistics", "Orders"]


def test_sending_shows_status_body_and_history(open_stage):
    stage = open_stage(playground=True)
    open_draft(stage, url="{{base_url}}/factorial?n=6")
    exchange = send(stage)
    view = tab_of(stage).response.view
    assert exchange.response.status == 200
    assert view.status.text() == "200 OK"
    assert '"factorial": 720' in view.body.visible_text()
    wait_for(lambda: len(stage.window.sidebar.history.rows.rows) == 1)


def test_a_saved_request_inherits_its_signature_and_is_accepted(open_stage):
    stage = open_stage(playground=True)
    stage.window.desk.open_request("Users/List users.yml")
    assert tab_of(stage).editor.draft().name == "List users"
    assert send(stage).response.status == 200


def test_what_cannot_be_sent_is_said_at_the_field_and_the_draft_stays(open_stage):
    stage = open_stage()
    open_draft(stage, url="example.com/no-scheme", auth=NoAuth())
    exchange = send(stage)
    assert exchange.request is None
    assert tab_of(stage).editor.draft().url == "example.com/no-scheme"
    assert "does not start with a scheme" in tab_of(stage).response.view.shown_problems()[0]


def test_an_unreachable_server_is_a_sentence_and_the_draft_stays(open_stage):
    stage = open_stage()
    open_draft(stage, url="https://localhost:1/x")
    exchange = send(stage)
    assert exchange.response is None
    assert exchange.failure.id.startswith("connect.")
    assert tab_of(stage).response.view.status.text() == "Failed"


def test_cancel_ends_a_slow_request_and_sends_again(open_stage):
    stage = open_stage(playground=True)
    open_draft(stage, url="{{base_url}}/delay/20")
    tab = tab_of(stage)
    tab.send()
    wait_for(lambda: tab.is_sending)
    tab.cancel()
    wait_for(lambda: not tab.is_sending, 1_000)
    assert tab.response.view.status.text() == "Cancelled"


def test_events_appear_while_the_stream_is_open(open_stage):
    stage = open_stage(playground=True)
    open_draft(stage, url="{{base_url}}/events?count=40&interval=100")
    tab = tab_of(stage)
    tab.send()
    wait_for(lambda: tab.response.view.events.count >= 2)
    assert tab.is_sending
    tab.cancel()
    wait_for(lambda: not tab.is_sending)
    assert tab.response.view.events.count >= 2


def test_the_inspector_follows_the_draft(open_stage):
    stage = open_stage(playground=True)
    auth = SigV4Auth(identity="playground", region="us-west-2", service="execute-api")
    open_draft(stage, url="{{base_url}}/Prod/one", auth=auth)
    tab = tab_of(stage)
    tab.editor.panels.set_current_tab("auth")
    wait_for(lambda: "/Prod/one" in tab.inspector.text("canonical"))
    tab.editor.line.focus_url()
    url = tab.editor.line.url
    url.end(False)
    QTest.keyClicks(url, "/two")
    wait_for(lambda: "/Prod/one/two" in tab.inspector.text("canonical"))


def test_the_session_is_back_after_a_restart_and_holds_no_secret(open_stage, folders):
    stage = open_stage()
    open_draft(stage, url="https://example.com/kept", auth=BearerAuth("literal-secret-token"), name="Kept")
    stage.window.choose_theme("light")
    close(stage)
    assert "literal-secret-token" not in (folders.state / "session.json").read_text()
    again = open_stage()
    drafts = [state.draft for state in again.window.tabs.states]
    assert drafts[-1].url == "https://example.com/kept"
    assert drafts[-1].name == "Kept"
    assert again.theme.mode == "light"
    assert tab_of(again).editor.draft().url == "https://example.com/kept"


def test_the_session_is_saved_soon_after_an_edit(open_stage, folders):
    stage = open_stage()
    url = tab_of(stage).editor.line.url
    QTest.keyClicks(url, "https://example.com/typed")
    path = folders.state / "session.json"
    wait_for(lambda: path.exists() and "https://example.com/typed" in path.read_text())


def test_tabs_open_close_reopen_and_step(open_stage):
    stage = open_stage()
    tabs = stage.window.tabs
    open_draft(stage, url="https://example.com/two", name="Two")
    assert len(tabs.states) == 2
    tabs.close_current()
    assert len(tabs.states) == 1
    tabs.reopen()
    assert tabs.states[-1].draft.name == "Two"
    tabs.step(1)
    assert tabs.active_id == tabs.states[0].id


def test_an_edit_marks_the_tab_and_saving_clears_the_mark(open_stage, folders):
    stage = open_stage(playground=True)
    stage.window.desk.open_request("Users/List users.yml")
    tab = tab_of(stage)
    assert not tab.face.dirty
    QTest.keyClicks(tab.editor.line.url, "?limit=5")
    assert tab.face.dirty
    stage.window._save()
    wait_for(lambda: not tab.face.dirty)
    written = (folders.data / "sample-workspace" / "Users" / "List users.yml").read_text()
    assert "limit=5" in written


@pytest.fixture
def counted_process(tmp_path, monkeypatch):
    """Give a profile whose credential process notes each run in a file, and the file."""
    runs = tmp_path / "runs"
    answer = json.dumps({"Version": 1, "AccessKeyId": "AKIDPROCESS000001", "SecretAccessKey": "from-the-process"})
    script = tmp_path / "keys.py"
    script.write_text(f"open({str(runs)!r}, 'a').write('x')\nprint({answer!r})\n")
    config = tmp_path / "config"
    config.write_text(f"[profile made]\ncredential_process = {sys.executable} {script}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    return runs


def test_editing_never_runs_a_credential_process_and_a_send_runs_it_once(open_stage, counted_process):
    stage = open_stage(playground=True)
    auth = SigV4Auth("profile", "made", region="us-west-2", service="execute-api")
    open_draft(stage, url="{{base_url}}/Prod/users", auth=auth)
    tab = tab_of(stage)
    tab.editor.set_current_panel("auth")
    tab.editor.line.url.end(False)
    QTest.keyClicks(tab.editor.line.url, "?a=b&c=d")
    assert "press Send" in tab.inspector._note.text()
    exchange = send(stage)
    assert exchange.failure is None, exchange.failure
    assert exchange.signing.access_key_id == "AKIDPROCESS000001"
    assert counted_process.read_text() == "x"
    assert exchange.response.status == 403
    send(stage)
    assert counted_process.read_text() == "xx", "keys that the server does not know are asked for anew"


def test_a_person_signs_in_with_srp_and_the_token_is_shown_verified(open_stage):
    stage = open_stage(playground=True)
    if stage.window.surroundings.definitions.user_pool("orders-people") is None:
        pytest.skip("MiniStack is not installed, so the playground has no user pool")
    open_draft(stage, url="{{base_url}}/jwt/claims", auth=CognitoAuth("orders-people"))
    tab = tab_of(stage)
    tab.editor.set_current_panel("auth")
    fields = {field.accessibleName(): field for field in tab.editor.panels.findChildren(QLineEdit)}
    QTest.keyClicks(fields["User name"], "{{playground_user}}")
    QTest.keyClicks(fields["Password"], "{{playground_password}}")
    (get_token,) = [one for one in tab.editor.panels.findChildren(QPushButton) if one.text() == "Get token"]
    QTest.mouseClick(get_token, Qt.MouseButton.LeftButton)
    wait_for(lambda: '"token_use": "access"' in tab.editing.token_inspector.text())
    claims = tab.editing.token_inspector.text()
    assert "✓ signature" in claims
    assert send(stage).response.status == 200


def test_the_chip_says_who_the_request_on_screen_is_sent_as(open_stage):
    stage = open_stage(playground=True)
    chip = stage.window.top.identity
    assert chip.value() == "playground"
    open_draft(stage, url="https://example.com/", auth=SigV4Auth(identity="playground-user"))
    assert chip.value() == "playground-user"
    stage.window.tabs.open(TabState("t2", RequestDraft(auth=CognitoAuth("orders", "id"))))
    assert chip.value() == "orders (id token)"
    stage.window.tabs.open(TabState("t3", RequestDraft(auth=SigV4Auth("profile", "gone"))))
    assert chip.value() == "gone (unknown)"
    stage.window.tabs.step(1)
    assert chip.value() == "playground"


def test_a_failure_outside_of_any_request_is_said_in_the_status_line(open_stage):
    stage = open_stage()
    stage.window.complain(Failure("keyring.none", "There is no keyring.", "Start one."))
    assert stage.window.status.sentence == "There is no keyring. Start one."


def test_the_keyboard_reaches_every_pane(open_stage):
    stage = open_stage(playground=True)
    window = stage.window
    window.activateWindow()
    tab = tab_of(stage)
    reached = set()
    for _ in range(8):
        window._step_pane(1)
        focus = window.focusWidget()
        for name, pane in (
            ("top", window.top),
            ("sidebar", window.sidebar),
            ("line", tab.editor.line),
            ("panels", tab.editor.panels),
            ("response", tab.response),
        ):
            if focus is not None and pane.isAncestorOf(focus):
                reached.add(name)
    assert reached == {"top", "sidebar", "line", "panels", "response"}


def test_every_command_of_the_palette_has_a_title_and_the_shortcuts_are_unique(open_stage):
    stage = open_stage(playground=True)
    commands = stage.window._commands()
    hints = [command.hint for command in commands if command.hint]
    assert len(hints) == len(set(hints))
    assert {"Send the request", "GET List users", "Use the light theme"} <= {command.title for command in commands}


def test_two_hundred_tabs_are_restored_and_only_one_is_built(open_stage, folders):
    stage = open_stage()
    for number in range(200):
        stage.window.tabs._entries.append(
            type(stage.window.tabs._entries[0])(TabState(f"n{number}", RequestDraft(name=f"n{number}")))
        )
        stage.window.tabs.strip.bar.add(replace(tab_of(stage).face, name=f"n{number}"))
    close(stage)
    again = open_stage()
    built = [entry for entry in again.window.tabs._entries if entry.tab is not None]
    assert len(again.window.tabs.states) == 201
    assert len(built) == 1

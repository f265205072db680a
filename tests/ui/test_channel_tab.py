"""A signaling channel in the real window, against the playground: join, talk, refuse, come back."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextEdit,
)

from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.session import TabState
from countersign.ui.channel.step_row import StepRow
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

OFFER = '{"type": "offer", "sdp": "v=0\\r\\n"}'
ANSWER = '{"type": "answer", "sdp": "v=0\\r\\n"}'
CANDIDATE = '{"candidate": "candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host", "sdpMid": "0"}'


def open_channel(stage, **fields):
    usual = {
        "name": "Yard",
        "channel": "{{channel_arn}}",
        "control_plane": "{{kvs_control_plane}}",
        "identity": "playground",
        "client_id": "yard-viewer",
    }
    stage.window.tabs.open(TabState(f"c{len(stage.window.tabs.states)}", ChannelDraft(**{**usual, **fields})))
    return stage.window.tabs.current


@pytest.fixture
def tab(stage):
    return open_channel(stage)


def join(tab):
    press(tab.pane.footer, "Connect")
    wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Disconnect"))
    wait_for(lambda: all(shown(side, QPushButton, "Send message").isEnabled() for side in tab._shown_sides()))


def leave(tab):
    press(tab.pane.footer, "Disconnect")
    wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Connect"))


def payload(side):
    return shown(side, QPlainTextEdit, "Message payload")


def compose(side, kind, text, recipient=""):
    box = shown(side, QComboBox, "Message type")
    box.setCurrentIndex(box.findData(kind))
    write(shown(side, QComboBox, "Recipient client ID").lineEdit(), recipient)
    payload(side).setFocus()
    payload(side).selectAll()
    payload(side).insertPlainText(text)


def send(side, kind, text, recipient=""):
    compose(side, kind, text, recipient)
    press(side, "Send message")


def steps(tab):
    return {row.step.name: (row.step.state, row.answer()) for row in tab.pane.steps.findChildren(StepRow)}


def test_a_saved_channel_opens_from_the_sidebar_joins_and_shows_each_step(stage):
    open_saved(stage, stage.window.sidebar.channels, "front-door-camera")
    tab = stage.window.tabs.current
    assert (tab.face.method, tab.face.name, tab.face.dirty) == ("KVS", "front-door-camera", False)
    join(tab)
    hears(tab.side("VIEWER").console, "CONNECTED", "101")
    told = steps(tab)
    assert {state for state, _ in told.values()} == {"done"}
    assert told["describe"] == ("done", "ACTIVE")
    assert "TURN" in told["ice"][1]
    assert told["connect"] == ("done", "101")
    assert not tab.face.dirty
    leave(tab)
    hears(tab.side("VIEWER").console, "CLOSED", "1000")


def test_a_saved_offer_waits_in_the_composer_and_is_sent(stage):
    open_saved(stage, stage.window.sidebar.channels, "front-door-camera")
    tab = stage.window.tabs.current
    join(tab)
    viewer = tab.side("VIEWER")
    assert '"offer"' in payload(viewer).toPlainText()
    press(viewer, "Send message")
    hears(viewer.console, "SDP_OFFER", "MASTER")
    wait_for(lambda: payload(viewer).toPlainText() == "")


def test_a_channel_is_joined_by_name_as_the_master(stage):
    tab = open_channel(stage, channel="front-door-camera", region="us-west-2", join_as="MASTER")
    join(tab)
    hears(tab.side("MASTER").console, "CONNECTED")
    assert shown(tab, QLineEdit, "Channel ARN").text().startswith("arn:aws:kinesisvideo:us-west-2:")
    assert not is_shown(tab, QLineEdit, "Signaling client ID")


def test_both_roles_exchange_offer_answer_and_candidates_side_by_side(stage):
    tab = open_channel(stage, join_as="BOTH")
    join(tab)
    master, viewer = tab.side("MASTER"), tab.side("VIEWER")
    assert master.isVisible()
    assert viewer.isVisible()
    send(viewer, "SDP_OFFER", OFFER)
    hears(master.console, "SDP_OFFER", "yard-viewer")
    send(master, "SDP_ANSWER", ANSWER, "yard-viewer")
    hears(viewer.console, "SDP_ANSWER", "MASTER")
    send(viewer, "ICE_CANDIDATE", CANDIDATE)
    hears(master.console, "ICE_CANDIDATE", "192.0.2.14")
    send(master, "ICE_CANDIDATE", CANDIDATE, "yard-viewer")
    hears(viewer.console, "ICE_CANDIDATE", "192.0.2.14")
    recipients = shown(master, QComboBox, "Recipient client ID")
    wait_for(lambda: recipients.findText("yard-viewer") >= 0)
    leave(tab)
    assert not any(side.is_running for side in (master, viewer))


def test_the_steps_shown_are_those_of_the_chosen_role(stage):
    tab = open_channel(stage, join_as="BOTH")
    join(tab)
    of_master = steps(tab)["endpoint"]
    shown(tab.pane, QRadioButton, "Viewer").click()
    assert steps(tab)["endpoint"] != of_master


def test_the_signed_url_hides_its_secrets_and_is_copied_whole(tab):
    join(tab)
    on_screen = shown(tab, QTextEdit, "Signed URL").toPlainText()
    press(tab, "Copy URL")
    url = QGuiApplication.clipboard().text()
    query = parse_qs(urlsplit(url).query)
    assert query["X-Amz-ClientId"] == ["yard-viewer"]
    assert query["X-Amz-Expires"] == ["299"]
    for secret in ("X-Amz-Security-Token", "X-Amz-Signature"):
        assert query[secret][0] not in on_screen
        assert secret in on_screen
    press(tab, "Copy as wscat")
    snippet = QGuiApplication.clipboard().text()
    assert snippet.startswith("wscat ")
    assert query["X-Amz-Signature"][0] in snippet
    QGuiApplication.clipboard().clear()


def test_what_was_signed_opens_in_the_drawer_and_escape_closes_it(stage, tab):
    join(tab)
    press(tab, "What was signed")
    assert tab.drawer.isVisible()
    assert tab.drawer.inspector.text("canonical").startswith("GET\n/\n")
    assert "yard-viewer" in tab.drawer.inspector.text("canonical")
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not tab.drawer.isVisible()
    assert is_shown(tab.pane.footer, QPushButton, "Disconnect")


def test_a_step_opens_the_answer_of_its_call(tab):
    join(tab)
    describe = next(row for row in tab.pane.steps.findChildren(StepRow) if row.step.name == "describe")
    describe.click()
    assert "Describe channel" in words(tab.drawer)
    assert '"ChannelARN"' in tab.drawer.response.body.visible_text()


def test_the_answer_of_a_step_is_searched_and_saved(stage, tab, tmp_path, monkeypatch):
    join(tab)
    describe = next(row for row in tab.pane.steps.findChildren(StepRow) if row.step.name == "describe")
    describe.click()
    path = tmp_path / "channel.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(tab.drawer, "Save")
    wait_for(lambda: path.exists() and "ChannelInfo" in path.read_text())
    stage.window.activateWindow()
    wait_for(stage.window.isActiveWindow)
    shown(tab.drawer, QPushButton, "Close the details").setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_F, CONTROL)
    assert tab.drawer.isAncestorOf(stage.window.focusWidget())


def test_no_answer_in_the_drawer_shows_a_relay_servers_password(tab):
    join(tab)
    ice = next(row for row in tab.pane.steps.findChildren(StepRow) if row.step.name == "ice")
    ice.click()
    passwords = [server.password for server in tab.side("VIEWER").state.ice_servers if server.password]
    assert passwords
    assert not any(password in tab.drawer.response.body.visible_text() for password in passwords)


def test_a_message_that_was_not_sent_stays_with_the_reason(tab):
    join(tab)
    viewer = tab.side("VIEWER")
    send(viewer, "SDP_OFFER", "{{no_such_variable}}")
    wait_for(lambda: "no_such_variable" in words(viewer))
    assert payload(viewer).toPlainText() == "{{no_such_variable}}"
    send(viewer, "SDP_OFFER", '{"sdp": "' + "x" * 12_000 + '"}')
    wait_for(lambda: "10" in words(viewer.composer))
    assert len(payload(viewer).toPlainText()) > 12_000
    assert not any(row.startswith("▲ SDP") for row in rows(viewer.console))


def test_text_that_is_typed_while_a_message_is_on_its_way_stays(tab):
    join(tab)
    viewer = tab.side("VIEWER")
    send(viewer, "RAW", "first")
    QTest.keyClicks(payload(viewer), " and more")
    hears(viewer.console, "first")
    wait_for(lambda: not viewer._work._errands)
    assert payload(viewer).toPlainText() == "first and more"


def test_variables_are_filled_with_what_they_are_when_the_message_is_sent(stage, tab):
    join(tab)
    viewer = tab.side("VIEWER")
    stage.window.surroundings.set_environment("staging")
    value = stage.window.surroundings.scope("").lookup("base_url").value
    send(viewer, "ICE_CANDIDATE", '{"candidate": "{{base_url}}"}')
    hears(viewer.console, "ICE_CANDIDATE", value)


def test_ctrl_enter_sends_while_the_cursor_is_in_the_message_and_connects_elsewhere(stage, tab):
    window = stage.window
    window.activateWindow()
    wait_for(window.isActiveWindow)
    tab.focus_url()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, CONTROL)
    viewer = tab.side("VIEWER")
    hears(viewer.console, "CONNECTED")
    compose(viewer, "SDP_OFFER", OFFER)
    QTest.keyClick(payload(viewer), Qt.Key.Key_Return, CONTROL)
    hears(viewer.console, "SDP_OFFER")
    write(shown(viewer, QComboBox, "Recipient client ID").lineEdit(), "")
    compose(viewer, "ICE_CANDIDATE", CANDIDATE)
    QTest.keyClick(shown(viewer, QComboBox, "Recipient client ID").lineEdit(), Qt.Key.Key_Return, CONTROL)
    hears(viewer.console, "ICE_CANDIDATE")


def test_a_wrong_secret_is_refused_at_its_step_with_the_answer(stage):
    stage.window._identity_work._save_keys("broken", "AKIDBROKEN0000000001", "not-the-secret-of-this-key", "")
    wait_for(lambda: any(one.name == "broken" for one in stage.window.surroundings.identities))
    tab = open_channel(stage, identity="broken")
    press(tab.pane.footer, "Connect")
    wait_for(lambda: steps(tab)["describe"][0] == "failed")
    wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Connect"))
    assert "does not know these keys" in words(tab.pane)
    assert "not-the-secret-of-this-key" not in words(tab)
    hears(tab.side("VIEWER").console, "REFUSED")


def test_a_refused_handshake_is_shown_at_the_last_step_and_opens_in_the_drawer(stage):
    endpoint = "{{ws_url}}/ws/refuse/404"
    tab = open_channel(stage, endpoint=endpoint)
    press(tab.pane.footer, "Connect")
    wait_for(lambda: steps(tab)["connect"] == ("failed", "404"))
    row = next(row for row in tab.pane.steps.findChildren(StepRow) if row.step.name == "connect")
    row.click()
    assert "404 " in words(tab.drawer)
    assert "The playground refuses with 404." in tab.drawer.response.body.visible_text()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"client_id": "AWS_me"}, "Signaling client ID"),
        ({"endpoint": "https://example.com/"}, "Endpoint"),
        ({"channel": "", "region": "us-west-2"}, "Channel name"),
        ({"channel": "front-door-camera", "region": ""}, "Region"),
    ],
)
def test_what_cannot_be_joined_is_said_at_its_field(stage, fields, field):
    tab = open_channel(stage, **fields)
    press(tab.pane.footer, "Connect")
    wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Connect") and not tab.side("VIEWER").is_running)
    assert problem_at(tab, field)


def problem_at(tab, name):
    """Return the sentence at a field, "" without one."""
    from countersign.ui.request.field_box import find_field

    found = find_field(tab.builder, name)
    assert found is not None, name
    return found[0].problem()


def test_an_arn_that_was_found_is_not_shown_for_another_channel(stage):
    tab = open_channel(stage, channel="front-door-camera", region="us-west-2")
    join(tab)
    arn = shown(tab, QLineEdit, "Channel ARN")
    assert arn.text().startswith("arn:aws:kinesisvideo:us-west-2:")
    write(shown(tab, QComboBox, "Channel name").lineEdit(), "another")
    assert arn.text() == ""


def test_channels_are_listed_and_created(stage):
    tab = open_channel(stage, channel="", region="us-west-2")
    press(tab, "List channels")
    names = shown(tab, QComboBox, "Channel name")
    wait_for(lambda: names.findText("front-door-camera") >= 0)
    names.hidePopup()
    write(names.lineEdit(), "made-by-a-test")
    press(tab, "Create channel")
    wait_for(lambda: "channel/made-by-a-test/" in shown(tab, QLineEdit, "Channel ARN").text())
    wait_for(lambda: names.findText("made-by-a-test") >= 0)
    names.hidePopup()
    press(tab, "Create channel")
    wait_for(lambda: "made-by-a-test" in problem_at(tab, "Channel name"))


def test_messages_are_exported_without_the_signature(tab, tmp_path, monkeypatch):
    join(tab)
    viewer = tab.side("VIEWER")
    send(viewer, "SDP_OFFER", OFFER)
    hears(viewer.console, "SDP_OFFER")
    url = viewer.state.signing.url
    signature = parse_qs(urlsplit(str(url)).query)["X-Amz-Signature"][0]
    for kind in ("jsonl", "csv", "har"):
        path = tmp_path / f"messages.{kind}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        viewer.console.bar.export_asked.emit(kind)
        wait_for(lambda path=path: path.exists() and "SDP_OFFER" in path.read_text())
        assert signature not in path.read_text()
    assert [json.loads(line)["type"] for line in (tmp_path / "messages.jsonl").read_text().splitlines()] == [
        "CONNECTED",
        "SDP_OFFER",
    ]


def test_a_message_is_taken_from_the_console_back_into_the_composer(tab):
    join(tab)
    viewer = tab.side("VIEWER")
    send(viewer, "ICE_CANDIDATE", CANDIDATE)
    hears(viewer.console, "ICE_CANDIDATE")
    viewer.console.table.show_row(1)
    viewer.console.detail.reuse()
    assert json.loads(payload(viewer).toPlainText()) == json.loads(CANDIDATE)


def test_composing_makes_nothing_unsaved_and_an_edit_and_a_saved_message_do(stage):
    open_saved(stage, stage.window.sidebar.channels, "front-door-camera")
    tab = stage.window.tabs.current
    compose(tab.side("VIEWER"), "RAW", "never saved by itself")
    assert not tab.face.dirty
    write(shown(tab, QLineEdit, "Signaling client ID"), "somebody-else")
    assert tab.face.dirty
    QTest.keyClick(stage.window, Qt.Key.Key_S, CONTROL)
    wait_for(lambda: not tab.face.dirty)
    tab.side("VIEWER").composer.save_requested.emit(SignalDraft("RAW 1", "RAW", payload="kept"))
    assert tab.face.dirty


def test_the_sidebar_marks_a_connected_channel_also_from_another_tab(stage):
    tree = stage.window.sidebar.channels
    open_saved(stage, tree, "front-door-camera")
    tab = stage.window.tabs.current

    def spoken():
        model = tree.model()
        return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]

    assert "KVS front-door-camera" in spoken()
    join(tab)
    wait_for(lambda: "KVS front-door-camera, connected" in spoken())
    stage.window.tabs.open_new()
    stage.window.desk.reload()
    wait_for(lambda: "KVS front-door-camera, connected" in spoken())
    tab.leave()
    wait_for(lambda: "KVS front-door-camera" in spoken())


def test_the_status_line_counts_down_the_limits(stage, tab):
    join(tab)
    wait_for(lambda: "● Connected" in words(stage.window.status) and "idle limit" in words(stage.window.status))
    leave(tab)
    wait_for(lambda: "● Disconnected" in words(stage.window.status))


def test_a_handshake_that_hangs_is_cancelled_with_escape(stage):
    tab = open_channel(stage, endpoint="{{ws_url}}/ws/hang")
    press(tab.pane.footer, "Connect")
    wait_for(lambda: steps(tab)["connect"][0] == "running")
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Connect"), 1_000)
    assert steps(tab)["connect"][0] == "waiting"


def test_reconnect_joins_anew_with_a_new_url(tab):
    join(tab)
    viewer = tab.side("VIEWER")
    press(tab.pane.footer, "Reconnect")
    hears(viewer.console, "RECONNECTED")
    wait_for(shown(viewer, QPushButton, "Send message").isEnabled)
    send(viewer, "SDP_OFFER", OFFER)
    hears(viewer.console, "SDP_OFFER")


def test_go_away_is_followed_by_a_new_connection(stage, tab):
    join(tab)
    viewer = tab.side("VIEWER")
    base = stage.window.surroundings.scope("").lookup("base_url_http").value
    answer = httpx.post(f"{base}/kvs-playground/front-door-camera/go-away?client=yard-viewer", trust_env=False)
    assert answer.json()["clients"] == ["yard-viewer"]
    hears(viewer.console, "GO_AWAY")
    hears(viewer.console, "RECONNECTED")
    wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Disconnect"))


def test_the_keyboard_finds_filters_turns_and_goes_from_pane_to_pane(stage, tab):
    window = stage.window
    window.activateWindow()
    wait_for(window.isActiveWindow)
    viewer = tab.side("VIEWER")
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    assert window.focusWidget() is viewer.console.bar.filter
    before = tab.consoles.orientation()
    QTest.keyClick(window, Qt.Key.Key_Backslash, CONTROL)
    assert tab.consoles.orientation() is not before
    reached = set()
    for _ in range(8):
        QTest.keyClick(window, Qt.Key.Key_F6)
        panes = {"pane": tab.pane, "console": viewer}
        reached |= {name for name, pane in panes.items() if pane.isAncestorOf(window.focusWidget())}
    assert reached == {"pane", "console"}


def test_shortcuts_open_new_channels_and_websockets(stage):
    window = stage.window
    both = CONTROL | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_K, both)
    assert window.tabs.current.face.method == "KVS"
    QTest.keyClick(window, Qt.Key.Key_N, both)
    assert window.tabs.current.face.method == "WS"
    assert not window.tabs.current.face.dirty
    press(window.sidebar, "New signaling channel")
    assert window.tabs.current.face.method == "KVS"
    assert not window.tabs.current.face.dirty


def test_all_kinds_of_tabs_are_back_after_a_restart_and_no_file_holds_a_secret(open_stage, stage, folders):
    tab = open_channel(stage, join_as="BOTH", message=SignalDraft(type="RAW", payload="half written"))
    join(tab)
    signature = parse_qs(urlsplit(str(tab.side("MASTER").state.signing.url)).query)["X-Amz-Signature"][0]
    QTest.keyClick(stage.window, Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(stage.window, Qt.Key.Key_T, CONTROL)
    methods = [state.draft.method for state in stage.window.tabs.states]
    stage.window.tabs.step(-2)
    assert stage.window.tabs.current is tab
    close(stage)
    for path in (path for path in folders.state.rglob("*") if path.is_file()):
        held = path.read_text(errors="replace")
        assert signature not in held
        assert "X-Amz-Security-Token" not in held
    again = open_stage()
    assert [state.draft.method for state in again.window.tabs.states] == methods
    restored = again.window.tabs.current
    assert restored.state.draft.join_as == "BOTH"
    assert payload(restored.side("MASTER")).toPlainText() == "half written"
    assert is_shown(restored.pane.footer, QPushButton, "Connect")


def test_closing_the_tab_ends_both_connections(stage):
    tab = open_channel(stage, join_as="BOTH")
    join(tab)
    assert waits_in(stage, "signaling_session.py")
    send(tab.side("VIEWER"), "SDP_OFFER", OFFER)
    press(tab, "List channels")
    stage.window.tabs.close_current()
    wait_for(lambda: not waits_in(stage, "signaling_session.py"), 2_000)
    base = stage.window.surroundings.scope("").lookup("base_url_http").value
    state = f"{base}/kvs-playground/front-door-camera"
    wait_for(lambda: "yard-viewer" not in httpx.get(state, trust_env=False).text, 5_000)


def test_the_window_closes_quickly_with_open_connections(stage):
    tab = open_channel(stage, join_as="BOTH")
    join(tab)
    begun = time.monotonic()
    _, thread = stage.engine._running
    close(stage)
    assert time.monotonic() - begun < 4, "the playground takes up to 1.3 s of it"
    assert not thread.is_alive()

"""Environments of a real collection in the real window: edited, renamed, deleted, their secrets, their questions."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton

from countersign.model.auth import NoAuth
from countersign.model.channel import ChannelDraft
from countersign.model.request import Header, RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Variable
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.environment_files import save_environment
from countersign.storage.workspace_folder import open_workspace
from countersign.ui.environments.variable_rows import VALUE_COLUMN
from countersign.ui.request.row_table import RowTable
from tests.ui.stage import CONTROL, close, hears, is_shown, press, rows, shown, wait_for, words

CANARY = "canary-2b81f0"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    save_environment(folder, Environment("dev", (Variable("place", "here"), Variable("key", "", secret=True))), None)
    save_environment(folder, Environment("live", (Variable("place", "there"),)), None)
    return folder


@pytest.fixture
def stage(open_stage, folder):
    stage = open_stage(playground=True)
    stage.window.desk.open_folder(folder)
    wait_for(lambda: stage.window.surroundings.environment == "dev")
    return stage


@pytest.fixture
def window(stage):
    return stage.window


def edit(window):
    QTest.keyClick(window, Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    wait_for(window.environments.editor.isVisible)
    return window.environments.editor


def table(editor) -> RowTable:
    return shown(editor, RowTable, "Environment variables")


def write(editor, row, text):
    model = table(editor).model()
    model.setData(model.index(row, VALUE_COLUMN), text)


def names(editor):
    listed = shown(editor, QListWidget, "Environments")
    return [listed.item(row).text() for row in range(listed.count())]


def save(editor):
    press(editor, "Save environment")
    wait_for(lambda: not editor.has_unsaved_changes())


def on_disk(folder) -> dict[str, dict[str, str]]:
    return {
        one.name: {variable.name: variable.value for variable in one.variables}
        for one in open_workspace(folder).environments
    }


def files_with(folder: Path, text: str) -> list[str]:
    """Return the files below a folder that hold a text, plain or in base64."""
    coded = base64.b64encode(text.encode()).rstrip(b"=")
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(form in path.read_bytes() for form in (text.encode(), coded))]


def sent(window, **fields):
    """Send a request to the echo of the playground, and return what came back."""
    draft = RequestDraft(**{"name": "Echo", "url": "{{base_url}}/echo", "auth": NoAuth(), **fields})
    window.tabs.open(TabState(f"t{len(window.tabs.states)}", draft))
    tab = window.tabs.current
    tab.send()
    wait_for(lambda: tab.exchange is not None)
    assert tab.exchange.failure is None
    return tab.exchange.response.body.read().decode()


def give_secret(window):
    editor = edit(window)
    wait_for(lambda: len(table(editor).rows) == 2)
    write(editor, 1, CANARY)
    save(editor)
    QTest.keyClick(table(editor), Qt.Key.Key_Escape)
    return editor


def test_a_changed_value_is_saved_to_its_file_and_counts_at_once(window, folder):
    editor = edit(window)
    write(editor, 0, "elsewhere")
    QTest.keyClick(table(editor), Qt.Key.Key_S, CONTROL)
    wait_for(lambda: on_disk(folder)["dev"]["place"] == "elsewhere")
    wait_for(lambda: window.surroundings.scope("").resolve("place").found.value == "elsewhere")
    wait_for(lambda: names(editor) == ["dev", "live"])
    assert "elsewhere" in sent(window, headers=(Header("X-Place", "{{place}}"),))


def test_a_new_name_moves_the_file_and_stays_the_active_one(window, folder):
    give_secret(window)
    editor = edit(window)
    press(editor, "Rename environment")
    field = shown(editor, QListWidget, "Environments").findChild(QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "trial\r")
    wait_for(lambda: names(editor) == ["live", "trial"])
    assert editor.current() == "trial"
    assert list(on_disk(folder)) == ["live", "trial"]
    wait_for(lambda: window.surroundings.environment == "trial")
    wait_for(lambda: window.surroundings.scope("").resolve("key").found is not None)
    assert window.surroundings.scope("").resolve("key").found.value == CANARY


def test_what_is_not_saved_yet_goes_along_with_a_new_name(window, folder):
    editor = edit(window)
    write(editor, 0, "unsaved")
    press(editor, "Rename environment")
    QTest.keyClicks(shown(editor, QListWidget, "Environments").findChild(QLineEdit), "trial\r")
    wait_for(lambda: names(editor) == ["live", "trial •"])
    assert table(editor).rows[0].value == "unsaved"
    assert on_disk(folder)["trial"]["place"] == "here"


def test_a_name_is_typed_on_while_the_collection_is_read_anew(window):
    editor = edit(window)
    press(editor, "Rename environment")
    field = shown(editor, QListWidget, "Environments").findChild(QLineEdit)
    QTest.keyClicks(field, "tri")
    before = window.surroundings.workspace
    window.desk.reload()
    wait_for(lambda: window.surroundings.workspace is not before)
    QTest.keyClicks(field, "al\r")
    wait_for(lambda: names(editor) == ["live", "trial"])


def test_what_was_deleted_comes_back_with_its_secret(window, folder):
    give_secret(window)
    editor = edit(window)
    press(editor, "Delete environment")
    wait_for(lambda: names(editor) == ["live"])
    assert list(on_disk(folder)) == ["live"]
    wait_for(lambda: window.surroundings.environment == "live")
    press(editor, "Undo")
    wait_for(lambda: sorted(names(editor)) == ["dev", "live"])
    window.surroundings.set_environment("dev")
    wait_for(lambda: window.surroundings.scope("").resolve("key").found is not None)
    assert CANARY in sent(window, headers=(Header("X-Thing", "{{key}}"),))


def test_a_new_environment_is_named_where_it_stands(window, folder):
    editor = edit(window)
    press(editor, "New environment")
    wait_for(lambda: shown(editor, QListWidget, "Environments").findChild(QLineEdit) is not None)
    QTest.keyClicks(shown(editor, QListWidget, "Environments").findChild(QLineEdit), "third\r")
    wait_for(lambda: "third" in on_disk(folder))
    wait_for(lambda: "third" in names(editor))
    assert "third" in [one.name for one in window.surroundings.environments]


def test_a_secret_reaches_the_vault_and_the_send_but_never_a_file(stage, folder, tmp_path):
    window = stage.window
    give_secret(window)
    assert CANARY in sent(window, headers=(Header("X-Thing", "{{key}}"),))
    wait_for(lambda: len(window.sidebar.history.rows.rows) == 1)
    wait_for(lambda: window.keeper.is_idle)
    close(stage)
    assert files_with(tmp_path, CANARY) == []


def test_the_secrets_of_an_environment_are_fetched_when_it_becomes_active(window, folder):
    give_secret(window)
    window.surroundings.set_environment("live")
    assert window.surroundings.scope("").lookup("key") is None
    window.surroundings.set_environment("dev")
    wait_for(lambda: window.surroundings.scope("").lookup("key").value == CANARY)


def test_another_collection_with_an_environment_of_the_same_name_gets_no_secret(window, tmp_path):
    give_secret(window)
    other = tmp_path / "other"
    CollectionEdit.create(other, "Other")
    save_environment(other, Environment("dev", (Variable("key", "", secret=True),)), None)
    window.desk.open_folder(other)
    wait_for(lambda: window.desk.folder == other)
    assert window.surroundings.scope("").lookup("key").value == ""


def ask_first(window, draft, button):
    """Open a draft that asks something, and press what starts it."""
    window.tabs.open(TabState(f"a{len(window.tabs.states)}", draft))
    tab = window.tabs.current
    press(tab, button)
    wait_for(window.environments.panel.isVisible)
    return tab


def answer(window, **answers):
    panel = window.environments.panel
    assert panel.questions == tuple(answers)
    for question, text in answers.items():
        QTest.keyClicks(shown(panel, QLineEdit, question), text)
    press(panel, "Send with these values")
    assert not panel.isVisible()


def test_a_request_asks_before_it_is_sent_and_once_only(window):
    draft = RequestDraft(name="Find", url="{{base_url}}/echo?q={{?City}}", auth=NoAuth())
    tab = ask_first(window, draft, "Send")
    assert "Find asks for a value" in words(window.environments.panel)
    answer(window, City="Porto")
    wait_for(lambda: tab.exchange is not None)
    assert "q=Porto" in str(tab.exchange.request.url)
    first = tab.exchange
    tab.send()
    wait_for(lambda: tab.exchange is not first)
    assert not window.environments.panel.isVisible()


def test_a_question_that_is_cancelled_sends_nothing(window):
    tab = ask_first(window, RequestDraft(url="{{base_url}}/echo?q={{?City}}", auth=NoAuth()), "Send")
    press(window.environments.panel, "Cancel the questions")
    assert not window.environments.panel.isVisible()
    assert not tab.is_sending
    assert tab.exchange is None


def test_an_answer_for_a_tab_that_is_gone_meanwhile_does_nothing(window):
    ask_first(window, RequestDraft(url="{{base_url}}/echo?q={{?City}}", auth=NoAuth()), "Send")
    gone = []
    window.tabs.current.destroyed.connect(lambda: gone.append(True))
    window.tabs.close_current()
    wait_for(lambda: bool(gone))
    answer(window, City="Porto")
    assert window.sidebar.history.rows.rows == ()


def test_a_websocket_asks_before_it_connects_and_before_a_message_goes(window):
    draft = SocketDraft(
        name="Echo", url="{{ws_url}}/ws/echo?who={{?Who}}", auth=NoAuth(), message=SavedMessage(data="to {{?Whom}}")
    )
    tab = ask_first(window, draft, "Connect")
    answer(window, Who="ada")
    hears(tab.console, "CONNECTED")
    wait_for(lambda: shown(tab, QPushButton, "Send message").isEnabled())
    press(tab, "Send message")
    wait_for(window.environments.panel.isVisible)
    answer(window, Whom="grace")
    hears(tab.console, "to grace")


def test_a_message_whose_question_is_cancelled_stays_in_the_composer(window):
    draft = SocketDraft(url="{{ws_url}}/ws/echo", auth=NoAuth(), message=SavedMessage(data="to {{?Whom}}"))
    window.tabs.open(TabState("m", draft))
    tab = window.tabs.current
    press(tab, "Connect")
    wait_for(lambda: shown(tab, QPushButton, "Send message").isEnabled())
    press(tab, "Send message")
    wait_for(window.environments.panel.isVisible)
    QTest.keyClick(shown(window.environments.panel, QLineEdit, "Whom"), Qt.Key.Key_Escape)
    assert not window.environments.panel.isVisible()
    assert tab.state.draft.message.data == "to {{?Whom}}"
    assert not any("{{?Whom}}" in row for row in rows(tab.console))


def test_a_channel_asks_before_it_is_joined(window):
    draft = ChannelDraft(
        name="Yard",
        channel="{{channel_arn}}",
        control_plane="{{kvs_control_plane}}",
        identity="playground",
        client_id="{{?Client}}",
    )
    tab = ask_first(window, draft, "Connect")
    press(window.environments.panel, "Cancel the questions")
    assert is_shown(tab, QPushButton, "Connect")
    press(tab, "Connect")
    wait_for(window.environments.panel.isVisible)
    answer(window, Client="yard-7")
    hears(tab.side("VIEWER").console, "CONNECTED", "101")


def test_a_secret_answer_is_masked_and_reaches_no_file(stage, tmp_path):
    window = stage.window
    tab = ask_first(
        window,
        RequestDraft(url="{{base_url}}/echo", headers=(Header("X-Pin", "{{?PIN}}"),), auth=NoAuth()),
        "Send",
    )
    field = shown(window.environments.panel, QLineEdit, "PIN")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    answer(window, PIN=CANARY)
    wait_for(lambda: tab.exchange is not None)
    assert CANARY in tab.exchange.response.body.read().decode()
    wait_for(lambda: len(window.sidebar.history.rows.rows) == 1)
    wait_for(lambda: window.keeper.is_idle)
    close(stage)
    assert files_with(tmp_path, CANARY) == []

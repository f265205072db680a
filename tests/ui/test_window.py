"""The window from its start to its end: it closes at any moment, whatever it is at, and leaves nothing behind."""

from __future__ import annotations

import gc
import shutil

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from countersign.model.auth import NoAuth, SigV4Auth
from countersign.model.body import TextBody
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.history_database import HistoryDatabase
from tests.ui.history.conftest import entry
from tests.ui.stage import close, press, wait_for


def import_text(stage, _tmp_path):
    stage.window.importing.open()
    stage.window.importing.read_text("\n".join(f"curl https://x.example/{number}" for number in range(2_000)))


def import_file(stage, tmp_path):
    path = tmp_path / "requests.http"
    path.write_text("\n###\n".join(f"GET https://x.example/{number}" for number in range(2_000)))
    stage.window.importing.open()
    stage.window.importing.read_file(path)


def search_history(stage, _tmp_path):
    history = stage.window.sidebar.history
    history.search.setText("orders")
    history.refresh()


def compare(stage, _tmp_path):
    newest, second, *_ = stage.window.sidebar.history.rows.rows
    stage.window._compare(second.id, newest.id)


def copy_as_code(stage, _tmp_path):
    body = TextBody('{"a": "' + "b" * 2_000_000 + '"}')
    draft = RequestDraft(method="POST", url="https://x.example", body=body, auth=NoAuth())
    stage.window.tabs.open(TabState("big", draft))
    stage.window.snippets.open(stage.window.tabs.current.state)


def change_collection(stage, tmp_path):
    CollectionEdit.create(tmp_path / "another", "Another")
    stage.window.desk.open_folder(tmp_path / "another")


def save_environment(stage, _tmp_path):
    stage.window.environments.open_editor()
    press(stage.window.environments.editor, "New environment")


@pytest.fixture
def stage(open_stage, folders):
    folders.data.mkdir(parents=True)
    database = HistoryDatabase(folders.data / "history.sqlite3")
    for number in range(50):
        database.add(entry(number, path=f"/orders/{number}", body=b'{"id": %d}' % number * 2_000))
    database.close()
    stage = open_stage(playground=True)
    wait_for(lambda: len(stage.window.sidebar.history.rows.rows) == 50)
    return stage


@pytest.mark.parametrize(
    "work", [import_text, import_file, search_history, compare, copy_as_code, change_collection, save_environment]
)
@pytest.mark.parametrize("turns", [0, 3])
def test_the_window_closes_in_the_middle_of_its_work(stage, tmp_path, work, turns):
    work(stage, tmp_path)
    for _ in range(turns):
        QCoreApplication.processEvents()
    close(stage)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
    QCoreApplication.processEvents()
    gc.collect()


def test_a_tab_inherits_nothing_from_a_collection_that_it_does_not_belong_to(stage, tmp_path):
    window = stage.window
    window.desk.open_request("Users/List users.yml")
    tab, first = window.tabs.current, window.desk.folder
    own = tab.editing.effective_auth()
    assert isinstance(own, SigV4Auth)
    other = tmp_path / "another"
    shutil.copytree(first, other)
    window.desk.open_folder(other)
    wait_for(lambda: window.desk.folder == other)
    assert tab.state.source == "Users/List users.yml"
    assert not tab.face.dirty
    assert tab.editing.effective_auth() == NoAuth()
    assert tab.editing.context().headers == ()
    window.desk.open_folder(first)
    wait_for(lambda: window.desk.folder == first)
    assert tab.editing.effective_auth() == own


def test_a_link_to_the_folder_of_a_collection_is_the_same_collection(stage, tmp_path):
    window = stage.window
    link = tmp_path / "link"
    link.symlink_to(window.desk.folder, target_is_directory=True)
    window.desk.open_folder(link)
    wait_for(lambda: window.desk.folder == link)
    window.desk.open_request("Users/List users.yml")
    assert isinstance(window.tabs.current.editing.effective_auth(), SigV4Auth)

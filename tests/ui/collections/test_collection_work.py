"""Changes of a collection's tree on the engine thread: what is written, and what the window is told of it."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QObject

from countersign.model.auth import NoAuth
from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Folder
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.workspace_folder import open_workspace
from countersign.ui.collections.collection_tree import Move
from countersign.ui.collections.collection_work import CollectionWork
from countersign.ui.engine_thread import EngineThread
from countersign.workflows.application import Application
from tests.ui.stage import wait_for


class Nobody:
    """Sit at the computer and answer nothing."""

    async def ask_mfa(self, _question):
        return ""

    def open_browser(self, _url):
        return False


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    edit = CollectionEdit(folder, tmp_path / "trash")
    edit.add_folder("", "Orders")
    edit.add_request("", RequestDraft(name="List", url="https://shop.example", auth=NoAuth()))
    return folder


@pytest.fixture
def opened(folder):
    """Hold the folder of the open collection; a test may close it."""
    return [folder]


@pytest.fixture
def work(qapp, folders, opened):
    engine = EngineThread()
    application = Application(folders, os.environ, Nobody(), keyring=False)
    owner = QObject()
    yield CollectionWork(engine, application, lambda: opened[0], owner)
    engine.close(application.close)


@pytest.fixture
def told(work):
    """Hold what the window is told, in its order."""
    heard = []
    work.changed.connect(lambda: heard.append(("changed",)))
    work.path_changed.connect(lambda old, new: heard.append(("path changed", old, new)))
    work.created.connect(lambda path: heard.append(("created", path)))
    work.deleted.connect(lambda name, deleted: heard.append(("deleted", name, deleted)))
    return heard


def tree(folder: Folder) -> list:
    return [(item.name, tree(item)) if isinstance(item, Folder) else item.draft.name for item in folder.items]


def on_disk(folder):
    return tree(open_workspace(folder).root)


@pytest.mark.parametrize(
    ("kind", "draft", "name"),
    [
        ("request", RequestDraft, "New request"),
        ("websocket", SocketDraft, "New WebSocket"),
        ("channel", ChannelDraft, "New channel"),
    ],
)
def test_a_new_item_of_each_kind_stands_in_its_folder(work, told, folder, kind, draft, name):
    work.add(kind, "Orders")
    wait_for(lambda: len(told) == 2)
    assert told == [("changed",), ("created", f"Orders/{name}.yml")]
    assert on_disk(folder) == [("Orders", [name]), "List"]
    orders = open_workspace(folder).root.items[0]
    assert isinstance(orders.items[0].draft, draft)


def test_a_new_folder_is_told_by_its_path(qtbot, work, folder):
    with qtbot.waitSignal(work.created) as created:
        work.add("folder", "")
    assert created.args == ["New folder"]
    assert ("New folder", []) in on_disk(folder)


def test_a_new_name_tells_both_paths(work, told, folder):
    work.rename("List.yml", "All")
    wait_for(lambda: ("changed",) in told)
    assert told == [("path changed", "List.yml", "All.yml"), ("changed",)]
    assert on_disk(folder) == [("Orders", []), "All"]


def test_what_is_moved_tells_both_paths(qtbot, work, folder):
    with qtbot.waitSignal(work.path_changed) as told:
        work.move(Move("List.yml", "Orders", ""))
    assert told.args == ["List.yml", "Orders/List.yml"]
    assert on_disk(folder) == [("Orders", ["List"])]


def test_a_copy_stands_beside_what_it_is_of(qtbot, work, folder):
    with qtbot.waitSignal(work.changed):
        work.duplicate("List.yml")
    _orders, first, second = on_disk(folder)
    assert first == "List"
    assert second.startswith("List")


def test_what_is_deleted_comes_back_as_it_was(qtbot, work, told, folder):
    before = (folder / "List.yml").read_bytes()
    work.delete("List.yml")
    wait_for(lambda: len(told) == 3)
    assert told[:2] == [("changed",), ("path changed", "List.yml", "")]
    word, name, deleted = told[2]
    assert (word, name) == ("deleted", "List")
    assert not (folder / "List.yml").exists()
    with qtbot.waitSignal(work.changed):
        work.undo_delete(deleted)
    assert (folder / "List.yml").read_bytes() == before


def test_a_draft_is_kept_in_a_file_and_its_path_is_handed_over(work, folder):
    paths = []
    work.keep("Orders", RequestDraft(name="Kept", url="https://kept.example", auth=NoAuth()), paths.append)
    wait_for(lambda: bool(paths))
    assert paths == ["Orders/Kept.yml"]
    assert on_disk(folder) == [("Orders", ["Kept"]), "List"]


def test_what_is_not_there_any_more_is_a_failure_and_changes_nothing(qtbot, work, folder):
    (folder / "List.yml").unlink()
    with qtbot.waitSignal(work.failed) as failed, qtbot.assertNotEmitted(work.path_changed):
        work.rename("List.yml", "All")
    assert failed.args[0].sentence
    assert on_disk(folder) == [("Orders", [])]


def test_without_a_collection_the_next_step_is_said(qtbot, work, opened):
    opened[0] = None
    with qtbot.waitSignal(work.failed) as failed:
        work.add("request", "")
    assert failed.args[0].id == "collection.none"

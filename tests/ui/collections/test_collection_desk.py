"""The open collection in the real window: what a person does with it, and what other programs do meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from countersign.model.auth import NoAuth
from countersign.model.request import RequestDraft
from countersign.model.workspace import SavedRequest
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.workspace_folder import open_workspace, save_request
from tests.ui.stage import wait_for


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    edit = CollectionEdit(folder, tmp_path / "trash")
    for name in ("List", "Create"):
        edit.add_request("", RequestDraft(name=name, url="https://shop.example/items", auth=NoAuth()))
    return folder


@pytest.fixture
def window(open_stage, folder):
    window = open_stage().window
    window.desk.open_folder(folder)
    wait_for(lambda: window.surroundings.workspace is not None)
    return window


def names(window) -> list[str]:
    return [str(one.data()) for one in window.sidebar.collections.indexes()]


def click(window, label: str) -> None:
    button = next(one for one in window.findChildren(QPushButton) if one.isVisible() and one.text() == label)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def change_outside(folder, path: str, **changes) -> None:
    """Write a request as another program would."""
    found = next(item for item in open_workspace(folder).root.items if item.path == path)
    assert isinstance(found, SavedRequest)
    save_request(folder, path, replace(found.draft, **changes))


def test_a_new_request_is_named_in_the_tree_and_stands_in_a_file(window, folder):
    window.sidebar.collections.new_requested.emit("request", "")
    wait_for(lambda: window.sidebar.collections.findChild(QLineEdit) is not None)
    QTest.keyClicks(window.sidebar.collections.findChild(QLineEdit), "Delete all\r")
    wait_for(lambda: names(window) == ["List", "Create", "Delete all"])
    assert (folder / "Delete all.yml").exists()
    assert window.tabs.states[-1].source == "Delete all.yml"


def test_a_tab_goes_along_with_its_file(window, folder):
    window.desk.open_request("List.yml")
    window.sidebar.collections.renamed.emit("List.yml", "All of them")
    wait_for(lambda: names(window) == ["All of them", "Create"])
    wait_for(lambda: window.tabs.states[-1].source == "All of them.yml")
    wait_for(lambda: window.tabs.current.face.name == "All of them")
    assert not window.tabs.current.face.dirty


def test_what_was_deleted_comes_back_with_undo(window, folder):
    window.sidebar.collections.delete_requested.emit("List.yml")
    wait_for(lambda: names(window) == ["Create"])
    click(window, "Undo")
    wait_for(lambda: names(window) == ["List", "Create"])


def test_a_tab_without_a_file_is_saved_where_the_person_says(window, folder):
    window.tabs.open_new(RequestDraft(name="New request", url="https://new.example", auth=NoAuth()))
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    name = next(one for one in window.findChildren(QLineEdit) if one.isVisible() and one.accessibleName() == "Name")
    assert name.selectedText() == "New request"
    QTest.keyClicks(name, "Fresh\r")
    wait_for(lambda: "Fresh" in names(window))
    assert (window.tabs.states[-1].source, window.tabs.current.face.dirty) == ("Fresh.yml", False)
    assert open_workspace(folder).root.items[-1].draft.url == "https://new.example"


def test_a_change_on_the_disk_is_taken_in_at_once(window, folder):
    window.desk.open_request("List.yml")
    change_outside(folder, "List.yml", method="DELETE")
    wait_for(lambda: window.tabs.current.face.method == "DELETE")
    assert not window.tabs.current.face.dirty


@pytest.mark.parametrize(
    ("choice", "method", "dirty", "tabs"),
    [("Keep mine", "PUT", True, 0), ("Take theirs", "DELETE", False, 0), ("Show both", "PUT", True, 1)],
)
def test_against_an_edit_the_person_decides(window, folder, choice, method, dirty, tabs):
    window.desk.open_request("List.yml")
    tab, before = window.tabs.current, len(window.tabs.states)
    tab.editor.set_draft(replace(tab.editor.draft(), method="PUT"))
    change_outside(folder, "List.yml", method="DELETE")
    wait_for(lambda: any(one.isVisible() and one.text() == choice for one in window.findChildren(QPushButton)))
    assert tab.face.method == "PUT"
    click(window, choice)
    assert (tab.face.method, tab.face.dirty) == (method, dirty)
    assert len(window.tabs.states) == before + tabs
    if choice == "Keep mine":
        window.desk.save(tab)
        wait_for(lambda: not tab.face.dirty)
        assert open_workspace(folder).root.items[0].draft.method == "PUT"


def test_a_tab_whose_file_is_gone_keeps_its_draft(window, folder):
    window.desk.open_request("List.yml")
    (folder / "List.yml").unlink()
    wait_for(lambda: window.tabs.states[-1].source == "")
    assert window.tabs.states[-1].draft.name == "List"
    assert window.tabs.current.face.dirty


def test_another_collection_leaves_the_tabs_of_this_one_alone(window, folder, tmp_path):
    window.desk.open_request("List.yml")
    other = tmp_path / "other"
    CollectionEdit.create(other, "Other")
    window.desk.open_folder(other)
    wait_for(lambda: names(window) == [])
    assert window.tabs.states[-1].source == "List.yml"
    assert window.tabs.states[-1].collection == str(folder)

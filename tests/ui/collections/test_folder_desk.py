"""The settings of folders and of the collection in the real window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QTableView

from countersign.model.auth import BasicAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.folder_settings import FolderSettings
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Variable
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.folder_settings import save_folder
from countersign.storage.workspace_folder import open_workspace
from countersign.ui.collections.folder_desk import find_folder
from tests.ui.stage import CONTROL, is_shown, press, shown, wait_for, words, write

SET = FolderSettings(
    BasicAuth("ann", "{{password}}"), (Header("X-Team", "core"),), (Variable("base", "https://a.example"),), "# Users"
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    edit = CollectionEdit(folder, tmp_path / "trash")
    for name in ("Users", "Orders"):
        edit.add_folder("", name)
    edit.add_request("Users", RequestDraft(name="Get", url="{{base}}/1", auth=InheritAuth()))
    save_folder(folder, "Users", SET)
    return folder


@pytest.fixture
def window(open_stage, folder):
    window = open_stage().window
    window.desk.open_folder(folder)
    wait_for(lambda: window.surroundings.workspace is not None)
    return window


def read(folder, path="Users") -> FolderSettings:
    found = find_folder(open_workspace(folder), path)
    assert found is not None
    return FolderSettings.of(found)


def open_settings(window, path="Users"):
    """Choose Settings in the menu of a folder's row."""
    tree = window.sidebar.collections
    index = next(one for one in tree.indexes() if tree.path(one) == path)
    next(action for action in tree.menu(index).actions() if action.text() == "Settings").trigger()
    return window.folders._page


def show_tab(page, key: str) -> None:
    page.editor.panels.set_current_tab(key)


def save(page) -> None:
    QTest.keyClick(page, Qt.Key.Key_S, CONTROL)


def test_the_page_shows_what_the_folder_sets(window):
    page = open_settings(window)
    assert page.isVisible()
    assert page.editor.settings() == SET
    assert "Users/folder.yml" in words(page)
    assert shown(page, QComboBox, "Auth type").currentText() == "Basic"


def test_docs_are_written_and_saved_with_the_key(window, folder):
    page = open_settings(window)
    show_tab(page, "docs")
    press(page, "Edit the docs")
    write(shown(page, QPlainTextEdit, "Docs"), "All about users")
    save(page)
    wait_for(lambda: read(folder).docs == "All about users")
    wait_for(lambda: not page.has_unsaved_changes)
    assert read(folder) == replace(SET, docs="All about users")


def test_a_header_and_a_variable_are_added_in_their_tables(window, folder):
    page = open_settings(window, "Orders")
    for key, name in (("headers", "Request headers"), ("variables", "Variables")):
        show_tab(page, key)
        table = shown(page, QTableView, name)
        for column, text in ((1, "x-new"), (2, "7")):
            table.model().setData(table.model().index(0, column), text)
    press(page, "Save settings")
    wait_for(lambda: read(folder, "Orders").variables == (Variable("x-new", "7"),))
    assert read(folder, "Orders").headers == (Header("x-new", "7"),)


def test_a_request_inherits_what_was_saved(window):
    window.desk.open_request("Users/Get.yml")
    page = open_settings(window)
    page.editor.set_settings(replace(SET, auth=SigV4Auth(region="eu-west-1", service="s3")))
    save(page)
    tab = window.tabs.current
    wait_for(lambda: isinstance(tab.editing.effective_auth(), SigV4Auth))


def test_the_collection_has_settings_too(window, folder):
    menu = window.desk.menu(window)
    next(action for action in menu.actions() if action.text() == "Collection settings").trigger()
    page = window.folders._page
    assert "opencollection.yml" in words(page)
    page.editor.set_settings(FolderSettings(NoAuth(), (Header("X-All", "1"),)))
    save(page)
    wait_for(lambda: read(folder, "").headers == (Header("X-All", "1"),))


def test_closing_asks_about_changes_that_are_not_saved(window, folder):
    page = open_settings(window)
    page.editor.set_settings(replace(SET, docs="mine"))
    press(page, "Close settings")
    assert page.isVisible()
    press(page, "Keep editing")
    assert page.editor.settings().docs == "mine"
    press(page, "Close settings")
    press(page, "Save and close")
    wait_for(window.tabs.isVisible)
    assert read(folder).docs == "mine"


def test_changes_can_be_discarded(window, folder):
    page = open_settings(window)
    page.editor.set_settings(replace(SET, docs="mine"))
    press(page, "Close settings")
    press(page, "Discard the changes")
    assert window.tabs.isVisible()
    assert read(folder) == SET


def test_another_folder_waits_for_changes_that_are_not_saved(window):
    page = open_settings(window)
    page.editor.set_settings(replace(SET, docs="mine"))
    assert open_settings(window, "Orders") is page
    assert is_shown(page, QPushButton, "Save and close")
    press(page, "Discard the changes")
    assert open_settings(window, "Orders").path == "Orders"


@pytest.mark.parametrize(("choice", "docs"), [("Keep mine", "mine"), ("Take theirs", "theirs")])
def test_against_another_program_the_person_decides(window, folder, choice, docs):
    page = open_settings(window)
    page.editor.set_settings(replace(SET, docs="mine"))
    save_folder(folder, "Users", replace(SET, docs="theirs"))
    wait_for(lambda: is_shown(page, QPushButton, choice))
    press(page, choice)
    assert page.editor.settings().docs == docs
    save(page)
    wait_for(lambda: read(folder).docs == docs)


def test_two_variables_of_one_name_are_not_saved(window, folder):
    page = open_settings(window)
    page.editor.set_settings(replace(SET, variables=(Variable("a", "1"), Variable("a", "2"))))
    save(page)
    assert "The variable a is there twice." in words(page)
    assert read(folder) == SET


def test_the_page_goes_along_with_its_folder(window, folder):
    page = open_settings(window)
    page.editor.set_settings(replace(SET, docs="mine"))
    window.sidebar.collections.renamed.emit("Users", "People")
    wait_for(lambda: page.path == "People")
    wait_for(lambda: find_folder(window.surroundings.workspace, "People") is not None)
    save(page)
    wait_for(lambda: read(folder, "People").docs == "mine")

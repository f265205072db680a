"""Tags, docs and examples of a request in the real window, and the headers that it inherits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QToolButton

from countersign.model.auth import NoAuth
from countersign.model.folder_settings import FolderSettings
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Example, SavedRequest
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.folder_settings import save_folder
from countersign.storage.request_notes import save_examples, save_tags
from countersign.storage.workspace_folder import open_workspace
from countersign.ui.command_palette import CommandPalette
from tests.ui.stage import press, shown, wait_for, words, write

SEVEN = Example("Seven", 200, "OK", (("X-Old", "1"),), '{"n": 7}', "application/json")
PATH = "Maths/Factorial.yml"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    edit = CollectionEdit(folder, tmp_path / "trash")
    edit.add_folder("", "Maths")
    edit.add_request("Maths", RequestDraft(name="Factorial", url="{{base_url}}/factorial?n=6", auth=NoAuth()))
    save_tags(edit, PATH, ("sums",), ())
    save_examples(edit, PATH, (SEVEN,), ())
    save_folder(folder, "", FolderSettings(NoAuth(), (Header("X-All", "1"), Header("Accept", "a/b"))))
    save_folder(folder, "Maths", FolderSettings(headers=(Header("Authorization", "Bearer abc"),)))
    return folder


@pytest.fixture
def window(open_stage, folder):
    window = open_stage(playground=True).window
    window.desk.open_folder(folder)
    wait_for(lambda: window.surroundings.workspace is not None and window.surroundings.workspace.name == "Shop")
    window.desk.open_request(PATH)
    return window


def read(folder) -> SavedRequest:
    (maths,) = open_workspace(folder).root.items
    return maths.items[0]


def show_tab(window, key: str) -> None:
    window.tabs.current.editor.set_current_panel(key)


def send(window) -> None:
    tab = window.tabs.current
    tab.send()
    wait_for(lambda: tab.exchange is not None and not tab.is_sending)
    assert tab.exchange.response is not None


def names(window) -> list[str]:
    rows = shown(window, QListWidget, "Examples")
    return [rows.item(row).text() for row in range(rows.count())]


def test_docs_are_part_of_the_draft(window, folder):
    show_tab(window, "docs")
    QTest.keyClicks(shown(window, QPlainTextEdit, "Docs"), "# Sums")
    assert window.tabs.current.face.dirty
    window.desk.save(window.tabs.current)
    wait_for(lambda: read(folder).draft.docs == "# Sums")


def test_tags_are_shown_and_changed_as_text(window, folder):
    show_tab(window, "docs")
    assert "sums" in words(window.tabs.current.editor.panels)
    press(window, "Edit the tags")
    write(shown(window, QLineEdit, "Tags"), "sums, slow,, sums\r")
    wait_for(lambda: read(folder).tags == ("sums", "slow"))
    wait_for(lambda: "slow" in words(window.tabs.current.editor.panels))
    assert not window.tabs.current.face.dirty


def test_escape_leaves_the_tags_as_they_are(window, folder):
    show_tab(window, "docs")
    press(window, "Edit the tags")
    field = shown(window, QLineEdit, "Tags")
    write(field, "other")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert "sums" in words(window.tabs.current.editor.panels)
    assert read(folder).tags == ("sums",)


def test_the_palette_finds_requests_by_tag(window):
    window.open_palette()
    palette = window.findChild(CommandPalette)
    QTest.keyClicks(palette.query, "#sums")
    assert palette.results.count() == 1
    assert palette.results.item(0).text() == "GET Factorial    #sums"


def test_a_response_is_saved_as_an_example(window, folder):
    send(window)
    menu = shown(window, QToolButton, "Keep the response").menu()
    next(action for action in menu.actions() if action.text() == "Save as example").trigger()
    wait_for(lambda: len(read(folder).examples) == 2)
    assert read(folder).examples[1].name == "200 OK"
    assert "720" in read(folder).examples[1].body
    show_tab(window, "examples")
    wait_for(lambda: names(window) == ["Seven", "200 OK"])


def test_an_example_shows_its_body_and_takes_another_name(window, folder):
    show_tab(window, "examples")
    assert shown(window, QPlainTextEdit, "Body of the example").toPlainText() == SEVEN.body
    assert "200 OK · application/json" in words(window)
    press(window, "Rename the example")
    rows = shown(window, QListWidget, "Examples")
    QTest.keyClicks(rows.findChild(QLineEdit), "Eight\r")
    wait_for(lambda: read(folder).examples[0].name == "Eight")


def test_a_deleted_example_comes_back_with_undo(window, folder):
    show_tab(window, "examples")
    press(window, "Delete the example")
    wait_for(lambda: read(folder).examples == ())
    wait_for(lambda: "No example yet" in words(window))
    press(window, "Undo delete")
    wait_for(lambda: read(folder).examples == (SEVEN,))


def test_an_example_is_held_against_the_response(window):
    show_tab(window, "examples")
    press(window, "Compare with the response")
    assert "There is no response yet" in words(window)
    send(window)
    press(window, "Compare with the response")
    assert window.compare.isVisible()
    assert "Example “Seven”" in window.compare.left_title.text()
    texts = [str(line) for line in window.compare.rows.lines]
    assert any('"n": 7' in text for text in texts)
    window.compare.sort_keys.click()
    assert window.compare.rows.lines


def test_inherited_headers_are_shown_with_where_they_come_from(window):
    show_tab(window, "headers")
    said = words(window.tabs.current.editor.panels)
    for word in ("X-All", "from Shop", "Authorization", "from Maths"):
        assert word in said
    assert "Bearer abc" not in said


def test_a_request_without_a_file_has_no_tags_and_no_examples(window):
    window.tabs.open_new()
    show_tab(window, "examples")
    assert "Save the request to a collection first." in words(window)

"""The import page in the real window: a preview, nothing written before one says so, then the collection is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QPushButton

from countersign.storage.collection_edit import CollectionEdit
from tests.cli.test_collection_commands import CANARY, POSTMAN
from tests.ui.stage import CONTROL, press, shown, wait_for

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_stage, tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    window = open_stage().window
    window.desk.open_folder(folder)
    wait_for(lambda: window.surroundings.workspace is not None)
    QTest.keyClick(window, Qt.Key.Key_I, CONTROL | SHIFT)
    wait_for(window.importing.page.isVisible)
    return window


@pytest.fixture
def source(tmp_path) -> Path:
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(POSTMAN))
    return file


def notes(window) -> str:
    return shown(window, QPlainTextEdit, "What does not come in").toPlainText()


def test_a_preview_says_what_comes_and_hides_the_secret(window, source):
    page = window.importing.page
    page.file_chosen.emit(source)
    wait_for(lambda: page.imported is not None)
    assert page.words().startswith("Orders: ")
    assert "kept as {{" in notes(window)
    assert CANARY not in notes(window) + page.words()
    assert shown(window, QCheckBox, "Keep the secrets in the keyring").isChecked()


def test_it_is_added_to_the_open_collection(window, source, tmp_path):
    page = window.importing.page
    page.file_chosen.emit(source)
    wait_for(lambda: page.imported is not None)
    shown(window, QCheckBox, "Keep the secrets in the keyring").click()
    press(window, "Add to the open collection")
    wait_for(lambda: "Create" in [str(one.data()) for one in window.sidebar.collections.indexes()])
    written = "\n".join(file.read_text() for file in (tmp_path / "shop").rglob("*.yml"))
    assert "https://x.example/users" in written
    assert CANARY not in written


def test_a_new_collection_is_opened(window, source, tmp_path):
    page = window.importing.page
    page.file_chosen.emit(source)
    wait_for(lambda: page.imported is not None)
    page.new_requested.emit(tmp_path / "orders", False)
    wait_for(lambda: window.surroundings.workspace.name == "Orders")
    assert (tmp_path / "orders" / "opencollection.yml").is_file()
    assert not (tmp_path / "shop" / "Orders").exists()


def test_a_paste_is_read_as_it_is_typed_and_what_it_is_not_is_said(window):
    page = window.importing.page
    press(window, "Paste")
    field = shown(window, QPlainTextEdit, "Text to import")
    field.setPlainText("no command")
    wait_for(lambda: "can be imported" in page.words() or "can be." in page.words())
    assert not shown(window, QPushButton, "Import as a new collection…").isEnabled()
    field.setPlainText("curl https://x.example/a")
    wait_for(lambda: page.imported is not None)
    assert shown(window, QPushButton, "Add to the open collection").isEnabled()


def test_a_failed_write_says_why_and_keeps_the_preview(window, source, tmp_path):
    page = window.importing.page
    page.file_chosen.emit(source)
    wait_for(lambda: page.imported is not None)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    page.new_requested.emit(tmp_path / "full", False)
    wait_for(lambda: "not empty" in page.words())
    assert page.imported is not None


def test_closing_brings_the_tabs_back(window):
    press(window, "Close the import")
    wait_for(window.tabs.isVisible)

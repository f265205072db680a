"""Tests of the tree that can be changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from countersign.model.request import RequestDraft
from countersign.model.workspace import Folder, SavedRequest
from countersign.ui.collections.collection_tree import CollectionTree, Move

ROOT = Folder(
    "Shop",
    "",
    (
        SavedRequest("A.yml", RequestDraft(name="A")),
        Folder("Users", "Users", (SavedRequest("Users/B.yml", RequestDraft(name="B", method="PUT")),)),
        SavedRequest("C.yml", RequestDraft(name="C")),
    ),
)


@pytest.fixture
def tree(qtbot, theme):
    tree = CollectionTree(theme, "Collections", None)
    qtbot.addWidget(tree)
    tree.resize(260, 300)
    tree.show_folder(ROOT)
    tree.show()
    return tree


def index(tree: CollectionTree, path: str) -> QModelIndex:
    return next(one for one in tree.indexes() if tree.path(one) == path)


def test_a_name_is_typed_in_place(qtbot, tree):
    tree.select_path("Users/B.yml")
    with qtbot.waitSignal(tree.renamed) as asked:
        QTest.keyClick(tree, Qt.Key.Key_F2)
        field = tree.findChild(QLineEdit)
        assert field.selectedText() == "B"
        QTest.keyClicks(field, "Better")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["Users/B.yml", "Better"]
    assert index(tree, "Users/B.yml").data() == "B"  # until the file has it


def test_the_same_name_asks_for_nothing(qtbot, tree):
    tree.select_path("A.yml")
    with qtbot.assertNotEmitted(tree.renamed):
        tree.take_name(index(tree, "A.yml"), " A ")
        tree.take_name(index(tree, "A.yml"), "  ")


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "delete_requested"),
        (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier, "duplicate_requested"),
    ],
)
def test_keys_ask_for_the_chosen_item(qtbot, tree, key, modifier, signal):
    tree.select_path("Users")
    with qtbot.waitSignal(getattr(tree, signal)) as asked:
        QTest.keyClick(tree, key, modifier)
    assert asked.args == ["Users"]


def test_alt_and_an_arrow_move_within_the_folder(qtbot, tree):
    alt = Qt.KeyboardModifier.AltModifier
    tree.select_path("C.yml")
    with qtbot.waitSignal(tree.moved) as asked:
        QTest.keyClick(tree, Qt.Key.Key_Up, alt)
    assert asked.args == [Move("C.yml", "", "Users")]
    tree.select_path("A.yml")
    with qtbot.waitSignal(tree.moved) as asked:
        QTest.keyClick(tree, Qt.Key.Key_Down, alt)
    assert asked.args == [Move("A.yml", "", "C.yml")]
    tree.select_path("Users/B.yml")
    with qtbot.assertNotEmitted(tree.moved):
        QTest.keyClick(tree, Qt.Key.Key_Up, alt)


@pytest.mark.parametrize(
    ("target", "where", "move"),
    [
        ("Users", "OnItem", Move("A.yml", "Users")),
        ("Users/B.yml", "AboveItem", Move("A.yml", "Users", "Users/B.yml")),
        ("Users/B.yml", "BelowItem", Move("A.yml", "Users")),
        ("C.yml", "AboveItem", Move("A.yml", "", "C.yml")),
        ("C.yml", "OnItem", Move("A.yml", "")),
        ("A.yml", "OnItem", None),
    ],
)
def test_a_drop_says_where_to(tree, target, where, move):
    tree.select_path("A.yml")
    position = getattr(QAbstractItemView.DropIndicatorPosition, where)
    assert tree._move_to(index(tree, target), position) == move


def test_the_menu_offers_new_things_where_the_row_is(qtbot, tree):
    menu = tree.menu(index(tree, "Users/B.yml"))
    actions = {action.text(): action for action in menu.actions() if action.text()}
    with qtbot.waitSignal(tree.new_requested) as asked:
        actions["New WebSocket"].trigger()
    assert asked.args == ["websocket", "Users"]
    assert {"Rename", "Duplicate", "Delete"} <= actions.keys()
    empty = {action.text() for action in tree.menu(QModelIndex()).actions()}
    assert "New folder" in empty
    assert "Delete" not in empty


def test_only_a_folder_has_settings(qtbot, tree):
    with qtbot.waitSignal(tree.settings_requested) as asked:
        next(one for one in tree.menu(index(tree, "Users")).actions() if one.text() == "Settings").trigger()
    assert asked.args == ["Users"]
    assert "Settings" not in {one.text() for one in tree.menu(index(tree, "Users/B.yml")).actions()}


def test_what_was_closed_and_chosen_stays_so_when_the_tree_is_read_anew(tree):
    tree.collapse(index(tree, "Users"))
    tree.select_path("C.yml")
    tree.show_folder(ROOT)
    assert not tree.isExpanded(index(tree, "Users"))
    assert tree.path(tree.currentIndex()) == "C.yml"

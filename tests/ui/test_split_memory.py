"""Splitters of one name share their sizes, also over a restart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QLabel, QSplitter

from countersign.ui.split_memory import SplitMemory, decoded, encoded


@pytest.fixture
def splitter(qtbot):
    def build(name: str, count: int = 2) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName(name)
        splitter.resize(400, 100)
        for number in range(count):
            splitter.addWidget(QLabel(str(number)))
        qtbot.addWidget(splitter)
        splitter.show()
        return splitter

    return build


def move(splitter: QSplitter, left: int) -> None:
    splitter.moveSplitter(left, 1)


def test_a_move_is_remembered_and_told(qtbot, splitter):
    memory, owner = SplitMemory({}, parent := QObject()), splitter("halves")
    memory.watch(owner)
    with qtbot.waitSignal(memory.changed):
        move(owner, 100)
    again, other = splitter("halves"), splitter("others")
    fresh = SplitMemory(memory.layout, parent)
    usual = other.sizes()
    fresh.watch(again)
    fresh.watch(other)
    assert again.sizes() == owner.sizes()
    assert other.sizes() == usual


def test_a_splitter_of_one_part_has_nothing_to_remember(qtbot, splitter):
    parent = QObject()
    memory, single = SplitMemory({}, parent), splitter("halves", 1)
    memory.watch(single)
    with qtbot.assertNotEmitted(memory.changed):
        single.splitterMoved.emit(10, 0)
    assert memory.layout == {}


def test_bytes_survive_as_text():
    data = QByteArray(bytes(range(256)))
    assert decoded(encoded(data)) == data
    assert encoded(data).isascii()


def test_a_damaged_memory_changes_nothing(splitter):
    halves = splitter("halves")
    usual = halves.sizes()
    parent = QObject()
    SplitMemory({"halves": "not what Qt wrote"}, parent).watch(halves)
    assert halves.sizes() == usual

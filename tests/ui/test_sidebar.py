"""The sidebar: channels stand apart from requests, and show which of them are connected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Folder, SavedRequest, Workspace
from countersign.ui.sidebar import Sidebar
from tests.ui.answers_at_once import AnswersAtOnce
from tests.ui.stage import press

DOOR = SavedRequest("Cameras/door.yml", ChannelDraft("front-door"))
DOCK = SavedRequest("Cameras/dock.yml", ChannelDraft("loading-dock"))
LIST = SavedRequest("Users/List.yml", RequestDraft("List users"))
FEED = SavedRequest("Feed.yml", SocketDraft("Order feed"))


def workspace(*items):
    return Workspace(name="Orders", root=Folder("", "", items))


@pytest.fixture
def sidebar(qtbot, theme):
    sidebar = Sidebar(theme, AnswersAtOnce(None))  # nothing is asked before the history starts
    qtbot.addWidget(sidebar)
    sidebar.resize(268, 800)
    sidebar.show()
    folders = (Folder("Users", "Users", (LIST,)), Folder("Cameras", "Cameras", (DOOR, DOCK)))
    sidebar.show_workspace(workspace(*folders, FEED))
    return sidebar


def names(tree, role=Qt.ItemDataRole.DisplayRole):
    model = tree.model()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def spoken(sidebar):
    return names(sidebar.channels, Qt.ItemDataRole.AccessibleTextRole)


def words(sidebar):
    return [label.text() for label in sidebar.findChildren(QLabel) if label.isVisible()]


def test_channels_stand_in_a_list_of_their_own_without_their_folders(sidebar):
    assert names(sidebar.collections) == ["Users", "Order feed"]
    assert names(sidebar.channels) == ["front-door", "loading-dock"]


def test_a_click_on_a_channel_opens_it_by_its_path(sidebar, qtbot):
    index = sidebar.channels.model().index(1, 0)
    with qtbot.waitSignal(sidebar.request_opened) as told:
        centre = sidebar.channels.visualRect(index).center()
        QTest.mouseClick(sidebar.channels.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert told.args == ["Cameras/dock.yml"]


def test_a_connected_channel_is_marked_to_see_and_to_hear(sidebar, theme):
    ok = theme.palette.ok

    def dots() -> int:
        image = sidebar.channels.grab().toImage()
        pixels = (image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
        return sum(pixel == ok for pixel in pixels)

    assert dots() == 0
    sidebar.show_live(frozenset({"Cameras/dock.yml"}))
    assert spoken(sidebar) == ["KVS front-door", "KVS loading-dock, connected"]
    assert dots() > 10
    sidebar.show_live(frozenset())
    assert spoken(sidebar) == ["KVS front-door", "KVS loading-dock"]
    assert dots() == 0


def test_a_workspace_that_is_read_again_keeps_the_marks(sidebar):
    sidebar.show_live(frozenset({"Cameras/door.yml"}))
    sidebar.show_workspace(workspace(DOOR))
    assert spoken(sidebar) == ["KVS front-door, connected"]


def test_without_channels_it_says_so_and_offers_a_new_one(sidebar, qtbot):
    sidebar.show_workspace(workspace(LIST))
    assert "No channel is saved here yet." in words(sidebar)
    with qtbot.waitSignal(sidebar.channel_requested):
        press(sidebar, "New signaling channel")

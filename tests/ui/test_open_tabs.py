"""Tabs of every kind: built when they are shown, told apart by their facts, closed with what runs in them."""

from __future__ import annotations

import pytest

from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.ui.open_tab import OpenTab
from countersign.ui.open_tabs import OpenTabs
from countersign.ui.tab_bar import TabFace
from countersign.ui.unsaved import is_unsaved

SOCKET = SocketDraft("Feed")
CHANNEL = ChannelDraft("Door")


class PlainTab(OpenTab):
    """Be a tab that says what it is told to say."""

    def __init__(self, state: TabState) -> None:
        super().__init__()
        self.held = state
        self.live = False
        self.is_gone = False

    @property
    def state(self) -> TabState:
        return self.held

    @property
    def face(self) -> TabFace:
        return TabFace(self.held.draft.method, self.held.draft.name, is_unsaved(self.held.draft, self.held.saved))

    @property
    def live_path(self) -> str:
        return self.held.source if self.live else ""

    def let_go(self) -> None:
        self.is_gone = True

    def focus_url(self) -> None:
        self.setFocus()


@pytest.fixture
def built():
    return []


@pytest.fixture
def tabs(qtbot, theme, built):
    def build(state: TabState) -> PlainTab:
        built.append(PlainTab(state))
        return built[-1]

    tabs = OpenTabs(theme, build)
    qtbot.addWidget(tabs)
    tabs.resize(900, 400)
    tabs.show()
    return tabs


def spoken(tabs):
    return [tabs.strip.bar.tabText(place) for place in range(tabs.strip.bar.count())]


def test_only_the_tab_that_is_shown_is_built(tabs, built):
    states = (TabState("1", RequestDraft("List")), TabState("2", SOCKET), TabState("3", CHANNEL))
    tabs.restore(states, "2")
    assert [tab.held.id for tab in built] == ["2"]
    assert spoken(tabs) == ["GET List", "WS Feed", "KVS Door"]
    tabs.step(1)
    assert [tab.held.id for tab in built] == ["2", "3"]


@pytest.mark.parametrize(
    ("draft", "saved", "name"),
    [
        (SOCKET, SOCKET, "WS Feed"),
        (SocketDraft("Feed", message=SavedMessage(data="x")), SOCKET, "WS Feed"),
        (SocketDraft("Feed", url="wss://example.com/"), SOCKET, "WS Feed, not saved"),
        (ChannelDraft("Door", message=SignalDraft(payload="x")), CHANNEL, "KVS Door"),
        (ChannelDraft("Door", channel="door"), None, "KVS Door, not saved"),
    ],
)
def test_a_tab_that_is_not_built_has_the_face_of_one_that_is(tabs, draft, saved, name):
    tabs.restore((TabState("0", RequestDraft("First")), TabState("1", draft, saved)), "0")
    assert spoken(tabs)[1] == name
    tabs.step(1)
    tabs.current.changed.emit()
    assert spoken(tabs)[1] == name


def test_what_is_connected_is_told_from_every_tab(tabs, built, qtbot):
    tabs.open(TabState("1", CHANNEL, source="door.yml"))
    tabs.open(TabState("2", CHANNEL, source="dock.yml"))
    built[0].live = True
    with qtbot.waitSignal(tabs.facts_changed):
        built[0].facts_changed.emit()
    assert tabs.live_paths == frozenset({"door.yml"})
    built[1].live = True
    assert tabs.live_paths == frozenset({"door.yml", "dock.yml"})


def test_a_closed_tab_is_let_go_and_no_longer_connected(tabs, built, qtbot):
    tabs.open(TabState("1", CHANNEL, source="door.yml"))
    built[0].live = True
    with qtbot.waitSignal(tabs.facts_changed):
        tabs.close_current()
    assert built[0].is_gone
    assert tabs.live_paths == frozenset()


def test_a_new_thing_is_what_was_asked_for(tabs):
    tabs.open_new()
    tabs.open_new(SOCKET)
    tabs.open_new(CHANNEL)
    assert [state.draft.method for state in tabs.states] == ["GET", "WS", "KVS"]

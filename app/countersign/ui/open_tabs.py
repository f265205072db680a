"""What is open: one tab each, its editor built when it is first shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from countersign.model.auth import NoAuth
from countersign.model.drafts import Draft
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.workspace import SavedRequest
from countersign.ui.open_tab import OpenTab
from countersign.ui.tab_bar import TabFace, TabStrip
from countersign.ui.theme import Theme
from countersign.ui.unsaved import is_unsaved
from countersign.ui.widgets.empty_state import EmptyState

BuildTab = Callable[[TabState], OpenTab]
_MOST_CLOSED = 20


@dataclass(slots=True)
class _Entry:
    """Hold one open thing; `tab` is None until it is shown."""

    state: TabState
    tab: OpenTab | None = None

    @property
    def current_state(self) -> TabState:
        return self.state if self.tab is None else self.tab.state


class OpenTabs(QWidget):
    """Open, show, move and close requests, WebSockets and channels.

    `facts_changed` follows what any of them has to say of its connection.
    """

    changed = Signal()
    facts_changed = Signal()

    def __init__(self, theme: Theme, build_tab: BuildTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_tab = build_tab
        self._entries: list[_Entry] = []
        self._closed: list[TabState] = []
        self.strip = TabStrip(theme, self)
        self._pages = QStackedWidget(self)
        self._empty = EmptyState(
            "No request is open",
            "Open one from the sidebar, or start a new one with Ctrl+T.",
            "Open a new request",
            self,
        )
        self._pages.addWidget(self._empty)
        self.strip.new_requested.connect(self.open_new)
        self._empty.action_requested.connect(self.open_new)
        self.strip.bar.currentChanged.connect(self._show)
        self.strip.bar.close_requested.connect(self.close_at)
        self.strip.bar.tabMoved.connect(self._follow_move)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self._pages, 1)

    @property
    def current(self) -> OpenTab | None:
        """Return the tab that is shown."""
        place = self.strip.bar.currentIndex()
        return self._entries[place].tab if 0 <= place < len(self._entries) else None

    @property
    def states(self) -> tuple[TabState, ...]:
        """Return every open request, in the order of the tabs."""
        return tuple(entry.current_state for entry in self._entries)

    @property
    def live_paths(self) -> frozenset[str]:
        """Return the paths of what is connected, in whichever tab."""
        paths = (entry.tab.live_path for entry in self._entries if entry.tab is not None)
        return frozenset(path for path in paths if path)

    @property
    def active_id(self) -> str:
        """Return the id of the tab that is shown, "" for none."""
        place = self.strip.bar.currentIndex()
        return self._entries[place].state.id if 0 <= place < len(self._entries) else ""

    def restore(self, states: tuple[TabState, ...], active: str) -> None:
        """Open the tabs of a former session; only the active one is built."""
        bar = self.strip.bar
        bar.blockSignals(True)
        for state in states:
            self._entries.append(_Entry(state))
            bar.add(_face(state))
        places = [place for place, entry in enumerate(self._entries) if entry.state.id == active]
        if self._entries:
            bar.setCurrentIndex(places[0] if places else 0)
        bar.blockSignals(False)
        self._show(bar.currentIndex())

    def open_new(self, draft: Draft | None = None) -> None:
        """Open a new thing, an empty request unless a draft is given, and put the cursor into its first field."""
        self.open(TabState(uuid.uuid4().hex, RequestDraft(auth=NoAuth()) if draft is None else draft))
        if self.current is not None:
            self.current.focus_url()

    def open_saved(self, request: SavedRequest, collection: str) -> None:
        """Open a request of a collection's folder, or show it where it is open already."""
        for place, entry in enumerate(self._entries):
            state = entry.current_state
            if state.source == request.path and state.collection in {"", collection}:
                self.strip.bar.setCurrentIndex(place)
                return
        self.open(TabState(uuid.uuid4().hex, request.draft, request.draft, request.path, collection))

    def open_copy(self, draft: Draft) -> None:
        """Open a tab with this draft that belongs to no file."""
        self.open(TabState(uuid.uuid4().hex, draft))

    def open(self, state: TabState) -> None:
        """Open a tab and show it."""
        self._entries.append(_Entry(state))
        place = self.strip.bar.add(_face(state))
        self.strip.bar.setCurrentIndex(place)
        self._show(place)
        self.changed.emit()

    def close_current(self) -> None:
        """Close the tab that is shown."""
        if self._entries:
            self.close_at(self.strip.bar.currentIndex())

    def close_at(self, place: int) -> None:
        """Close a tab; `reopen` brings it back as it was."""
        entry = self._entries.pop(place)
        self._closed = [*self._closed, entry.current_state][-_MOST_CLOSED:]
        self.strip.bar.remove(place)
        if entry.tab is not None:
            entry.tab.let_go()
            self._pages.removeWidget(entry.tab)
            entry.tab.deleteLater()
        self._show(self.strip.bar.currentIndex())
        self.changed.emit()

    def reopen(self) -> None:
        """Open the tab that was closed last."""
        if self._closed:
            self.open(self._closed.pop())

    def step(self, by: int) -> None:
        """Show the next tab (1) or the one before (-1), round the ends."""
        if self._entries:
            bar = self.strip.bar
            bar.setCurrentIndex((bar.currentIndex() + by) % len(self._entries))

    def put_secrets_back(self, states: tuple[TabState, ...]) -> None:
        """Take in the secrets of restored tabs, unless a tab has been edited since."""
        restored = {state.id: state for state in states}
        for entry in self._entries:
            state = restored.get(entry.state.id)
            if state is None or state == entry.state:
                continue
            if entry.tab is None:
                entry.state = state
            elif entry.tab.state == entry.state:
                entry.state = state
                entry.tab.restore(state)

    def replace_state(self, state: TabState) -> None:
        """Give an open tab another state; one that only its file or what that holds differs in keeps its widgets."""
        for place, entry in enumerate(self._entries):
            if entry.state.id != state.id:
                continue
            before, entry.state = entry.current_state, state
            if entry.tab is None:
                self.strip.bar.set_face(place, _face(state))
            elif before.draft == state.draft:
                entry.tab.mark_saved(state)
            else:
                entry.tab.restore(state)
                self._refresh(entry)
            self.changed.emit()

    def let_go(self) -> None:
        """Stop the work of every tab."""
        for entry in self._entries:
            if entry.tab is not None:
                entry.tab.let_go()

    def _show(self, place: int) -> None:
        if not 0 <= place < len(self._entries):
            self._pages.setCurrentWidget(self._empty)
            self.facts_changed.emit()
            return
        entry = self._entries[place]
        if entry.tab is None:
            entry.tab = self._built(entry)
        self._pages.setCurrentWidget(entry.tab)
        self.changed.emit()
        self.facts_changed.emit()

    def _built(self, entry: _Entry) -> OpenTab:
        tab = self._build_tab(entry.state)
        tab.changed.connect(lambda: self._refresh(entry))
        tab.facts_changed.connect(self.facts_changed)
        self._pages.addWidget(tab)
        return tab

    def _refresh(self, entry: _Entry) -> None:
        if entry.tab is not None and entry in self._entries:
            self.strip.bar.set_face(self._entries.index(entry), entry.tab.face)
            self.changed.emit()

    def _follow_move(self, origin: int, target: int) -> None:
        self._entries.insert(target, self._entries.pop(origin))
        self.changed.emit()


def _face(state: TabState) -> TabFace:
    return TabFace(state.draft.method, state.draft.name, is_unsaved(state.draft, state.saved))

"""Builds the tab that fits what is opened, and joins it to the window's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from countersign.model.channel import ChannelDraft
from countersign.model.definitions import Definitions
from countersign.model.session import TabState
from countersign.model.socket import SocketDraft
from countersign.ui.engine_thread import EngineThread, Report
from countersign.ui.identity_work import IdentityWork
from countersign.ui.open_tab import OpenTab
from countersign.ui.request_tab import RequestTab
from countersign.ui.split_memory import SplitMemory
from countersign.ui.surroundings import Surroundings
from countersign.ui.theme import Theme
from countersign.workflows.application import Application

Tab = TypeVar("Tab", bound=OpenTab)


class TabBuilder(QObject):
    """Build tabs; `exchanged` carries what a request brought back: exchange, method, URL.

    `file_change_requested` carries what is to be done with the collection's files, `comparison_requested` two
    responses.
    """

    exchanged = Signal(object, str, str)
    answers_requested = Signal(object)
    said = Signal(str, str)
    file_change_requested = Signal(object)
    comparison_requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        identity_work: IdentityWork,
        splits: SplitMemory,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._identity_work = identity_work
        self._splits = splits
        self._window = parent

    def build(self, state: TabState) -> OpenTab:
        """Return the tab for a state."""
        tab = self._tab(state)
        for splitter in tab.findChildren(QSplitter):
            if splitter.objectName():
                self._splits.watch(splitter)
        tab.splitter_built.connect(self._splits.restore)
        tab.definitions_changed.connect(self.read_definitions)
        tab.identity_used.connect(self._identity_work.refresh)
        tab.answers_requested.connect(self.answers_requested)
        tab.said.connect(self.said)
        return tab

    def read_definitions(self) -> None:
        """Read the named things anew and give them to every tab."""

        async def current(_report: Report) -> Definitions:
            return (await self._application.ready()).things.current

        self._engine.submit(current, done=self._surroundings.set_definitions)

    def _tab(self, state: TabState) -> OpenTab:
        match state.draft:
            case SocketDraft():
                from countersign.ui.socket_tab import SocketTab

                socket = self._made(SocketTab, state)
                self._identity_work.serve(socket.editor)
                return socket
            case ChannelDraft():
                from countersign.ui.channel_tab import ChannelTab

                channel = self._made(ChannelTab, state)
                self._identity_work.serve_channel(channel.builder)
                return channel
        request = self._made(RequestTab, state)
        request.exchanged.connect(self.exchanged)
        request.notes.file_change_requested.connect(self.file_change_requested)
        request.notes.comparison_requested.connect(self.comparison_requested)
        self._identity_work.serve(request.editor)
        return request

    def _made(self, kind: Callable[..., Tab], state: TabState) -> Tab:
        return kind(state, self._theme, self._engine, self._application, self._surroundings, self._window)

"""The sidebar: the way to commands, the collection's tree, its signaling channels, and what was sent lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from countersign.model.channel import ChannelDraft
from countersign.model.workspace import Folder, SavedRequest, Workspace
from countersign.ui.collections.collection_tree import CollectionTree
from countersign.ui.history.history_panel import HistoryPanel
from countersign.ui.history.history_source import HistorySource
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme
from countersign.ui.widgets.elided_label import ElidedLabel


class Sidebar(QFrame):
    """Show the workspace's requests and channels, and what was sent."""

    request_opened = Signal(str)
    channel_requested = Signal()
    search_requested = Signal()

    def __init__(self, theme: Theme, history: HistorySource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sidebar")
        self.setMinimumWidth(232)
        self._search = QPushButton("Search or run a command", self)
        self._search.setProperty("kind", "search")
        self._search.setAccessibleName("Search")
        self._search.setToolTip("Search requests and commands (Ctrl+K)")
        self._search.clicked.connect(self.search_requested)
        keep_icon(self._search, theme, "search")
        self.collections = CollectionTree(theme, "Collections", self)
        self.channels = CollectionTree(theme, "Signaling channels", self)
        self.history = HistoryPanel(theme, history, self)
        self.collections.chosen.connect(self.request_opened)
        self.channels.chosen.connect(self.request_opened)
        self._live: frozenset[str] = frozenset()
        self._collection_title = _heading("Collections", self)
        self._collection_note = _note("No workspace is open. The menu at the top opens one.", self)
        self._channel_note = _note("No channel is saved here yet.", self)
        self._new_channel = QPushButton(self)
        self._new_channel.setAccessibleName("New signaling channel")
        self._new_channel.setToolTip("New signaling channel (Ctrl+Shift+K)")
        self._new_channel.setProperty("kind", "quiet")
        self._new_channel.setFixedSize(24, 22)
        self._new_channel.clicked.connect(self.channel_requested)
        keep_icon(self._new_channel, theme, "plus")
        self._lay_out()

    def show_workspace(self, workspace: Workspace) -> None:
        """Show the tree of a workspace, opened to the first level."""
        self._collection_title.setText(workspace.name)
        self.collections.show_folder(_without_channels(workspace.root))
        channels = tuple(_channels(workspace.root))
        self.channels.show_folder(Folder("", "", channels))
        self.channels.mark_live(self._live)
        self.channels.setVisible(bool(channels))
        self._channel_note.setVisible(not channels)
        self._collection_note.setVisible(not workspace.root.items)
        self._collection_note.setText("This workspace holds no request yet. Ctrl+T opens a new one.")

    def show_live(self, paths: frozenset[str]) -> None:
        """Mark the channels that are connected, and no others."""
        if paths != self._live:
            self._live = paths
            self.channels.mark_live(paths)

    def _lay_out(self) -> None:
        shortcut = QLabel("Ctrl K", self._search)
        shortcut.setProperty("kind", "chip")
        shortcut.setFixedHeight(18)
        words = ElidedLabel(self._search.text(), parent=self._search)
        words.setProperty("kind", "faint")
        self._search.setText("")
        inner = QHBoxLayout(self._search)
        inner.setContentsMargins(28, 0, 8, 0)  # beside the icon
        inner.setSpacing(6)
        inner.addWidget(words, 1)
        inner.addWidget(shortcut)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setObjectName("sidebar-parts")
        parts.addWidget(_part(self._collection_title, self._collection_note, self.collections))
        parts.addWidget(_part(self._channel_heading(), self._channel_note, self.channels))
        parts.addWidget(_part(_heading("History", self), self.history))
        for place, stretch in enumerate((5, 2, 2)):
            parts.setStretchFactor(place, stretch)
        parts.setSizes([500, 130, 200])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._search)
        layout.addWidget(parts, 1)

    def _channel_heading(self) -> QWidget:
        heading = QWidget(self)
        row = QHBoxLayout(heading)
        row.setContentsMargins(0, 0, 4, 0)
        row.addWidget(_heading("Signaling channels", self))
        row.addStretch(1)
        row.addWidget(self._new_channel)
        return heading


def _channels(folder: Folder) -> Iterator[SavedRequest]:
    for item in folder.items:
        if isinstance(item, Folder):
            yield from _channels(item)
        elif isinstance(item.draft, ChannelDraft):
            yield item


def _without_channels(folder: Folder) -> Folder:
    """Return the folder without channels, and without folders that hold nothing else."""
    kept: list[SavedRequest | Folder] = []
    for item in folder.items:
        if isinstance(item, Folder):
            inner = _without_channels(item)
            if inner.items or not item.items:
                kept.append(inner)
        elif not isinstance(item.draft, ChannelDraft):
            kept.append(item)
    return replace(folder, items=tuple(kept))


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "heading")
    label.setContentsMargins(8, 4, 8, 4)
    return label


def _note(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "faint")
    label.setWordWrap(True)
    label.setContentsMargins(8, 4, 8, 4)
    return label


def _part(*widgets: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(2)
    for widget in widgets[:-1]:
        column.addWidget(widget)
    column.addWidget(widgets[-1], 1)
    return part

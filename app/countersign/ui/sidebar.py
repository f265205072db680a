"""The sidebar: the way to commands, the collection's tree, its signaling channels, and what was sent lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from countersign.model.channel import ChannelDraft
from countersign.model.exchange import Exchange
from countersign.model.workspace import Folder, SavedRequest, Workspace
from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme
from countersign.ui.widgets.elided_label import ElidedLabel

_METHOD_ROLE = Qt.ItemDataRole.UserRole + 1
_PATH_ROLE = Qt.ItemDataRole.UserRole + 2
_STATUS_ROLE = Qt.ItemDataRole.UserRole + 3
_LIVE_ROLE = Qt.ItemDataRole.UserRole + 4
_ROW_HEIGHT = 28
_METHOD_WIDTH = 44
_MOST_HISTORY = 200
_SHORT_METHODS = {"DELETE": "DEL", "OPTIONS": "OPT", "PATCH": "PATCH"}


class Sidebar(QFrame):
    """Show the workspace's requests and channels, and this session's exchanges."""

    request_opened = Signal(str)
    exchange_opened = Signal(str)
    channel_requested = Signal()
    search_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sidebar")
        self.setMinimumWidth(232)
        self._search = QPushButton("Search or run a command", self)
        self._search.setProperty("kind", "search")
        self._search.setAccessibleName("Search")
        self._search.setToolTip("Search requests and commands (Ctrl+K)")
        self._search.clicked.connect(self.search_requested)
        keep_icon(self._search, theme, "search")
        self.collections = _RequestTree(theme, "Collections", self)
        self.channels = _RequestTree(theme, "Signaling channels", self)
        self.history = _RequestTree(theme, "History", self)
        self.collections.chosen.connect(self.request_opened)
        self.channels.chosen.connect(self.request_opened)
        self.history.chosen.connect(self.exchange_opened)
        self._live: frozenset[str] = frozenset()
        self._collection_title = _heading("Collections", self)
        self._history_note = _note("What you send appears here until the window closes.", self)
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

    def add_exchange(self, exchange: Exchange, method: str, url: str) -> None:
        """Put a finished exchange on top of the history."""
        self._history_note.hide()
        self.history.add_on_top(exchange, method, url)

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
        parts.addWidget(_part(_heading("History", self), self._history_note, self.history))
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


class _RequestTree(QTreeView):
    """List requests by method and name, in folders or flat."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, accessible_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_RequestDelegate(theme, self))
        self.setAccessibleName(accessible_name)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("kind", "sidebar")
        self.activated.connect(self._choose)
        self.clicked.connect(self._choose)

    def show_folder(self, folder: Folder) -> None:
        """Show the children of a folder."""
        self._items.clear()
        for item in folder.items:
            self._items.appendRow(_tree_item(item))
        self.expandToDepth(0)

    def mark_live(self, paths: frozenset[str]) -> None:
        """Put a dot behind the rows of these paths."""
        for place in range(self._items.rowCount()):
            row = self._items.item(place)
            is_live = row.data(_PATH_ROLE) in paths
            row.setData(is_live, _LIVE_ROLE)
            spoken = f"{row.data(_METHOD_ROLE)} {row.text()}{', connected' if is_live else ''}"
            row.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)

    def add_on_top(self, exchange: Exchange, method: str, url: str) -> None:
        """Put an exchange first; drop the oldest beyond two hundred."""
        item = QStandardItem(_short_url(url))
        item.setToolTip(url)
        status = str(exchange.response.status) if exchange.response else "failed"
        item.setData(method, _METHOD_ROLE)
        item.setData(exchange.id, _PATH_ROLE)
        item.setData(status, _STATUS_ROLE)
        item.setData(f"{method} {_short_url(url)} {status}", Qt.ItemDataRole.AccessibleTextRole)
        self._items.insertRow(0, item)
        self._items.removeRows(_MOST_HISTORY, max(0, self._items.rowCount() - _MOST_HISTORY))

    def _choose(self, index: QModelIndex) -> None:
        path = index.data(_PATH_ROLE)
        if path:
            self.chosen.emit(path)
        elif self.model().hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))


class _RequestDelegate(QStyledItemDelegate):
    """Paint a method in its colour, the name, and the status where there is one."""

    def __init__(self, theme: Theme, parent: QTreeView) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return rows of 28 px."""
        return QSize(super().sizeHint(option, index).width(), _ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row; folders look as the style draws them."""
        method = index.data(_METHOD_ROLE)
        if not method:
            super().paint(painter, option, index)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        area = QRect(option.rect)
        painter.save()
        self._paint_background(painter, option, selected)
        painter.setFont(self._method_font())
        painter.setPen(QColor(self._theme.method_colour(method, selected=selected)))
        short = _SHORT_METHODS.get(method, method)
        painter.drawText(area.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, short)
        right = self._paint_status(painter, area, index.data(_STATUS_ROLE) or "")
        if index.data(_LIVE_ROLE):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.palette.ok))
            painter.drawEllipse(QPointF(area.right() - 11, area.center().y() + 0.5), 3.5, 3.5)
            right = 22
        room = area.adjusted(4 + _METHOD_WIDTH, 0, -right, 0)
        painter.setFont(self._theme.ui_font())
        painter.setPen(QColor(self._theme.palette.text))
        name = QFontMetrics(painter.font()).elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem, selected: bool) -> None:  # noqa: FBT001
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if not (selected or hovered):
            return
        palette = self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.selection if selected else palette.hover))
        painter.drawRoundedRect(QRect(option.rect).adjusted(-2, 0, 0, 0), 6, 6)

    def _paint_status(self, painter: QPainter, area: QRect, status: str) -> int:
        if not status:
            return 6
        token = "ok" if status.startswith("2") else "warn" if status.startswith("3") else "error"
        painter.setFont(self._theme.ui_font())
        painter.setPen(QColor(self._theme.colour(token)))
        painter.drawText(
            area.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, status
        )
        return 16 + QFontMetrics(painter.font()).horizontalAdvance(status)

    def _method_font(self) -> QFont:
        font = self._theme.code_font()
        font.setPixelSize(11)
        return font


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


def _tree_item(item: SavedRequest | Folder) -> QStandardItem:
    if isinstance(item, SavedRequest):
        row = QStandardItem(item.draft.name)
        row.setData(item.draft.method, _METHOD_ROLE)
        row.setData(item.path, _PATH_ROLE)
        row.setData(f"{item.draft.method} {item.draft.name}", Qt.ItemDataRole.AccessibleTextRole)
        return row
    row = QStandardItem(item.name)
    row.setSelectable(False)
    for child in item.items:
        row.appendRow(_tree_item(child))
    return row


def _short_url(url: str) -> str:
    _, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"/{path}" if slash and path else host


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

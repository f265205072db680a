"""A tree of requests: a method in its colour, a name, and what else there is to see at a glance."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from countersign.model.workspace import Folder, SavedRequest
from countersign.ui.theme import Theme

METHOD_ROLE = Qt.ItemDataRole.UserRole + 1
PATH_ROLE = Qt.ItemDataRole.UserRole + 2
LIVE_ROLE = Qt.ItemDataRole.UserRole + 4
FOLDER_ROLE = Qt.ItemDataRole.UserRole + 5
_ROW_HEIGHT = 28
_METHOD_WIDTH = 44
_SHORT_METHODS = {"DELETE": "DEL", "OPTIONS": "OPT", "PATCH": "PATCH"}


class RequestTree(QTreeView):
    """List requests by method and name, in folders or flat."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, accessible_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(RequestDelegate(theme, self))
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
        """Show the children of a folder; what was open and chosen stays so."""
        closed, current = self._closed_folders(), self.currentIndex().data(PATH_ROLE)
        self._items.clear()
        for item in folder.items:
            self._items.appendRow(_tree_item(item))
        for index in self.indexes():
            path = index.data(FOLDER_ROLE)
            self.setExpanded(index, path not in closed if closed is not None else not index.parent().isValid())
            if current and index.data(PATH_ROLE) == current:
                self.setCurrentIndex(index)

    def indexes(self, parent: QModelIndex | None = None) -> list[QModelIndex]:
        """Return the index of every row, from the top."""
        found: list[QModelIndex] = []
        above = parent or QModelIndex()
        for row in range(self._items.rowCount(above)):
            index = self._items.index(row, 0, above)
            found += [index, *self.indexes(index)]
        return found

    def _closed_folders(self) -> set[str] | None:
        """Return the folders that are closed, None for a tree that was empty."""
        folders = [index for index in self.indexes() if index.data(FOLDER_ROLE)]
        return {index.data(FOLDER_ROLE) for index in folders if not self.isExpanded(index)} if folders else None

    def mark_live(self, paths: frozenset[str]) -> None:
        """Put a dot behind the rows of these paths."""
        for place in range(self._items.rowCount()):
            row = self._items.item(place)
            is_live = row.data(PATH_ROLE) in paths
            row.setData(is_live, LIVE_ROLE)
            spoken = f"{row.data(METHOD_ROLE)} {row.text()}{', connected' if is_live else ''}"
            row.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)

    def _choose(self, index: QModelIndex) -> None:
        path = index.data(PATH_ROLE)
        if path:
            self.chosen.emit(path)
        elif self.model().hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))


class RequestDelegate(QStyledItemDelegate):
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
        method = index.data(METHOD_ROLE)
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
        right = 6
        if index.data(LIVE_ROLE):
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

    def _method_font(self) -> QFont:
        font = self._theme.code_font()
        font.setPixelSize(11)
        return font


def _tree_item(item: SavedRequest | Folder) -> QStandardItem:
    if isinstance(item, SavedRequest):
        row = QStandardItem(item.draft.name)
        row.setData(item.draft.method, METHOD_ROLE)
        row.setData(item.path, PATH_ROLE)
        row.setData(f"{item.draft.method} {item.draft.name}", Qt.ItemDataRole.AccessibleTextRole)
        return row
    row = QStandardItem(item.name)
    row.setData(item.path, FOLDER_ROLE)
    for child in item.items:
        row.appendRow(_tree_item(child))
    return row

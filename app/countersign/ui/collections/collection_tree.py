"""The tree of a collection that can be changed: by keys, by a menu, by dragging."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QStyleOptionViewItem, QWidget

from countersign.ui.collections.request_tree import FOLDER_ROLE, PATH_ROLE, RequestDelegate, RequestTree
from countersign.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
ItemKind = Literal["request", "websocket", "channel", "folder"]


@dataclass(frozen=True, slots=True)
class Move:
    """Say where an item is to stand: in a folder ("" is the root), before one of its items or at its end ("")."""

    path: str
    parent: str
    before: str = ""


class CollectionTree(RequestTree):
    """Offer what can be done with items; the owner does it and shows the new tree.

    `new_requested` carries a kind and the folder, `renamed` path and name, `moved` a `Move`; paths are relative.
    """

    new_requested = Signal(str, str)
    renamed = Signal(str, str)
    moved = Signal(object)
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    copy_requested = Signal(str)
    settings_requested = Signal(str)

    def __init__(self, theme: Theme, accessible_name: str, parent: QWidget) -> None:
        super().__init__(theme, accessible_name, parent)
        self.setItemDelegate(_NamingDelegate(theme, self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragEnabled(True)
        self.setDropIndicatorShown(True)

    def path(self, index: _Index) -> str:
        """Return an item's path, "" for none."""
        return str(index.data(PATH_ROLE) or index.data(FOLDER_ROLE) or "")

    def folder_at(self, index: QModelIndex) -> str:
        """Return the folder that new things go to while this row is chosen."""
        if index.data(FOLDER_ROLE):
            return str(index.data(FOLDER_ROLE))
        return str(index.parent().data(FOLDER_ROLE) or "") if index.isValid() else ""

    def select_path(self, path: str) -> None:
        """Choose the row of a path, without opening it."""
        for index in self.indexes():
            if self.path(index) == path:
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(index)

    def start_renaming(self, path: str) -> None:
        """Open the field for a new name at the row of a path."""
        self.select_path(path)
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def take_name(self, index: _Index, name: str) -> None:
        """Ask for another name, unless it is the same or empty."""
        if name.strip() and name.strip() != index.data(Qt.ItemDataRole.DisplayRole):
            self.renamed.emit(self.path(index), name.strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename on F2, delete on Delete, copy on Ctrl+D, move on Alt with an arrow key."""
        index = self.currentIndex()
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        arrows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if not index.isValid():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_F2:
            self.edit(index)
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.delete_requested.emit(self.path(index))
        elif event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.duplicate_requested.emit(self.path(index))
        elif is_alt and event.key() in arrows:
            self._step(index, arrows[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for a move to where the line or the frame was shown; the tree itself stays as it is."""
        move = self._move_to(self.indexAt(event.position().toPoint()), self.dropIndicatorPosition())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if move is not None:
            self.moved.emit(move)

    def _move_to(self, target: QModelIndex, where: QAbstractItemView.DropIndicatorPosition) -> Move | None:
        path = self.path(self.currentIndex())
        positions = QAbstractItemView.DropIndicatorPosition
        if not path or self.path(target) == path:
            return None
        if not target.isValid():
            return Move(path, "")
        if where == positions.OnItem and target.data(FOLDER_ROLE):
            return Move(path, self.path(target))
        parent = str(target.parent().data(FOLDER_ROLE) or "")
        if where == positions.AboveItem:
            return Move(path, parent, self.path(target))
        return Move(path, parent, self.path(target.siblingAtRow(target.row() + 1)))

    def _step(self, index: QModelIndex, by: int) -> None:
        """Move one place up or down among the items of its folder."""
        parent = str(index.parent().data(FOLDER_ROLE) or "")
        if by < 0 and index.row() > 0:
            self.moved.emit(Move(self.path(index), parent, self.path(index.siblingAtRow(index.row() - 1))))
        elif by > 0 and index.siblingAtRow(index.row() + 1).isValid():
            self.moved.emit(Move(self.path(index), parent, self.path(index.siblingAtRow(index.row() + 2))))

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu(self.indexAt(place))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(place))

    def menu(self, index: QModelIndex) -> QMenu:
        """Return what can be done with a row, or with the collection where there is none."""
        menu, folder, path = QMenu(self), self.folder_at(index), self.path(index)
        kinds: tuple[tuple[str, ItemKind], ...] = (
            ("New request", "request"),
            ("New WebSocket", "websocket"),
            ("New signaling channel", "channel"),
            ("New folder", "folder"),
        )
        for label, kind in kinds:
            menu.addAction(label, self._asking(kind, folder))
        if path:
            menu.addSeparator()
            menu.addAction("Rename", QKeySequence("F2"), lambda: self.start_renaming(path))
            menu.addAction("Duplicate", QKeySequence("Ctrl+D"), lambda: self.duplicate_requested.emit(path))
            menu.addAction("Copy the path", lambda: self.copy_requested.emit(path))
            if index.data(FOLDER_ROLE):
                menu.addAction("Settings", lambda: self.settings_requested.emit(path))
            menu.addSeparator()
            menu.addAction("Delete", QKeySequence("Del"), lambda: self.delete_requested.emit(path))
        return menu

    def _asking(self, kind: str, folder: str) -> Callable[[], None]:
        return lambda: self.new_requested.emit(kind, folder)


class _NamingDelegate(RequestDelegate):
    """Edit a row's name in place; the tree asks for the change, and shows it once it is made."""

    def __init__(self, theme: Theme, tree: CollectionTree) -> None:
        super().__init__(theme, tree)
        self._tree = tree

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Return a field for the name."""
        del option, index
        field = QLineEdit(parent)
        field.setAccessibleName("Name")
        return field

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Show the present name, selected."""
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.DisplayRole)))
        editor.selectAll()

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ask for the name that was typed."""
        del model
        assert isinstance(editor, QLineEdit)
        self._tree.take_name(index, editor.text())

"""The list of environments: choose, add, duplicate, rename, delete."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

_NAME_ROLE = Qt.ItemDataRole.UserRole
_UNSAVED = " •"


class EnvironmentList(QWidget):
    """Show names. F2 renames, Delete deletes; `renamed` carries the old name and the new one."""

    chosen = Signal(str)
    new_requested = Signal()
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._list = _Names()
        self._list.setAccessibleName("Environments")
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._new = _button("New", "New environment")
        self._duplicate = _button("Duplicate", "Duplicate environment")
        self._rename = _button("Rename", "Rename environment")
        self._rename.setToolTip("Rename (F2)")
        self._delete = _button("Delete", "Delete environment")
        self._delete.setToolTip("Delete (Del)")
        self.setFocusProxy(self._list)
        self._lay_out()
        self._list.currentItemChanged.connect(self._tell_chosen)
        self._list.itemChanged.connect(self._tell_renamed)
        self._list.delete_pressed.connect(self._tell_deleted)
        self._new.clicked.connect(self.new_requested)
        self._duplicate.clicked.connect(lambda: self.duplicate_requested.emit(self.current()))
        self._rename.clicked.connect(self.begin_rename)
        self._delete.clicked.connect(self._tell_deleted)
        self._show_state()

    def current(self) -> str:
        """Return the chosen name, "" for none."""
        item = self._list.currentItem()
        return "" if item is None else str(item.data(_NAME_ROLE))

    def names(self) -> tuple[str, ...]:
        """Return all names in their order."""
        return tuple(str(self._list.item(row).data(_NAME_ROLE)) for row in range(self._list.count()))

    def set_names(self, names: Sequence[str], current: str, unsaved: frozenset[str] = frozenset()) -> None:
        """Show other names, without signals; a mark stands behind those with unsaved changes.

        The same names leave the rows as they are, for one of them may be open for editing.
        """
        for name in names if tuple(names) == self.names() else ():
            self.mark(name, is_unsaved=name in unsaved)
        with QSignalBlocker(self._list):
            if tuple(names) != self.names():
                self._list.clear()
                for name in names:
                    self._list.addItem(_item(name, is_unsaved=name in unsaved))
            if current in names:
                self._list.setCurrentRow(list(names).index(current))
        self._show_state()

    def mark(self, name: str, *, is_unsaved: bool) -> None:
        """Show whether an environment has unsaved changes, unless somebody is typing its name."""
        typing = self._list.state() is QAbstractItemView.State.EditingState
        with QSignalBlocker(self._list):
            for row in range(self._list.count()):
                item = self._list.item(row)
                if item.data(_NAME_ROLE) == name and not (typing and item is self._list.currentItem()):
                    item.setText(name + (_UNSAVED if is_unsaved else ""))

    def begin_rename(self) -> None:
        """Open the chosen name for editing."""
        item = self._list.currentItem()
        if item is not None:
            with QSignalBlocker(self._list):
                item.setText(self.current())
            self._list.editItem(item)

    def _tell_chosen(self) -> None:
        self._show_state()
        self.chosen.emit(self.current())

    def _tell_renamed(self, item: QListWidgetItem) -> None:
        old, new = str(item.data(_NAME_ROLE)), item.text().removesuffix(_UNSAVED).strip()
        with QSignalBlocker(self._list):
            item.setText(old)
        if new and new != old:
            # The name's editor is still being closed, and whoever hears of this may show another list.
            QTimer.singleShot(0, self, lambda: self.renamed.emit(old, new))

    def _tell_deleted(self) -> None:
        if self.current():
            self.delete_requested.emit(self.current())

    def _show_state(self) -> None:
        for button in (self._duplicate, self._rename, self._delete):
            button.setEnabled(bool(self.current()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._list, 1)
        for pair in ((self._new, self._duplicate), (self._rename, self._delete)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in pair:
                row.addWidget(button, 1)
            column.addLayout(row)


class _Names(QListWidget):
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete with Delete, unless a name is being edited."""
        if event.key() == Qt.Key.Key_Delete and self.state() is not QAbstractItemView.State.EditingState:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


def _item(name: str, *, is_unsaved: bool) -> QListWidgetItem:
    item = QListWidgetItem(name + (_UNSAVED if is_unsaved else ""))
    item.setData(_NAME_ROLE, name)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    return button

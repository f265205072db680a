"""Saved messages as rows: title, kind, size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from countersign.model.socket import MessageKind, SavedMessage
from countersign.ui.request.body.file import readable_size

TITLE_COLUMN = 0
KIND_WORDS: dict[MessageKind, str] = {"text": "Text", "json": "JSON", "xml": "XML", "binary": "Binary"}
_COLUMNS = ("Title", "Kind", "Size")
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class MessageModel(QAbstractTableModel):
    """Hold messages; `edited` follows a title that a person typed."""

    edited = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._messages: list[SavedMessage] = []

    @property
    def messages(self) -> tuple[SavedMessage, ...]:
        """Return the messages in their order."""
        return tuple(self._messages)

    def set_messages(self, messages: Sequence[SavedMessage]) -> None:
        """Hold other messages."""
        self.beginResetModel()
        self._messages = list(messages)
        self.endResetModel()

    def insert(self, row: int, message: SavedMessage) -> None:
        """Put a message before a row."""
        self.beginInsertRows(_NO_INDEX, row, row)
        self._messages.insert(row, message)
        self.endInsertRows()

    def take(self, row: int) -> SavedMessage:
        """Take a message out and return it."""
        self.beginRemoveRows(_NO_INDEX, row, row)
        message = self._messages.pop(row)
        self.endRemoveRows()
        return message

    def replace(self, row: int, message: SavedMessage) -> None:
        """Put a message in the place of another."""
        self._messages[row] = message
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(_COLUMNS) - 1))

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """Count the messages."""
        return 0 if parent.isValid() else len(self._messages)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Allow the title to be edited."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == TITLE_COLUMN else usual

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name of a column."""
        is_name = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _COLUMNS[section] if is_name else super().headerData(section, orientation, role)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell; a row speaks as one."""
        message = self._messages[index.row()]
        if role == Qt.ItemDataRole.EditRole and index.column() == TITLE_COLUMN:
            return message.title
        cells = (shown_title(message), KIND_WORDS[message.kind], shown_size(message))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == TITLE_COLUMN:
            return ", ".join(cells)
        return cells[index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Give a message another title."""
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or title == self._messages[index.row()].title:
            return False
        self.replace(index.row(), replace(self._messages[index.row()], title=title))
        self.edited.emit()
        return True


def shown_title(message: SavedMessage) -> str:
    """Return the title, or the beginning of what is sent."""
    return message.title or " ".join(message.data[:80].split()) or "Empty message"


def shown_size(message: SavedMessage) -> str:
    """Return how much is sent, as it stands: variables may change it."""
    if message.kind != "binary":
        return readable_size(len(message.data.encode("utf-8", "surrogatepass")))
    signs = "".join(message.data.split()).rstrip("=")
    return readable_size(len(signs) * 3 // 4)

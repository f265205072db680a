"""The console's rows for Qt: counted here, read from the log only where they are looked at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from countersign.ui.console.frame_row import COLUMNS, FrameRow, date_words, spoken_row, title_words
from countersign.ui.console.shown_frames import ShownFrames
from countersign.ui.token.plain_tip import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_TIME, _TYPE, _PEER = 0, 2, 3


class FrameModel(QAbstractTableModel):
    """Offer the shown frames as a table; new rows are told in one go."""

    def __init__(self, shown: ShownFrames, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._rows = len(shown)

    @property
    def shown(self) -> ShownFrames:
        """Return which frames there are."""
        return self._shown

    def show(self, shown: ShownFrames) -> None:
        """Show other frames, or the same ones after they were chosen anew."""
        self.beginResetModel()
        self._shown = shown
        self._rows = len(shown)
        self.endResetModel()

    def read(self, end: int, seconds: float) -> bool:
        """Take in the frames up to an end, for about so long; tell whether all of them are decided."""
        is_done = self._shown.read(end, seconds)
        if len(self._shown) > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, len(self._shown) - 1)
            self._rows = len(self._shown)
            self.endInsertRows()
        return is_done

    def row(self, row: int) -> FrameRow:
        """Return the texts of a row."""
        return self._shown.row(self._shown.number(row))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the rows."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text; the first one speaks for the whole row."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row(index.row()).cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row(index.row())
            return spoken_row(row) if index.column() == _TIME else row.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _TIME:
            return date_words(self._shown.frame(index.row()).at)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (_TYPE, _PEER):
            row = self.row(index.row())
            return plain_tip(title_words(row.direction, row.type, row.peer))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title; the icons of the direction need none to see."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if COLUMNS[section] == "Direction" else COLUMNS[section].upper()
        return COLUMNS[section] if role == Qt.ItemDataRole.AccessibleTextRole else None

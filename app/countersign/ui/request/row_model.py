"""The model behind the editor's tables: typed rows, a check column, and an empty last row to add one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

AnyIndex = QModelIndex | QPersistentModelIndex
CHECK_COLUMN = 0
ROOT = QModelIndex()


class TableRow(Protocol):
    """Tell what every row has."""

    @property
    def enabled(self) -> bool:
        """Tell whether the row counts."""


RowT = TypeVar("RowT", bound=TableRow)


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """Describe one text column: how it reads a row and how it changes one.

    `shown` replaces the text on screen and for screen readers (masked secrets). `masked` tells which rows are edited
    in a field that hides what it holds. `choices` are the only values of a
    column that has some. A column without `write` is read-only. `width` is in pixels, 0 takes a share of the room.
    """

    title: str
    read: Callable[[RowT], str]
    write: Callable[[RowT, str], RowT] | None = None
    shown: Callable[[RowT], str] | None = None
    choices: tuple[str, ...] = ()
    width: int = 0
    masked: Callable[[RowT], bool] | None = None


@dataclass(frozen=True, slots=True)
class RowKind(Generic[RowT]):
    """Describe a table's rows: columns, the row that a new one starts from, and how a row is switched.

    `blank` None means that rows cannot be added or removed.
    """

    columns: tuple[Column[RowT], ...]
    blank: RowT | None
    switch: Callable[[RowT, bool], RowT]
    is_empty: Callable[[RowT], bool]


class RowModel(QAbstractTableModel, Generic[RowT]):
    """Hold rows; `edited` follows every change that a person made."""

    edited = Signal()

    def __init__(self, kind: RowKind[RowT], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._rows: list[RowT] = []

    @property
    def rows(self) -> tuple[RowT, ...]:
        """Return the rows, without the empty one at the end."""
        return tuple(self._rows)

    @property
    def can_grow(self) -> bool:
        """Tell whether rows can be added."""
        return self._kind.blank is not None

    def column(self, section: int) -> Column[RowT]:
        """Return the description of a text column, counted from 1."""
        return self._kind.columns[section - 1]

    def row_at(self, row: int) -> RowT | None:
        """Return one row, None for the empty last one."""
        return self._rows[row] if row < len(self._rows) else None

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows, without `edited`; only cells that differ are announced."""
        if list(rows) == self._rows:
            return
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        self._rows = list(rows)
        self._announce(0, len(rows) - 1)

    def insert_rows(self, position: int, rows: Sequence[RowT]) -> None:
        """Put rows before a position."""
        if not rows or not self.can_grow:
            return
        self.beginInsertRows(ROOT, position, position + len(rows) - 1)
        self._rows[position:position] = rows
        self.endInsertRows()
        self.edited.emit()

    def remove_rows(self, positions: Sequence[int]) -> None:
        """Take rows out; positions behind the last row are ignored."""
        known = sorted({row for row in positions if row < len(self._rows)}, reverse=True)
        if not known or not self.can_grow:
            return
        for row in known:
            self.beginRemoveRows(ROOT, row, row)
            del self._rows[row]
            self.endRemoveRows()
        self.edited.emit()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Count the rows, the empty one included."""
        return 0 if parent.isValid() else len(self._rows) + self.can_grow

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """Count the columns, the check column included."""
        return 0 if parent.isValid() else len(self._kind.columns) + 1

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Tell what a cell allows."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == CHECK_COLUMN:
            is_row = index.row() < len(self._rows)
            return flags | Qt.ItemFlag.ItemIsUserCheckable if is_row else Qt.ItemFlag.NoItemFlags
        return flags | Qt.ItemFlag.ItemIsEditable if self.column(index.column()).write else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section == CHECK_COLUMN else self.column(section).title
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's text, its plain value for editing, and what a screen reader says."""
        row = self.row_at(index.row())
        if index.column() == CHECK_COLUMN:
            return self._check_data(row, role)
        column = self.column(index.column())
        if role == Qt.ItemDataRole.EditRole:
            return "" if row is None else column.read(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "" if row is None else (column.shown or column.read)(row)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{column.title}, row {index.row() + 1}"
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change a cell; text in the empty last row makes it a row of its own."""
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == CHECK_COLUMN:
            return self._switch(index.row(), Qt.CheckState(value) is Qt.CheckState.Checked)
        if role != Qt.ItemDataRole.EditRole or index.column() == CHECK_COLUMN:
            return False
        column = self.column(index.column())
        row = self.row_at(index.row())
        before = self._kind.blank if row is None else row
        if column.write is None or before is None or str(value) == column.read(before):
            return False
        self._store(index.row(), column.write(before, str(value)))
        return True

    def _store(self, position: int, row: RowT) -> None:
        if position == len(self._rows):
            self._begin_row(row)
            return
        self._rows[position] = row
        self._announce(position, position)
        self.edited.emit()
        if self._kind.is_empty(row):
            emptied = QPersistentModelIndex(self.index(position, CHECK_COLUMN))
            QTimer.singleShot(0, self, lambda: self._drop_if_empty(emptied))

    def _drop_if_empty(self, index: QPersistentModelIndex) -> None:
        """Take an emptied row out, once the editor that emptied it is closed."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is not None and self._kind.is_empty(row):
            self.remove_rows([index.row()])

    def _begin_row(self, row: RowT) -> None:
        """Make the empty last row a row of its own; its index, and an editor open on it, stay where they are."""
        position = len(self._rows)
        self.beginInsertRows(ROOT, position + 1, position + 1)
        self._rows.append(row)
        self.endInsertRows()
        self._announce(position, position)
        self.edited.emit()

    def _switch(self, position: int, enabled: bool) -> bool:  # noqa: FBT001 - a check box has two states
        row = self.row_at(position)
        if row is None or row.enabled == enabled:
            return False
        self._rows[position] = self._kind.switch(row, enabled)
        self._announce(position, position)
        self.edited.emit()
        return True

    def _check_data(self, row: RowT | None, role: int) -> Any:
        if row is None:
            return None
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.enabled else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "Enabled" if row.enabled else "Disabled"
        return None

    def _announce(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

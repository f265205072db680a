"""The rows of the history's list: exchanges under the heading of their day, more of them as they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from countersign.model.history import HistoryRow
from countersign.ui.history.row_words import local, row_name, row_tip, short_url, spoken_day

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_Item = HistoryRow | date


def _today() -> date:
    return datetime.now().astimezone().date()


class HistoryRows(QAbstractListModel):
    """Hold rows, newest first. `more_wanted` asks for what comes after the last one; `append` answers it."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = _today) -> None:
        super().__init__(parent)
        self._today = today
        self._items: list[_Item] = []
        self._has_more = False
        self._is_waiting = False

    @property
    def rows(self) -> tuple[HistoryRow, ...]:
        """Return the exchanges, newest first."""
        return tuple(item for item in self._items if isinstance(item, HistoryRow))

    def set_rows(self, rows: Sequence[HistoryRow], *, has_more: bool) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._items = self._headed(rows, None)
        self._has_more, self._is_waiting = has_more, False
        self.endResetModel()

    def append(self, rows: Sequence[HistoryRow], *, has_more: bool) -> None:
        """Add older rows at the end."""
        last = self._items[-1] if self._items else None
        items = self._headed(rows, last if isinstance(last, HistoryRow) else None)
        self._has_more, self._is_waiting = has_more, False
        if items:
            self.beginInsertRows(QModelIndex(), len(self._items), len(self._items) + len(items) - 1)
            self._items += items
            self.endInsertRows()

    def put_first(self, row: HistoryRow) -> None:
        """Add the newest row on top, under the heading of its day."""
        day = local(row.at).date()
        if self._items and self._items[0] == day:
            self.beginInsertRows(QModelIndex(), 1, 1)
            self._items.insert(1, row)
        else:
            self.beginInsertRows(QModelIndex(), 0, 1)
            self._items[:0] = [day, row]
        self.endInsertRows()

    def place_of(self, entry_id: int) -> QModelIndex:
        """Return where an exchange stands, an invalid index where it does not."""
        places = (at for at, item in enumerate(self._items) if isinstance(item, HistoryRow) and item.id == entry_id)
        return self.index(next(places, -1), 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count rows and headings."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row or heading shows."""
        item = self._items[index.row()]
        if not isinstance(item, HistoryRow):
            texts = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return spoken_day(item, self._today()) if role in texts else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return short_url(item.url)
            case Qt.ItemDataRole.AccessibleTextRole:
                return row_name(item)
            case Qt.ItemDataRole.ToolTipRole:
                return row_tip(item)
            case _ if role == ROW_ROLE:
                return item
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let exchanges be chosen, headings not."""
        if not index.isValid() or not isinstance(self._items[index.row()], HistoryRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def canFetchMore(self, parent: _Index) -> bool:  # noqa: N802 - Qt calls it by name
        """Tell whether older rows can be asked for now."""
        return not parent.isValid() and self._has_more and not self._is_waiting

    def fetchMore(self, _parent: _Index) -> None:  # noqa: N802 - Qt calls it by name
        """Ask for older rows, once until they come."""
        if self._has_more and not self._is_waiting:
            self._is_waiting = True
            self.more_wanted.emit()

    def _headed(self, rows: Sequence[HistoryRow], before: HistoryRow | None) -> list[_Item]:
        items: list[_Item] = []
        last = None if before is None else local(before.at).date()
        for row in rows:
            day = local(row.at).date()
            if day != last:
                items.append(day)
            items.append(row)
            last = day
        return items

"""The lines of a comparison as a table of two columns: status, headers, body, each under its heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from countersign.formats.response_diff import DiffRow, ResponseDiff

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
LEFT, RIGHT = 0, 1
_LONGEST_TIP = 2_000
_SPOKEN = {"same": "", "changed": "changed: ", "removed": "only left: ", "added": "only right: "}
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """Name what follows, and how many of its rows differ."""

    title: str
    differences: int


Line = Heading | DiffRow


def lines_of(diff: ResponseDiff) -> tuple[Line, ...]:
    """Return status, headers and body with their headings; what has no row has no heading."""
    parts: tuple[tuple[str, Sequence[DiffRow]], ...] = (
        ("Status", (diff.status,)),
        ("Headers", diff.headers),
        ("Body", diff.body),
    )
    lines: list[Line] = []
    for title, rows in parts:
        if rows:
            lines.append(Heading(title, sum(row.change != "same" for row in rows)))
            lines += rows
    return tuple(lines)


class DiffRows(QAbstractTableModel):
    """Hold the lines of one comparison."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._differing: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return all lines."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Replace all lines."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self._differing = tuple(_first_differing(self._lines))
        self.endResetModel()

    def difference(self, current: int, step: int) -> int:
        """Return the row at which the next run of differences begins (step 1), or the last one (-1); -1 for none."""
        if step > 0:
            return next((row for row in self._differing if row > current), -1)
        return next((row for row in reversed(self._differing) if row < current), -1)

    def copied(self, rows: Sequence[int]) -> str:
        """Return rows as text, the sides parted by a tab."""
        chosen = [line for line in (self._lines[row] for row in rows) if isinstance(line, DiffRow)]
        return "\n".join(f"{line.left or ''}\t{line.right or ''}" for line in chosen)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the sides."""
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one side of a line."""
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if isinstance(line, Heading):
            texts = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return line.title if role in texts and index.column() == LEFT else None
        text = line.left if index.column() == LEFT else line.right
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text or ""
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{_SPOKEN[line.change]}{text or ''}"
            case Qt.ItemDataRole.ToolTipRole:
                return (text or "")[:_LONGEST_TIP]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let lines be chosen, headings not."""
        if not index.isValid() or isinstance(self._lines[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _first_differing(lines: Sequence[Line]) -> list[int]:
    """Return the rows at which runs of differences begin."""
    differs = [isinstance(line, DiffRow) and line.change != "same" for line in lines]
    return [row for row, one in enumerate(differs) if one and not (row and differs[row - 1])]

"""The table of names and values that query parameters, headers and form fields share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from countersign.ui.request.cell_delegate import Suggest
from countersign.ui.request.row_model import Column, RowKind
from countersign.ui.request.row_table import RowTable
from countersign.ui.request.rows import LineSyntax, Row, masked
from countersign.ui.theme import Theme

NAME_COLUMN = 1
VALUE_COLUMN = 2


def key_value_table(
    theme: Theme,
    name: str,
    syntax: LineSyntax,
    *,
    suggest: Suggest | None = None,
    shown_value: Callable[[Row], str] | None = None,
) -> RowTable[Row]:
    """Return a table of rows that can be switched off; `shown_value` masks what may not be shown or copied."""
    kind = RowKind((_NAME, replace(_VALUE, shown=shown_value)), Row(), _switch, _is_empty)

    def write_lines(rows: Sequence[Row]) -> str:
        return syntax.format(masked(rows, shown_value) if shown_value else rows)

    return RowTable(theme, name, kind, read_lines=syntax.parse, write_lines=write_lines, suggest=suggest)


def fixed_names_table(theme: Theme, name: str) -> RowTable[Row]:
    """Return a table whose names are given from outside; only values are edited."""
    kind = RowKind((replace(_NAME, write=None), _VALUE), None, _switch, _is_empty)
    return RowTable(theme, name, kind)


def _write_value(row: Row, text: str) -> Row:
    return replace(row, value=text)


def _switch(row: Row, enabled: bool) -> Row:  # noqa: FBT001 - a check box has two states
    return replace(row, enabled=enabled)


def _is_empty(row: Row) -> bool:
    return not row.name and not row.value


_NAME: Column[Row] = Column("Name", lambda row: row.name, lambda row, text: replace(row, name=text))
_VALUE: Column[Row] = Column("Value", lambda row: row.value or "", _write_value)

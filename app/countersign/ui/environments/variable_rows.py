"""The rows of the table of variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from countersign.model.workspace import Variable, VariableType
from countersign.ui.request.chip_text import MASKED
from countersign.ui.request.row_model import Column, RowKind
from countersign.ui.request.rows import EQUALS_LINES, Row

VALUE_COLUMN = 2
_TYPES: Mapping[str, VariableType] = {
    "text": "",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "object": "object",
}
_SECRET = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class VariableRow:
    """Hold one variable as it is edited; a secret one with its value."""

    name: str = ""
    value: str = field(default="", repr=False)
    secret: bool = False
    type: VariableType = ""
    enabled: bool = True

    @classmethod
    def of(cls, variable: Variable, secrets: Mapping[str, str]) -> VariableRow:
        """Return the row of a variable; `secrets` are the values that its file does not hold."""
        value = secrets.get(variable.name, variable.value) if variable.secret else variable.value
        return cls(variable.name, value, variable.secret, variable.type, variable.enabled)

    def variable(self) -> Variable:
        """Return the variable as its file holds it: a secret one without its value."""
        return Variable(self.name, "" if self.secret else self.value, self.secret, self.type, self.enabled)


def variable_rows_kind(uses: Callable[[str], str]) -> RowKind[VariableRow]:
    """Return the columns; `uses` says in how many places a name is written."""
    return RowKind(
        (
            Column("Name", lambda row: row.name, lambda row, text: replace(row, name=text.strip())),
            Column(
                "Value",
                lambda row: row.value,
                lambda row, text: replace(row, value=text),
                shown=_shown_value,
                masked=lambda row: row.secret,
            ),
            Column("Type", _type_word, _with_type, choices=tuple(_TYPES), width=92),
            Column("Secret", lambda row: _SECRET[row.secret], _with_secret, choices=("no", "yes"), width=76),
            Column("Used", lambda row: uses(row.name), width=64),
        ),
        VariableRow(),
        lambda row, enabled: replace(row, enabled=enabled),
        lambda row: not row.name and not row.value,
    )


def read_variable_lines(text: str) -> tuple[VariableRow, ...]:
    """Return the rows of pasted lines such as `NAME=value`."""
    return tuple(VariableRow(row.name, row.value or "", enabled=row.enabled) for row in EQUALS_LINES.parse(text))


def write_variable_lines(rows: Sequence[VariableRow]) -> str:
    """Return rows as lines to copy; secret values stay masked."""
    return EQUALS_LINES.format(Row(row.name, _shown_value(row), row.enabled) for row in rows)


def _shown_value(row: VariableRow) -> str:
    return MASKED if row.secret and row.value else row.value


def _type_word(row: VariableRow) -> str:
    return next(word for word, name in _TYPES.items() if name == row.type)


def _with_type(row: VariableRow, word: str) -> VariableRow:
    return replace(row, type=_TYPES.get(word, row.type))


def _with_secret(row: VariableRow, word: str) -> VariableRow:
    return replace(row, secret=word == _SECRET[True])

"""Rows of the editor's tables, and how they are written as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from countersign.model.body import FormField
from countersign.model.request import Header, Parameter


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row of a name and value table; `value` None means that there was no "="."""

    name: str = ""
    value: str | None = ""
    enabled: bool = True
    description: str = ""

    @classmethod
    def of_parameter(cls, parameter: Parameter) -> Row:
        """Return the row of a query or path parameter."""
        return cls(parameter.name, parameter.value, parameter.enabled, parameter.description)

    @classmethod
    def of_header(cls, header: Header) -> Row:
        """Return the row of a header."""
        return cls(header.name, header.value, header.enabled, header.description)

    @classmethod
    def of_field(cls, field: FormField) -> Row:
        """Return the row of a form field."""
        return cls(field.name, field.value, field.enabled)

    def parameter(self) -> Parameter:
        """Return the row as a query or path parameter."""
        return Parameter(self.name, self.value, self.enabled, self.description)

    def header(self) -> Header:
        """Return the row as a header."""
        return Header(self.name, self.value or "", self.enabled, self.description)

    def field(self) -> FormField:
        """Return the row as a form field."""
        return FormField(self.name, self.value or "", self.enabled)


@dataclass(frozen=True, slots=True)
class LineSyntax:
    """Say what stands between name and value: the first of `separators` splits, `written` joins."""

    written: str
    separators: tuple[str, ...]

    def format(self, rows: Iterable[Row]) -> str:
        """Write one line for each row; a disabled one starts with `# `."""
        return "\n".join(self._line(row) for row in rows)

    def parse(self, text: str) -> tuple[Row, ...]:
        """Read one row from each line that is not empty."""
        return tuple(self._row(line) for line in text.splitlines() if line.strip())

    def _line(self, row: Row) -> str:
        mark = "" if row.enabled else "# "
        return mark + row.name + ("" if row.value is None else self.written + row.value)

    def _row(self, line: str) -> Row:
        line, enabled = _without_mark(line.strip())
        found = [(line.find(separator), separator) for separator in self.separators if separator in line]
        if not found:
            return Row(line, None, enabled)
        position, separator = min(found)
        return Row(line[:position].rstrip(), line[position + len(separator) :].lstrip(), enabled)


EQUALS_LINES = LineSyntax("=", ("=", ": "))
HEADER_LINES = LineSyntax(": ", (":", "="))


def with_descriptions_of(old: Sequence[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    """Return the new rows, each with the description of the next old row of its name."""
    waiting = list(old)
    described = []
    for row in new:
        match = next((index for index, other in enumerate(waiting) if other.name == row.name), None)
        described.append(row if match is None else replace(row, description=waiting.pop(match).description))
    return tuple(described)


def masked(rows: Iterable[Row], shown: Callable[[Row], str]) -> tuple[Row, ...]:
    """Return the rows with the values that may stand on screen."""
    return tuple(row if row.value is None else replace(row, value=shown(row)) for row in rows)


def unmasked(old: Sequence[Row], new: Iterable[Row], shown: Callable[[Row], str]) -> tuple[Row, ...]:
    """Return the new rows; one whose value is only a mask gets the next value that an old row of its name hides."""
    hidden = [row for row in old if row.value is not None and shown(row) != row.value]
    plain = []
    for row in new:
        match = next(
            (at for at, other in enumerate(hidden) if (other.name, shown(other)) == (row.name, row.value)), None
        )
        plain.append(row if match is None else replace(row, value=hidden.pop(match).value))
    return tuple(plain)


def _without_mark(line: str) -> tuple[str, bool]:
    for mark in ("#", "//"):
        if line.startswith(mark):
            return line.removeprefix(mark).lstrip(), False
    return line, True

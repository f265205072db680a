"""The variables of a draft as environment variables, and the marks that stand for their values in its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from countersign.formats.snippets.snippet_request import EnvironmentVariable
from countersign.variables.template_syntax import VARIABLE, variable_name

Value = TypeVar("Value")

_NOT_IN_A_NAME = re.compile(r"[^A-Z0-9]+")


class EnvironmentNames:
    """Give each variable of a draft an environment variable: `{{api.key}}` becomes COUNTERSIGN_API_KEY.

    A mark is made of lower-case letters and digits, so it survives any encoding, and stands nowhere in the draft.
    """

    def __init__(self, draft: object) -> None:
        texts = "\n".join(_texts(draft)).lower()
        # The letter "c" begins a mark and comes again nowhere in it, so no text can grow together with one.
        self._prefix = "countersignq"
        while self._prefix in texts:
            self._prefix += "q"
        self._variables: dict[str, EnvironmentVariable] = {}

    @property
    def variables(self) -> tuple[EnvironmentVariable, ...]:
        """Return the variables in the order in which they were asked for."""
        return tuple(self._variables.values())

    def mark(self, key: str, wanted: str, meaning: str) -> str:
        """Return the mark of a variable; the same key is the same variable."""
        if key not in self._variables:
            mark = f"{self._prefix}{len(self._variables)}q"
            self._variables[key] = EnvironmentVariable(self._free_name(wanted), meaning, mark)
        return self._variables[key].mark

    def marked(self, value: Value) -> Value:
        """Return a text, tuple or dataclass with the mark of each variable in its place, and no lone surrogates."""
        if isinstance(value, str):
            text = value if value.isascii() else value.encode("utf-8", "replace").decode()
            return cast("Value", VARIABLE.sub(lambda match: self._of_variable(variable_name(match)), text))
        if isinstance(value, tuple):
            return cast("Value", tuple(self.marked(item) for item in value))
        if is_dataclass(value) and not isinstance(value, type):
            changes = {item.name: self.marked(getattr(value, item.name)) for item in fields(value)}
            return cast("Value", replace(cast("Any", value), **changes))
        return value

    def _of_variable(self, name: str) -> str:
        return self.mark(f"{{{{{name}}}}}", name, f"the value of {{{{{name}}}}}")

    def _free_name(self, wanted: str) -> str:
        base = name = f"COUNTERSIGN_{_NOT_IN_A_NAME.sub('_', wanted.upper()).strip('_') or 'VALUE'}"
        taken, number = {variable.name for variable in self._variables.values()}, 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        return name


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from _texts(getattr(value, item.name))

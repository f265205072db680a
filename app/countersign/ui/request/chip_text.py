"""What a URL's chips say: the variables in it, what they stand for, where that comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from countersign.model.request import Parameter
from countersign.variables.scopes import Scope
from countersign.variables.template import tokens

MASKED = "••••••••"
_OPEN_NAME = re.compile(r"\{\{\s*([^{}\s]*)$")


@dataclass(frozen=True, slots=True)
class Chip:
    """Mark a variable in a text by its offsets; `words` say its value and origin in plain text."""

    start: int
    end: int
    kind: Literal["variable", "path"]
    missing: bool
    words: str


def chips(text: str, scope: Scope, path_params: tuple[Parameter, ...]) -> tuple[Chip, ...]:
    """Return the variables of a URL in order; secret values are masked."""
    values = {param.name: param for param in path_params}
    found = []
    for token in tokens(text):
        if token.kind == "variable":
            missing, words = _variable(token.name, scope)
            found.append(Chip(token.start, token.end, "variable", missing, words))
        elif token.kind == "path":
            missing, words = _path_variable(token.name, values.get(token.name))
            found.append(Chip(token.start, token.end, "path", missing, words))
    return tuple(found)


def variable_names(scope: Scope) -> tuple[str, ...]:
    """Return the names of all variables, sorted."""
    return tuple(sorted({variable.name for layer in scope.layers for variable in layer.variables}))


def name_being_typed(before_cursor: str) -> str | None:
    """Return what stands behind the last open `{{`, None when no variable is being typed."""
    found = _OPEN_NAME.search(before_cursor)
    return found[1] if found else None


def _variable(name: str, scope: Scope) -> tuple[bool, str]:
    value = scope.lookup(name)
    if value is None:
        places = ", ".join(scope.origins)
        return True, f"{name} is not defined" + (f" (looked in {places})" if places else ", no environment is chosen")
    shown = MASKED if value.secret else value.value
    if not value.value:
        return value.secret, f"{name} has no value, from {value.origin}"
    return False, f"{name} = {shown}\nfrom {value.origin}"


def _path_variable(name: str, param: Parameter | None) -> tuple[bool, str]:
    if param is not None and not param.enabled:
        return False, f":{name} is sent as it is written: its path variable is switched off"
    if param is None or not param.value:
        return True, f":{name} has no value\ntype one under Params, Path variables"
    return False, f":{name} = {param.value}\nfrom Params, Path variables"

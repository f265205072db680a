"""What a URL's chips say: the variables in it, what they stand for, where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from countersign.model.errors import InputError
from countersign.model.request import Parameter
from countersign.variables.dynamic_values import is_dynamic, parse_call
from countersign.variables.scopes import Found, Scope
from countersign.variables.template import tokens
from countersign.variables.template_syntax import prompt_question

MASKED = "••••••••"


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
    scope = scope.for_preview()
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


def _variable(name: str, scope: Scope) -> tuple[bool, str]:
    found = scope.lookup(name)
    if found is not None:
        return _defined(name, found, scope)
    if question := prompt_question(name):
        return False, f"{question} is asked before the send"
    if is_dynamic(name):
        return _dynamic(name, scope)
    places = ", ".join(scope.origins)
    return True, f"{name} is not defined" + (f" (looked in {places})" if places else ", no environment is chosen")


def _defined(name: str, written: Found, scope: Scope) -> tuple[bool, str]:
    if not written.value:
        return written.secret, f"{name} has no value, from {written.origin}"
    origin = f"from {written.origin}"
    try:
        resolution = scope.resolve(name)
    except InputError as error:
        return True, f"{error.failure.sentence}\n{origin}"
    if missing := _without_questions(resolution.missing):
        return True, f"{name} needs {missing}, which has no value\n{origin}"
    final = resolution.found or written
    shown = MASKED if final.secret or written.secret else final.value
    return False, f"{name} = {shown}\n{origin}"


def _dynamic(name: str, scope: Scope) -> tuple[bool, str]:
    try:
        call = parse_call(name)
        resolution = scope.resolve(name)
    except InputError as error:
        return True, error.failure.sentence
    if missing := _without_questions(resolution.missing):
        return True, f"{call.name} needs {missing}, which has no value"
    if resolution.found is None:
        return False, f"{name}: {call.dynamic.words}"
    value = MASKED if resolution.found.secret else resolution.found.value
    is_new = not call.dynamic.parameters or call.dynamic.optional
    return False, f"{call.name}: {call.dynamic.words}\n" + (f"new at each send, such as {value}" if is_new else value)


def _without_questions(missing: tuple[str, ...]) -> str:
    return ", ".join(name for name in missing if not prompt_question(name))


def _path_variable(name: str, param: Parameter | None) -> tuple[bool, str]:
    if param is not None and not param.enabled:
        return False, f":{name} is sent as it is written: its path variable is switched off"
    if param is None or not param.value:
        return True, f":{name} has no value\ntype one under Params, Path variables"
    return False, f":{name} = {param.value}\nfrom Params, Path variables"

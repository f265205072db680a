"""What is offered while a variable is being typed, and what its name becomes in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.model.errors import InputError
from countersign.ui.request.chip_text import MASKED
from countersign.variables.dynamic_values import DYNAMIC_ORIGIN, DYNAMIC_VALUES, parameter_count
from countersign.variables.scopes import Scope

_LONGEST_PREVIEW = 80
_OPEN = re.compile(r"""\{\{\s*(?:(?P<function>\$\w+)(?P<arguments>(?:\s+[^{}\s"']+)*)\s+)?(?P<word>[^{}\s"']*)$""")


@dataclass(frozen=True, slots=True)
class Typed:
    """Hold the word before the cursor; as an argument, whose it is and how many stand before it."""

    word: str
    function: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Offer a name; `preview` is its value or what it gives, `origin` where that comes from."""

    name: str
    preview: str
    origin: str


@dataclass(frozen=True, slots=True)
class Completion:
    """Hold what takes the place of the typed word; `is_open` tells that an argument is to follow."""

    text: str
    is_open: bool


def typed_at(before_cursor: str) -> Typed | None:
    """Return what stands behind the last open `{{`, None when no variable is being typed."""
    found = _OPEN.search(before_cursor)
    if found is None:
        return None
    return Typed(found["word"], found["function"] or "", len((found["arguments"] or "").split()))


def variable_names(scope: Scope) -> tuple[str, ...]:
    """Return the names of all variables, sorted."""
    return tuple(sorted({one.name for layer in scope.layers for one in layer.variables if one.enabled}))


def suggestions(typed: Typed, scope: Scope) -> tuple[Suggestion, ...]:
    """Return the names that hold the typed word, those first that start with it; secret values are masked.

    Dynamic values are offered as long as nothing or a "$" is typed, and not as arguments.
    """
    wanted = typed.word.casefold()
    names = [name for name in variable_names(scope) if wanted in name.casefold()]
    names.sort(key=lambda name: not name.casefold().startswith(wanted))
    found = [_of_variable(name, scope.for_preview()) for name in names]
    if not typed.function and (not wanted or wanted.startswith("$")):
        dynamic = (one for one in DYNAMIC_VALUES if one.name.casefold().startswith(wanted))
        found += [Suggestion(one.name, one.words, DYNAMIC_ORIGIN) for one in dynamic]
    return tuple(found)


def completion(typed: Typed, name: str) -> Completion:
    """Return the name as it is put into the text, with a space where an argument is to follow."""
    wanted = parameter_count(typed.function or name)
    filled = typed.before + 1 if typed.function else 0
    return Completion(f"{name} ", is_open=True) if filled < wanted else Completion(name, is_open=False)


def _of_variable(name: str, scope: Scope) -> Suggestion:
    written = scope.lookup(name)
    assert written is not None
    if written.secret:
        return Suggestion(name, MASKED if written.value else "no value", written.origin)
    try:
        found = scope.resolve(name).found
    except InputError:
        found = None
    if found is not None and found.secret:
        return Suggestion(name, MASKED, written.origin)
    value = written.value if found is None else found.value
    line = " ".join(value[: 4 * _LONGEST_PREVIEW].split())
    shown = line if len(line) <= _LONGEST_PREVIEW else f"{line[:_LONGEST_PREVIEW]}…"
    return Suggestion(name, shown or "no value", written.origin)

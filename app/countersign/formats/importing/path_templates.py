"""Paths with `{name}` in them, as OpenAPI and API Gateway write them, with our `:name` and `{{name}}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from countersign.model.request import Parameter
from countersign.model.workspace import Variable

_TEMPLATE = re.compile(r"\{(?P<name>[^{}/]{1,200})\}")
_SEGMENT_NAME = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True, slots=True)
class TemplatedPath:
    """Hold a path, values for its `:name` segments, and variables for names that are only a part of a segment.

    `greedy` lists the names of API Gateway's `{name+}`, which stand for several segments.
    """

    path: str
    params: tuple[Parameter, ...]
    variables: tuple[Variable, ...]
    greedy: tuple[str, ...]


def templated(path: str, describe: Callable[[str], tuple[str, str]]) -> TemplatedPath:
    """Return a path in our way of writing; `describe` gives a name's sample value and description."""
    params: dict[str, Parameter] = {}
    variables: dict[str, Variable] = {}
    greedy: dict[str, None] = {}

    def replaced(match: re.Match[str]) -> str:
        written = match["name"]
        name = written.removesuffix("+")
        value, description = describe(written)
        if name != written:
            greedy[name] = None
        before, after = match.string[match.start() - 1], match.string[match.end() :][:1]
        if before == "/" and after in {"", "/"} and _SEGMENT_NAME.fullmatch(name):
            params[name] = Parameter(name, value or name, description=description)
            return f":{name}"
        variables[name] = Variable(name, value or name)
        return f"{{{{{name}}}}}"

    text = _TEMPLATE.sub(replaced, path if path.startswith("/") else f"/{path}")
    return TemplatedPath(text, tuple(params.values()), tuple(variables.values()), tuple(greedy))

"""Which handler answers which path."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from countersign.playground.exchange import Answer, ReceivedRequest, json_answer

Arguments = dict[str, str]
Handler = Callable[[ReceivedRequest, Arguments], Awaitable[Answer]]

_PLACEHOLDER = re.compile(r"\{(\w+)(\.\.\.)?\}")


@dataclass(frozen=True, slots=True)
class Route:
    """Join a path template to its handler.

    `{name}` stands for one segment, `{name...}` for the rest of the path; both are handed over percent-decoded.
    `methods` empty takes any.
    """

    template: str
    summary: str
    handler: Handler
    methods: tuple[str, ...] = ()


class Router:
    """Find the route of a request; the first that fits wins."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(route, path_pattern(route.template)) for route in routes]

    async def answer(self, request: ReceivedRequest) -> Answer:
        """Let the route answer; 404 for an unknown path, 405 for a method that it does not take."""
        allowed: list[str] = []
        for route, pattern in self._routes:
            match = pattern.fullmatch(request.path)
            if match is None:
                continue
            if not route.methods or request.method in route.methods:
                return await route.handler(
                    request, {name: unquote(value) for name, value in match.groupdict().items()}
                )
            allowed.extend(route.methods)
        if allowed:
            return json_answer({"message": "Method Not Allowed"}, 405, (("allow", ", ".join(allowed)),))
        return json_answer({"message": f"Not Found: the playground has no {request.path}. / lists what it has."}, 404)


def number(text: str, low: float, high: float) -> float | None:
    """Return the number that a path or a query names, within bounds; None when it is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return min(max(value, low), high) if value == value else None  # noqa: PLR0124 - only NaN differs from itself


def bad_request(sentence: str) -> Answer:
    """Answer 400 with a sentence."""
    return json_answer({"message": sentence}, 400)


def path_pattern(template: str) -> re.Pattern[str]:
    """Return the expression that a template's paths match."""
    parts: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        parts.append(re.escape(template[end : match.start()]))
        parts.append(f"(?P<{match[1]}>{'.*' if match[2] else '[^/]+'})")
        end = match.end()
    parts.append(re.escape(template[end:]))
    return re.compile("".join(parts), re.DOTALL)

"""What arrived, told back: the request itself, and cookies."""

from __future__ import annotations

from typing import Any

from countersign.playground.canonical import decoded_pairs
from countersign.playground.exchange import Answer, ReceivedRequest, json_answer
from countersign.playground.routing import Arguments, Route, bad_request

_LONGEST_TEXT = 64 * 1024


def routes() -> tuple[Route, ...]:
    """Return the routes that tell a request back."""
    return (
        Route("/echo", "the request as received, any method", _answer_echo),
        Route("/echo/{rest...}", "likewise, for any path below", _answer_echo),
        Route("/cookies", "the cookies received", _answer_cookies),
        Route("/cookies/set", "set a cookie for each parameter: ?name=value", _answer_set_cookies),
    )


def describe_request(request: ReceivedRequest) -> dict[str, Any]:
    """Return method, raw target, headers in order with repeats, and the body's hash, size and text if it is short."""
    return {
        "method": request.method,
        "target": request.target,
        "http_version": request.http_version,
        "scheme": request.scheme,
        "headers": [[name, value] for name, value in request.headers],
        "body": {"size": request.body.size, "sha256": request.body.sha256, "text": _short_text(request.body.data)}
        if request.body.size <= _LONGEST_TEXT
        else {"size": request.body.size, "sha256": request.body.sha256},
    }


async def _answer_echo(request: ReceivedRequest, _: Arguments) -> Answer:
    return json_answer(describe_request(request))


async def _answer_cookies(request: ReceivedRequest, _: Arguments) -> Answer:
    lines = [value for name, value in request.headers if name.lower() == "cookie"]
    pairs = [part.strip().partition("=") for line in lines for part in line.split(";") if part.strip()]
    return json_answer({"cookies": {name: value for name, _, value in pairs}})


async def _answer_set_cookies(request: ReceivedRequest, _: Arguments) -> Answer:
    pairs = decoded_pairs(request.query)
    if not pairs or any(_breaks_header(name + value) for name, value in pairs):
        return bad_request("Name a cookie in the query, such as ?name=value, in printable ASCII without ; or ,")
    headers = tuple(("set-cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax") for name, value in pairs)
    return json_answer({"set": dict(pairs)}, headers=headers)


def _breaks_header(text: str) -> bool:
    return not (text.isascii() and text.isprintable()) or any(character in text for character in ';," \\')


def _short_text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None

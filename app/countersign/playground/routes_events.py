"""Server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.routing import Arguments, Route, bad_request, number

_MOST_EVENTS = 1_000_000


def routes() -> tuple[Route, ...]:
    """Return the route of the event stream."""
    return (Route("/events", "server-sent events: ?count=5&interval=200 (milliseconds)", _answer_events),)


async def _answer_events(request: ReceivedRequest, _: Arguments) -> Answer:
    parameters = request.parameters()
    count = number(parameters.get("count", "5"), 0, _MOST_EVENTS)
    interval = number(parameters.get("interval", "200"), 0, 60_000)
    if count is None or interval is None:
        return bad_request("count and interval are numbers.")
    headers = (("content-type", "text/event-stream"), ("cache-control", "no-store"))
    return Answer(200, headers, _events(int(count), interval / 1000))


async def _events(count: int, interval: float) -> AsyncGenerator[bytes, None]:
    yield b": the playground's clock\nretry: 3000\n\n"
    for index in range(1, count + 1):
        data = json.dumps({"order": f"o-{5000 + index}", "of": count})
        yield f"id: {index}\nevent: {'done' if index == count else 'order'}\ndata: {data}\n\n".encode()
        if index < count:
            await asyncio.sleep(interval)

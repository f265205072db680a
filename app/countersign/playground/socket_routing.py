"""Which handler opens the WebSocket at which path."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from countersign.playground.exchange import json_answer
from countersign.playground.routing import Arguments, path_pattern
from countersign.playground.web_socket import WebSocket

SocketHandler = Callable[[WebSocket, Arguments], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SocketRoute:
    """Join a path template, as in `Route`, to the handler of its connections."""

    template: str
    summary: str
    handler: SocketHandler


class SocketRouter:
    """Find the route of a handshake; the first that fits wins."""

    def __init__(self, routes: Iterable[SocketRoute]) -> None:
        self._routes = [(route, path_pattern(route.template)) for route in routes]

    async def serve(self, socket: WebSocket) -> None:
        """Let the route serve the connection; refuse it with 404 at an unknown path."""
        for route, pattern in self._routes:
            match = pattern.fullmatch(socket.request.path)
            if match is not None:
                await route.handler(socket, {name: unquote(value) for name, value in match.groupdict().items()})
                return
        sentence = f"Not Found: the playground has no WebSocket at {socket.request.path}. / lists what it has."
        await socket.refuse(json_answer({"message": sentence}, 404))

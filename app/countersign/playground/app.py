"""The playground as an ASGI application: reads a request whole, finds its route, writes the answer."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from countersign.playground.connections import Connections
from countersign.playground.exchange import Answer, ReceivedBody, ReceivedRequest, json_answer
from countersign.playground.routing import Router
from countersign.playground.signaling_gate import Role, SignalingGate
from countersign.playground.socket_routing import SocketRouter
from countersign.playground.web_socket import WebSocket

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_KEPT_BODY = 16 * 1024 * 1024
_SIGNALING_ONLY = json_answer(
    {"message": "Here a signaling channel is joined, over WebSocket."}, 426, (("upgrade", "websocket"),)
)
_NO_BODY = ReceivedBody(hashlib.sha256().hexdigest(), 0, b"")


@dataclass(frozen=True, slots=True)
class Signaling:
    """Say on which ports signaling channels are joined: nothing else is served there."""

    gate: SignalingGate
    master_port: int
    viewer_port: int

    def role_at(self, port: int) -> Role | None:
        """Return the role of a port, None for one that serves all the rest."""
        roles: dict[int, Role] = {self.master_port: "MASTER", self.viewer_port: "VIEWER"}
        return roles.get(port)


class PlaygroundApp:
    """Answer ASGI http, websocket and lifespan scopes (asgi.readthedocs.io)."""

    def __init__(self, router: Router, sockets: SocketRouter, signaling: Signaling, connections: Connections) -> None:
        self._router = router
        self._sockets = sockets
        self._signaling = signaling
        self._connections = connections

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one scope."""
        if scope["type"] == "lifespan":
            await _serve_lifespan(receive, send)
        elif scope["type"] == "websocket":
            await self._serve_socket(WebSocket(scope, receive, send, _request(scope, _NO_BODY), self._connections))
        else:
            await self._serve_request(scope, receive, send)

    async def _serve_socket(self, socket: WebSocket) -> None:
        role = self._signaling.role_at(socket.port)
        if role is None:
            await self._sockets.serve(socket)
        else:
            await self._signaling.gate.serve(socket, role)

    async def _serve_request(self, scope: Message, receive: Receive, send: Send) -> None:
        body = await _read_body(receive)
        if body is None:
            return
        request = _request(scope, body)
        if self._signaling.role_at(scope["server"][1]) is not None:
            await _send_answer(_SIGNALING_ONLY, request, send)
            return
        working = asyncio.ensure_future(self._write_answer(request, send))
        gone = asyncio.ensure_future(_disconnect(receive))
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        for task in (working, gone):
            task.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)

    async def _write_answer(self, request: ReceivedRequest, send: Send) -> None:
        try:
            answer = await self._router.answer(request)
        except Exception as error:  # noqa: BLE001 - a fault of one route must not look like a broken network
            answer = json_answer({"message": f"The playground failed: {type(error).__name__}."}, 500)
        await _send_answer(answer, request, send)


def _request(scope: Message, body: ReceivedBody) -> ReceivedRequest:
    return ReceivedRequest(
        method=scope.get("method", "GET"),  # a WebSocket's scope names none
        path=scope["raw_path"].decode("ascii", "surrogateescape"),
        query=scope["query_string"].decode("ascii", "surrogateescape"),
        headers=tuple((name.decode("latin-1"), _header_text(value)) for name, value in scope["headers"]),
        http_version=scope["http_version"],
        scheme=scope["scheme"],
        body=body,
    )


def _header_text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _serve_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read_body(receive: Receive) -> ReceivedBody | None:
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece: bytes = message.get("body", b"")
        digest.update(piece)
        size += len(piece)
        kept += piece[: max(0, _KEPT_BODY - len(kept))]
        if not message.get("more_body", False):
            return ReceivedBody(digest.hexdigest(), size, bytes(kept))


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_answer(answer: Answer, request: ReceivedRequest, send: Send) -> None:
    headers = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    bodiless = request.method == "HEAD" or answer.status in {204, 205, 304}
    if isinstance(answer.body, bytes) and not any(name == b"content-length" for name, _ in headers):
        headers += [] if answer.status in {204, 304} else [(b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if isinstance(answer.body, bytes):
        await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    elif not bodiless:
        async with contextlib.aclosing(answer.body) as pieces:
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                await asyncio.sleep(0)  # a send to a client that has gone returns at once, and its end must be read
    if not (answer.cut_short and request.http_version != "2"):
        await send({"type": "http.response.body", "body": b"", "more_body": False})

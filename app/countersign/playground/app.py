"""The playground as an ASGI application: reads a request whole, finds its route, writes the answer."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from countersign.playground import routes_answers, routes_bodies, routes_echo, routes_events
from countersign.playground.exchange import Answer, ReceivedBody, ReceivedRequest, json_answer
from countersign.playground.forwarding import Upstream
from countersign.playground.judge import SignedService
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.routes_cognito import absent_routes, cognito_routes
from countersign.playground.routes_s3 import ObjectStore
from countersign.playground.routes_tokens import mint_routes, pool_routes
from countersign.playground.routes_users import UsersApi
from countersign.playground.routing import Arguments, Route, Router
from countersign.playground.user_pool import UserPoolSeed

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Cognito = tuple[Upstream, UserPoolSeed] | str  # a str says why there is none

_KEPT_BODY = 16 * 1024 * 1024


class PlaygroundApp:
    """Answer ASGI http and lifespan scopes (asgi.readthedocs.io, HTTP message format)."""

    def __init__(self, router: Router) -> None:
        self._router = router

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one scope."""
        if scope["type"] == "lifespan":
            await _serve_lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await self._serve_request(scope, receive, send)

    async def _serve_request(self, scope: Message, receive: Receive, send: Send) -> None:
        body = await _read_body(receive)
        if body is None:
            return
        request = _request(scope, body)
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


def build_app(keys: PlaygroundKeys, region: str, base: str, cognito: Cognito) -> PlaygroundApp:
    """Put all routes together; `base` is the URL under which the test issuer is known."""
    gateway = SignedService("execute-api", region, s3=False, skew=timedelta(minutes=5))
    s3 = SignedService("s3", region, s3=True, skew=timedelta(minutes=15))
    routes = (
        *UsersApi(keys, gateway, _now).routes(),
        *ObjectStore(keys, s3, _now).routes(),
        *routes_echo.routes(),
        *routes_answers.routes(),
        *routes_bodies.routes(),
        *routes_events.routes(),
        *mint_routes(base, _now),
        *_cognito_routes(cognito, keys),
    )
    return PlaygroundApp(Router((_index(routes), *routes)))


def _cognito_routes(cognito: Cognito, keys: PlaygroundKeys) -> tuple[Route, ...]:
    if isinstance(cognito, str):
        return absent_routes(cognito)
    upstream, seed = cognito
    return (*pool_routes(seed, upstream, _now), *cognito_routes(upstream, keys))


def _index(routes: tuple[Route, ...]) -> Route:
    listing = {f"{' '.join(route.methods)} {route.template}".strip(): route.summary for route in routes}

    async def answer(request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request, arguments
        return json_answer({"name": "Countersign playground", "routes": listing})

    return Route("/", "this list", answer, ("GET", "HEAD"))


def _now() -> datetime:
    return datetime.now(UTC)


def _request(scope: Message, body: ReceivedBody) -> ReceivedRequest:
    return ReceivedRequest(
        method=scope["method"],
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

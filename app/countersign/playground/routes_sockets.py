"""WebSockets that anybody may open: echo, an order feed, floods, every end and every refusal."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from countersign.playground.exchange import Answer, json_answer
from countersign.playground.routing import Arguments, bad_request, number
from countersign.playground.socket_routing import SocketRoute
from countersign.playground.web_socket import WebSocket

_SUBPROTOCOLS = ("echo", "chat")
_ITEMS = ("Blue shoes", "Rain jacket", "Camera mount", "Desk lamp")
_MOST_MESSAGES = 1_000_000
_LARGEST_MESSAGE = 8 * 1024 * 1024
_NEVER_SENT = frozenset({1004, 1005, 1006, 1015})  # RFC 6455, section 7.4.1


def routes() -> tuple[SocketRoute, ...]:
    """Return the routes that want no credentials."""
    return (
        SocketRoute("/ws/echo", "every message back, text and binary; subprotocols echo and chat", _echo),
        SocketRoute("/ws/feed", "an order as JSON each second: ?interval=1000 (milliseconds) &count=", _feed),
        SocketRoute("/ws/flood", "as fast as it goes: ?count=1000&bytes=100&binary=0, then closes", _flood),
        SocketRoute("/ws/close", "closes at once: ?code=1000&reason=", _close),
        SocketRoute("/ws/drop", "drops the TCP connection ?after=0 messages, without a close frame", _drop),
        SocketRoute("/ws/refuse/{status}", "refused with that status and a body: ?location= for a redirect", _refuse),
        SocketRoute("/ws/hang", "the handshake is never answered", _hang),
        SocketRoute("/ws/eof", "the connection ends instead of an answer to the handshake", _cut),
    )


async def echo(socket: WebSocket) -> None:
    """Accept with a known subprotocol and return each message as it came."""
    await socket.accept(next((name for name in socket.offered if name in _SUBPROTOCOLS), None))
    async for message in socket.messages():
        await socket.send(message)


async def _echo(socket: WebSocket, _: Arguments) -> None:
    await echo(socket)


async def _feed(socket: WebSocket, _: Arguments) -> None:
    parameters = socket.request.parameters()
    interval = number(parameters.get("interval", "1000"), 1, 60_000)
    count = number(parameters.get("count", str(_MOST_MESSAGES)), 0, _MOST_MESSAGES)
    if interval is None or count is None:
        await socket.refuse(bad_request("interval and count are numbers."))
        return
    await socket.accept()
    await socket.while_open(_send_orders(socket, int(count), interval / 1000))
    await socket.close()


async def _send_orders(socket: WebSocket, count: int, interval: float) -> None:
    for index in range(1, count + 1):
        order = {
            "event": "order",
            "id": f"o-{5000 + index}",
            "item": _ITEMS[index % len(_ITEMS)],
            "quantity": index % 5 + 1,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        await socket.send(json.dumps(order))
        if index < count:
            await asyncio.sleep(interval)


async def _flood(socket: WebSocket, _: Arguments) -> None:
    parameters = socket.request.parameters()
    count = number(parameters.get("count", "1000"), 0, _MOST_MESSAGES)
    size = number(parameters.get("bytes", "100"), 0, _LARGEST_MESSAGE)
    if count is None or size is None:
        await socket.refuse(bad_request("count and bytes are numbers."))
        return
    await socket.accept()
    await socket.while_open(_send_many(socket, int(count), int(size), parameters.get("binary", "0") == "1"))
    await socket.close()


async def _send_many(socket: WebSocket, count: int, size: int, binary: bool) -> None:  # noqa: FBT001 - one caller
    for index in range(count):
        text = f"{index} ".ljust(size, "x")[:size]
        await socket.send(text.encode() if binary else text)
        await asyncio.sleep(0)  # a send to a client that reads returns at once, and others want their turn


async def _close(socket: WebSocket, _: Arguments) -> None:
    parameters = socket.request.parameters()
    code = number(parameters.get("code", "1000"), 0, 10_000)
    if code is None or not 1000 <= code <= 4999 or code in _NEVER_SENT:
        await socket.refuse(bad_request("code is a number from 1000 to 4999 that may stand in a close frame."))
        return
    await socket.accept()
    await socket.close(int(code), parameters.get("reason", ""))


async def _drop(socket: WebSocket, _: Arguments) -> None:
    after = number(socket.request.parameters().get("after", "0"), 0, _MOST_MESSAGES)
    if after is None:
        await socket.refuse(bad_request("after is a number."))
        return
    await socket.accept()
    if after >= 1:
        await _read(socket, int(after))
    socket.cut()


async def _read(socket: WebSocket, count: int) -> None:
    async for _ in socket.messages():
        count -= 1
        if not count:
            return


async def _refuse(socket: WebSocket, arguments: Arguments) -> None:
    status, location = number(arguments["status"], 0, 1000), socket.request.parameters().get("location", "")
    if status is None or not 200 <= status <= 599 or not (location.isascii() and location.isprintable()):
        await socket.refuse(bad_request("The status is a number from 200 to 599, the location printable ASCII."))
        return
    headers = (("location", location),) if location else ()
    answer = json_answer({"message": f"The playground refuses with {int(status)}."}, int(status), headers)
    await socket.refuse(Answer(answer.status, headers) if status in {204, 205, 304} else answer)


async def _hang(socket: WebSocket, _: Arguments) -> None:
    await socket.until_gone()


async def _cut(socket: WebSocket, _: Arguments) -> None:
    socket.cut()

"""WebSockets behind credentials: a WebSocket API with IAM auth, and sockets behind JWT authorizers.

Sources, API Gateway Developer Guide: "Invoke WebSocket APIs", "Working with binary media types for WebSocket APIs".
WebSocket APIs have no JWT authorizer of their own; these sockets judge and refuse as an HTTP API does.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime

from countersign.playground.authorizers import JwtAuthorizer, TokenRefusal
from countersign.playground.exchange import json_answer
from countersign.playground.gateway_words import word_refusal
from countersign.playground.judge import SignedService, judge
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.refusal import Refusal
from countersign.playground.routes_sockets import echo
from countersign.playground.routing import Arguments
from countersign.playground.socket_routing import SocketRoute
from countersign.playground.web_socket import WebSocket

Clock = Callable[[], datetime]

_UNSUPPORTED_DATA = 1003  # RFC 6455, section 7.4.1
_SUMMARY = 'WebSocket API with IAM auth, signed in query or headers: {"action": "echo", ...} comes back'


def gateway_socket(keys: PlaygroundKeys, service: SignedService, now: Clock) -> SocketRoute:
    """Return the route that wants a signature for execute-api."""

    async def serve(socket: WebSocket, _: Arguments) -> None:
        try:
            judge(socket.request, keys, service, now())
        except Refusal as refusal:
            await socket.refuse(word_refusal(refusal, socket.request))
            return
        await _serve_api(socket)

    return SocketRoute("/Prod/ws", _SUMMARY, serve)


def token_socket(template: str, whose: str, authorizer: JwtAuthorizer, now: Clock) -> SocketRoute:
    """Return an echo that wants a token in `Authorization`."""

    async def serve(socket: WebSocket, _: Arguments) -> None:
        try:
            await authorizer.admit(socket.request.header("authorization"), now())
        except TokenRefusal as refusal:
            await socket.refuse(authorizer.word_refusal(refusal))
            return
        await echo(socket)

    return SocketRoute(template, f"echo behind a JWT authorizer of {whose}", serve)


def absent_socket(template: str, reason: str) -> SocketRoute:
    """Return a route that answers 501 and says why."""

    async def serve(socket: WebSocket, _: Arguments) -> None:
        await socket.refuse(json_answer({"message": f"This playground has no user pool. {reason}"}, 501))

    return SocketRoute(template, "echo behind a JWT authorizer of the user pool", serve)


async def _serve_api(socket: WebSocket) -> None:
    connection_id = base64.urlsafe_b64encode(secrets.token_bytes(11)).decode()
    await socket.accept()
    async for message in socket.messages():
        if isinstance(message, bytes):
            await socket.close(_UNSUPPORTED_DATA, "Binary frames are not supported")
            return
        await socket.send(message if _action(message) == "echo" else _forbidden(connection_id))


def _action(message: str) -> object:
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return value.get("action") if isinstance(value, dict) else None


def _forbidden(connection_id: str) -> str:
    return json.dumps({"message": "Forbidden", "connectionId": connection_id, "requestId": str(uuid.uuid4())})

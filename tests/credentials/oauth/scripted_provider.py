"""A provider on loopback that answers as a test tells it to, byte for byte."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

from countersign.model.oauth import OAuthProvider

NOW = datetime(2026, 11, 22, 3, 14, 2, tzinfo=UTC)


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str]


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Callable[[Received], bytes | Awaitable[bytes]]


@dataclass
class ScriptedProvider:
    """Answer each path with its answers in turn, the last one for ever; `answers` may change at any time."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> ScriptedProvider:
        self._tasks: set[asyncio.Task] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def issuer(self) -> str:
        return f"http{'s' if self.tls else ''}://localhost:{self.port}"

    def metadata(self, **changes) -> bytes:
        """Write the provider's metadata; a change to None leaves a field out."""
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "device_authorization_endpoint": f"{self.issuer}/device",
            "revocation_endpoint": f"{self.issuer}/revoke",
            "jwks_uri": f"{self.issuer}/keys",
        } | changes
        return answer({name: value for name, value in document.items() if value is not None})

    def provider(self, **changes) -> OAuthProvider:
        settings = {
            "name": "scripted",
            "token_endpoint": f"{self.issuer}/token",
            "authorization_endpoint": f"{self.issuer}/authorize",
            "device_authorization_endpoint": f"{self.issuer}/device",
            "revocation_endpoint": f"{self.issuer}/revoke",
            "client_id": "desktop",
        }
        return OAuthProvider(**settings | changes)

    def paths(self) -> list[str]:
        return [received.path for received in self.received]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        try:
            received = await _read(reader)
            self.received.append(received)
            queue = self.answers.get(received.path, [answer({}, "404 Not Found")])
            reply = queue.pop(0) if len(queue) > 1 else queue[0]
            if callable(reply):
                reply = reply(received)
            if not isinstance(reply, bytes):
                reply = await reply
            writer.write(reply)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def answer(document: object, status: str = "200 OK", *headers: str, kind: str = "application/json") -> bytes:
    """Write an answer; a document that is no text or bytes becomes JSON."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return "\r\n".join((*lines, "", "")).encode() + body


def tokens_answer(number: int = 1, **changes) -> bytes:
    """Write the success of a token endpoint."""
    document = {"access_token": f"access-token-{number}", "token_type": "Bearer", "expires_in": 3600} | changes
    return answer({name: value for name, value in document.items() if value is not None})


def refused(code: str, status: str = "400 Bad Request", **more) -> bytes:
    return answer({"error": code, **more}, status)


def unsigned_jwt(**changes) -> str:
    """Write an ID token whose signature is worth nothing."""
    claims = {"aud": "desktop", "sub": "ada", "exp": (NOW + timedelta(hours=1)).timestamp()} | changes
    payload = json.dumps({name: value for name, value in claims.items() if value is not None})
    return f"{_segment(b'{}')}.{_segment(payload.encode())}.c2ln"


class Clock:
    """Tell a time that only a test moves; `sleep` moves it too, and remembers for how long."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = request.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return Received(method, target, headers, form)


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

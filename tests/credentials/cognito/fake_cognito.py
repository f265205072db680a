"""A small Cognito on loopback that says what a test wants and remembers what came, and the parts under test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from countersign.credentials.cognito.browser_sign_in import BrowserSignIn
from countersign.credentials.cognito.cognito_api import CognitoApi
from countersign.credentials.cognito.http_calls import HttpCalls
from countersign.credentials.cognito.pool_keys import PoolKeys
from countersign.credentials.cognito.pool_vault import PoolVault
from countersign.credentials.cognito.sign_in import CognitoSignIn
from countersign.credentials.cognito.token_keeper import TokenKeeper
from countersign.credentials.vault import MemoryVault
from countersign.model.cognito import UserPool
from countersign.model.redaction import Redactor

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RESULT = {"AccessToken": "access-1", "IdToken": "id-1", "RefreshToken": "refresh-1", "ExpiresIn": 3600}
TOKENS = {"AuthenticationResult": RESULT}


@dataclass(frozen=True)
class Answer:
    """Hold one answer."""

    document: object = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """Hold one request: the API's action or the path, and its body."""

    action: str
    body: dict
    headers: dict[str, str]

    @property
    def responses(self) -> dict:
        return self.body["ChallengeResponses"]


def refusal(kind: str, message: str = "", status: int = 400, **headers: str) -> Answer:
    return Answer({"__type": kind, "message": message}, status, headers)


def challenge(name: str, session: str = "session-1", /, **parameters: str) -> Answer:
    return Answer({"ChallengeName": name, "Session": session, "ChallengeParameters": parameters})


class FakeCognito:
    """Give the answers in turn; a function is asked with the request. `hold` keeps answers back until it is set."""

    def __init__(self, *answers: Answer | dict | Callable[[Received], object]) -> None:
        self.answers = list(answers)
        self.received: list[Received] = []
        self.arrived = asyncio.Event()
        self.hold = asyncio.Event()
        self.hold.set()

    async def __aenter__(self) -> FakeCognito:
        self._tasks: set[asyncio.Task] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def actions(self) -> list[str]:
        return [request.action for request in self.received]

    def pool(self, **changes) -> UserPool:
        base = f"http://127.0.0.1:{self.port}"
        pool = UserPool("orders", "eu-west-3_Ab129faBb", "3n4b5urk1ft4fl3mg5e62d9ado", domain="orders")
        return replace(pool, api_endpoint=base, domain_endpoint=base, **changes)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        try:
            request = await _read(reader)
            self.received.append(request)
            self.arrived.set()
            await self.hold.wait()
            answer = self.answers.pop(0)
            answer = answer(request) if callable(answer) else answer
            await _write(writer, answer if isinstance(answer, Answer) else Answer(answer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    line, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, value in (text.split(": ", 1) for text in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    target = headers.get("x-amz-target", "")
    if target:
        return Received(target.partition(".")[2], json.loads(body), headers)
    return Received(line.split(" ")[1], dict(parse_qsl(body.decode())), headers)


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> None:
    body = answer.document if isinstance(answer.document, bytes) else json.dumps(answer.document).encode()
    lines = [f"HTTP/1.1 {answer.status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    await writer.drain()


class Clock:
    """Stand still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class Parts:
    """Hold everything under test, built as the program builds it."""

    def __init__(
        self, *, clock=None, vault=None, open_browser=lambda _url: True, ports=(0,), limit=5.0, deadline=5.0
    ) -> None:
        self.redactor = Redactor()
        self.clock = clock or Clock()
        self.raw_vault = vault or MemoryVault()
        self.vault = PoolVault(self.raw_vault, self.redactor)
        self.api = CognitoApi(HttpCalls(self.redactor, deadline=deadline), self.redactor, self.clock)
        browser = BrowserSignIn(self.api, self.redactor, open_browser, ports=ports, limit=limit)
        self.sign_in = CognitoSignIn(self.api, self.vault, browser, self.redactor, self.clock)
        self.keys = PoolKeys(self.api, self.clock)
        self.keeper = TokenKeeper(self.sign_in, self.vault, self.clock)

"""What a route receives and what it answers."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReceivedBody:
    """Describe a request body: hash and size of the whole, and its first bytes in `data`."""

    sha256: str
    size: int
    data: bytes

    @property
    def complete(self) -> bool:
        """Tell whether `data` is the whole body."""
        return len(self.data) == self.size


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """Hold a request as it was on the wire: `path` and `query` are undecoded, headers in their order.

    Over HTTP/2 the header `host` holds `:authority`, as RFC 9113, section 8.3.1, makes them one.
    """

    method: str
    path: str
    query: str
    headers: Headers
    http_version: str
    scheme: str
    body: ReceivedBody

    @property
    def target(self) -> str:
        """Return path and query as one."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def header(self, name: str) -> str:
        """Return the first value of a header, "" without one."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def parameters(self) -> dict[str, str]:
        """Return the decoded query parameters; the last of a repeated name wins."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold a response. A body may come in pieces; `cut_short` ends it before its declared length."""

    status: int = 200
    headers: Headers = ()
    body: bytes | AsyncGenerator[bytes, None] = b""
    cut_short: bool = False


def json_answer(value: Any, status: int = 200, headers: Headers = ()) -> Answer:
    """Return a JSON answer, written for people."""
    body = json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
    return Answer(status, (("content-type", "application/json"), *headers), body)


def text_answer(text: str, content_type: str, status: int = 200) -> Answer:
    """Return a text in UTF-8."""
    return Answer(status, (("content-type", f"{content_type}; charset=utf-8"),), text.encode())

"""A request as snippets show it: filled, unsigned, with names of environment variables where secrets stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from countersign.model.auth import SigV4Auth
from countersign.model.signing_record import HeaderList
from countersign.model.url import WireUrl


@dataclass(frozen=True, slots=True)
class FromEnvironment:
    """Name an environment variable whose value stands here when the snippet runs."""

    name: str


Pieces = tuple[str | FromEnvironment, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """Say what an environment variable must hold; `mark` stands for its value in the texts of the request."""

    name: str
    meaning: str
    mark: str


@dataclass(frozen=True, slots=True)
class BodyFile:
    """Stand for the bytes of a file; the path is as written and may begin with "~/"."""

    path: str


@dataclass(frozen=True, slots=True)
class SnippetRequest:
    """Hold what a snippet sends. Every text may hold marks; `pieces` takes it apart at them.

    `headers` hold a Content-Type where the body calls for one, and Host only if it was written by hand. `body` is
    text in UTF-8 and files, in order. `signing` names region and service always. `basic_user` is None without basic
    auth; its password is COUNTERSIGN_PASSWORD. `notes` are sentences on what no snippet of this request can do.
    """

    kind: Literal["http", "websocket"]
    method: str
    url: WireUrl
    headers: HeaderList = ()
    body: tuple[str | BodyFile, ...] = ()
    signing: SigV4Auth | None = None
    basic_user: str | None = None
    subprotocols: tuple[str, ...] = ()
    follow_redirects: bool = False
    variables: tuple[EnvironmentVariable, ...] = ()
    notes: tuple[str, ...] = ()

    def pieces(self, text: str) -> Pieces:
        """Return a text in pieces: plain ones, and values from the environment. No piece is empty."""
        by_mark = {variable.mark: variable.name for variable in self.variables if variable.mark}
        if not by_mark:
            return (text,) if text else ()
        marks = re.compile("(" + "|".join(sorted(by_mark, key=len, reverse=True)) + ")")
        return tuple(
            FromEnvironment(by_mark[piece]) if piece in by_mark else piece for piece in marks.split(text) if piece
        )

"""What a console shows: frames of a live connection, and how a reader puts them into words."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from countersign.model.errors import Failure

Direction = Literal["sent", "received", "event"]
FrameKind = Literal["text", "binary", "ping", "pong", "close", "event"]
Tone = Literal["", "ok", "warn", "error", "accent", "muted"]


class Frame(NamedTuple):
    """Hold one message of a live connection, or an event of its life.

    `number` counts from 0. `at` is seconds since the epoch. `data` is the payload as it was on the wire, fragments
    put together and decompressed; of a close frame it is the code (2 bytes, network order) and the reason. An event
    has its title ("CONNECTED") in `note` and its sentence, UTF-8, in `data`; `note` of a frame says what is wrong
    with it, "" for nothing.
    """

    number: int
    at: float
    direction: Direction
    kind: FrameKind
    data: bytes
    note: str = ""


class FrameFace(NamedTuple):
    """Hold what a row of the console shows of a frame. `summary` is one line; `marks` are what is wrong or odd."""

    type: str
    peer: str = ""
    summary: str = ""
    tone: Tone = ""
    marks: tuple[str, ...] = ()


class DetailLine(NamedTuple):
    """Hold one labelled line; `label` is "" where the line goes on with the one above."""

    label: str
    text: str
    tone: Tone = ""


class DetailPage(NamedTuple):
    """Hold one tab below the console: lines for people, or a text in a language that the highlighter knows."""

    title: str
    lines: tuple[DetailLine, ...] = ()
    text: str = ""
    language: Literal["", "json", "text", "hex", "sdp"] = ""


class FrameReader(Protocol):
    """Put frames into words. Never raises: what cannot be read is shown as it is, with a mark."""

    def face(self, frame: Frame) -> FrameFace:
        """Return what the row shows."""

    def pages(self, frame: Frame) -> tuple[DetailPage, ...]:
        """Return the tabs below, the most telling first; the last one holds the raw frame."""

    def context(self, frame: Frame, log: FrameSource) -> tuple[DetailLine, ...]:
        """Return what is known from other frames: what a status answers, where offer and answer disagree."""


class FrameSource(Protocol):
    """Give frames by number."""

    @property
    def count(self) -> int:
        """Return how many frames there are."""

    def frame(self, number: int) -> Frame:
        """Return one frame."""


class Outgoing(NamedTuple):
    """Hold one message that is to be sent, its variables filled."""

    kind: Literal["text", "binary"]
    data: bytes


class Limit(NamedTuple):
    """Name a time that counts down; `ends_at` is seconds since the epoch."""

    name: str
    ends_at: float


class Closing(NamedTuple):
    """Say how a connection ended. `code` is 1006 without a close frame (RFC 6455, section 7.1.5).

    `by_us` tells that this side began it; `failure` is None for an end in good order.
    """

    code: int
    reason: str
    by_us: bool = False
    failure: Failure | None = None

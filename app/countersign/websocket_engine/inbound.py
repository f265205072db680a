"""Read what a server sends: bytes in, messages and control frames out. Pure; the judge is websockets' core."""

from __future__ import annotations

from typing import NamedTuple

from websockets.client import ClientProtocol
from websockets.exceptions import PayloadTooBig, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from countersign.formats.close_codes import INTERNAL_ERROR, NOT_UTF8, PROTOCOL_ERROR, TOO_BIG
from countersign.model.frames import FrameKind

NOT_UTF8_NOTE = "not UTF-8"
SHOWN_BYTES = 16  # of a frame that breaks the rules

_PLAIN: dict[int, FrameKind] = {0x81: "text", 0x82: "binary"}  # whole messages, no reserved bit (RFC 6455, 5.2)
_KINDS: dict[Opcode, FrameKind] = {
    Opcode.TEXT: "text",
    Opcode.BINARY: "binary",
    Opcode.PING: "ping",
    Opcode.PONG: "pong",
    Opcode.CLOSE: "close",
}

# The words of the core, in the order in which they are looked for.
_FAULTS = (
    ("RSV1 bit", "websocket.frame-reserved-bits"),
    ("reserved bits", "websocket.frame-reserved-bits"),
    ("invalid opcode", "websocket.frame-opcode"),
    ("incorrect masking", "websocket.frame-masked"),
    ("control frame too long", "websocket.frame-control-too-long"),
    ("fragmented control frame", "websocket.frame-control-fragmented"),
    ("unexpected continuation", "websocket.frame-continuation"),
    ("expected a continuation", "websocket.frame-interrupted"),
    ("incomplete fragmented message", "websocket.frame-interrupted"),
    ("decompression failed", "websocket.frame-compression"),
    ("close frame too short", "websocket.frame-close"),
    ("invalid status code", "websocket.frame-close"),
)


class Fault(NamedTuple):
    """Say which rule was broken: the id of its failure, the code that it is answered by, the core's words."""

    failure_id: str
    code: int
    words: str


class Incoming(NamedTuple):
    """Hold one message or control frame. `reply` is what must be sent because of it, as it goes on the wire.

    With a `fault` the kind is "event" and `data` the first bytes of the frame that broke a rule, or it is "text" and
    `data` the text that is not UTF-8; nothing follows it.
    """

    kind: FrameKind
    data: bytes
    reply: bytes = b""
    fault: Fault | None = None


class Inbound:
    """Cut the stream into frames. Those that cannot be wrong are read here, all others by the core, one at a time.

    `core` must be past the handshake. `largest` is the limit it was made with, in bytes.
    """

    def __init__(self, core: ClientProtocol, largest: int) -> None:
        self._core = core
        self._largest = largest
        self._buffer = b""
        self._place = 0  # where the next frame, or the rest of one, begins in the buffer
        self._missing = 0  # bytes of the frame that the core has not been given yet
        self._opening = b""  # the first bytes of that frame
        self._fragments: bytearray | None = None
        self._kind: FrameKind = "text"  # of the fragments
        self.finished = False  # nothing more is read: a close frame or a fault came

    def feed(self, data: bytes) -> None:
        """Take bytes as they come; those after the end are dropped."""
        if self.finished:
            data, self._place = b"", len(self._buffer)
        self._buffer = self._buffer[self._place :] + data if self._place < len(self._buffer) else data
        self._place = 0

    def take(self, most: int) -> list[Incoming]:
        """Return the next messages, about `most` of them; none when more bytes are needed."""
        found: list[Incoming] = []
        while len(found) < most and not self.finished:
            self._take_plain(found, most)
            if len(found) < most:
                piece = self._next_piece()
                if not piece:
                    break
                found += self._through_core(piece)
        return found

    def end(self) -> list[Incoming]:
        """Take the end of the stream; return what was wrong with a frame that it cut off."""
        if self.finished:
            return []
        rest = self._buffer[self._place :]
        self._place = len(self._buffer)
        self._opening = self._opening if self._missing else rest[:SHOWN_BYTES]
        return self._through_core(rest) if rest else []

    def _take_plain(self, found: list[Incoming], most: int) -> None:
        """Read whole, unmasked, uncompressed messages of less than 64 KiB, as long as one follows the other."""
        if self._missing or self._fragments is not None:
            return
        buffer, place, end, largest = self._buffer, self._place, len(self._buffer), self._largest
        while place + 4 <= end and len(found) < most:
            kind = _PLAIN.get(buffer[place])
            size = buffer[place + 1]
            start = place + 2
            if size == 126:
                size = buffer[start] << 8 | buffer[start + 1]
                start += 2
            elif size > 126:
                break
            stop = start + size
            if kind is None or stop > end or size > largest:
                break
            data = buffer[start:stop]
            if kind == "text" and not data.isascii() and not _is_utf8(data):
                break
            found.append(Incoming(kind, data))
            place = stop
        self._place = place

    def _next_piece(self) -> bytes:
        """Return what is there of the next frame, or of one that the core has begun; b"" before its head is whole."""
        if not self._missing:
            size = _frame_size(self._buffer, self._place)
            if not size:
                return b""
            self._missing, self._opening = size, b""
        piece = self._buffer[self._place : self._place + self._missing]
        self._place += len(piece)
        self._missing -= len(piece)
        if len(self._opening) < SHOWN_BYTES:
            self._opening += piece[: SHOWN_BYTES - len(self._opening)]
        return piece

    def _through_core(self, piece: bytes) -> list[Incoming]:
        core = self._core
        core.receive_data(piece)
        found = [incoming for event in core.events_received() for incoming in self._read(event)]
        reply = b"".join(core.data_to_send())
        if core.parser_exc is not None:
            self.finished = True
            if not found or found[-1].fault is None:
                found.append(Incoming("event", self._opening, fault=_fault(core.parser_exc)))
        if reply and found:
            found[-1] = found[-1]._replace(reply=reply)
        return found

    def _read(self, event: object) -> list[Incoming]:
        if not isinstance(event, Frame):
            return []
        data = bytes(event.data)
        if event.opcode is Opcode.CLOSE:
            self.finished = True
        if event.opcode not in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
            return [Incoming(_KINDS[event.opcode], data)]
        if event.opcode is not Opcode.CONT:
            self._kind = _KINDS[event.opcode]
            if event.fin:
                return [self._message(data)]
            self._fragments = bytearray()
        assert self._fragments is not None
        self._fragments += data
        if not event.fin:
            return []
        whole, self._fragments = bytes(self._fragments), None
        return [self._message(whole)]

    def _message(self, data: bytes) -> Incoming:
        if self._kind == "binary" or _is_utf8(data):
            return Incoming(self._kind, data)
        self.finished = True
        if self._core.state is State.OPEN:
            self._core.fail(NOT_UTF8, NOT_UTF8_NOTE)
        return Incoming("text", data, fault=Fault("websocket.frame-not-utf8", NOT_UTF8, NOT_UTF8_NOTE))


def _frame_size(buffer: bytes, place: int) -> int:
    """Return the length of the frame that begins there, its head included; 0 before the head is whole.

    A mask, which no server may send, adds its four bytes; the core fails at the first sight of it.
    """
    head = buffer[place : place + 14]
    if len(head) < 2:
        return 0
    size, mask = head[1] & 0x7F, 4 if head[1] & 0x80 else 0
    extended = {126: 2, 127: 8}.get(size, 0)
    if len(head) < 2 + extended:
        return 0
    if extended:
        size = int.from_bytes(head[2 : 2 + extended], "big")
    return 2 + extended + mask + size


def _fault(error: Exception) -> Fault:
    words = str(error)
    if isinstance(error, PayloadTooBig):
        return Fault("websocket.frame-too-big", TOO_BIG, words)
    if isinstance(error, UnicodeDecodeError):
        return Fault("websocket.frame-not-utf8", NOT_UTF8, "the reason of the close frame is not UTF-8")
    if isinstance(error, ProtocolError):
        known = next((kind for part, kind in _FAULTS if part in words), "websocket.frame-invalid")
        return Fault(known, PROTOCOL_ERROR, words)
    return Fault("websocket.frame-invalid", INTERNAL_ERROR, type(error).__name__)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""Read text/event-stream as it arrives (WHATWG HTML, section 9.2.6). Pure: bytes in, events out."""

from __future__ import annotations

import codecs

from countersign.model.exchange import ServerSentEvent

LONGEST_EVENT = 1024 * 1024  # characters shown of one event; the body keeps every byte


class EventStreamParser:
    """Turn the bytes of an event stream into events. Line ends may be CR, LF or CRLF and may fall between chunks.

    `retry` holds the last reconnection time that the server asked for, in milliseconds, None until then. Data beyond
    `LONGEST_EVENT` characters of one event are cut off.
    """

    def __init__(self) -> None:
        self.retry: int | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line: list[str] = []
        self._line_length = 0
        self._after_cr = False
        self._at_start = True
        self._data: list[str] = []
        self._data_length = 0
        self._event = ""
        self._last_id = ""

    def feed(self, data: bytes) -> tuple[ServerSentEvent, ...]:
        """Return the events that these bytes complete. An event without its blank line is never dispatched."""
        text = self._decoder.decode(data)
        if self._at_start and text:
            text = text.removeprefix("\ufeff")
            self._at_start = False
        events = (self._take_line(line) for line in self._lines(text))
        return tuple(event for event in events if event is not None)

    def _lines(self, text: str) -> list[str]:
        if self._after_cr and text:
            text = text.removeprefix("\n")
            self._after_cr = False
        self._after_cr = self._after_cr or text.endswith("\r")
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._keep(first)
        lines = []
        for part in others:
            lines.append("".join(self._line))
            self._line, self._line_length = [], 0
            self._keep(part)
        return lines

    def _keep(self, part: str) -> None:
        room = LONGEST_EVENT + 16 - self._line_length  # the field's name and colon come on top
        if part and room > 0:
            self._line.append(part[:room])
            self._line_length += min(len(part), room)

    def _take_line(self, line: str) -> ServerSentEvent | None:
        if not line:
            return self._dispatch()
        if line.startswith(":"):
            return None
        name, _, value = line.partition(":")
        self._take_field(name, value.removeprefix(" "))
        return None

    def _take_field(self, name: str, value: str) -> None:
        if name == "data":
            room = max(0, LONGEST_EVENT - self._data_length)
            if room:
                self._data.append(value[:room])
            self._data_length += len(value) + 1
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._last_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value[:12])

    def _dispatch(self) -> ServerSentEvent | None:
        data, event = self._data, self._event
        self._data, self._data_length, self._event = [], 0, ""
        if not data:
            return None
        return ServerSentEvent(event or "message", "\n".join(data), self._last_id)

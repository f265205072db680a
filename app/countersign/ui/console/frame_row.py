"""A frame as the console's table shows it and as a screen reader says it."""

from __future__ import annotations

import time
from typing import NamedTuple

from countersign.model.frames import Direction, Frame, FrameFace, Tone
from countersign.ui.response.response_view import spoken_bytes

COLUMNS = ("Time", "Direction", "Type", "Peer", "Size", "Payload")
_LONGEST_NAME = 256
_LONGEST_SHOWN = 2000
_REPLACEMENT = "\ufffd"
_JOINER = "\u200d"  # within emoji; of no harm


class FrameRow(NamedTuple):
    """Hold the texts of one row; `marks` say what is wrong with the frame."""

    time: str
    direction: Direction
    type: str
    peer: str
    size: str
    summary: str
    tone: Tone = ""
    marks: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Return one text per column."""
        payload = " · ".join(part for part in (self.marks, self.summary) if part)
        return (self.time, self.direction, self.type, self.peer, self.size, payload)


def frame_row(frame: Frame, face: FrameFace) -> FrameRow:
    """Return the row of a frame. An event has no size."""
    return FrameRow(
        clock(frame.at),
        frame.direction,
        visible(face.type[:_LONGEST_NAME]),
        visible(face.peer[:_LONGEST_NAME]),
        "" if frame.direction == "event" else spoken_bytes(len(frame.data)),
        visible(face.summary[:_LONGEST_SHOWN]),
        face.tone,
        visible(" · ".join(face.marks)),
    )


def clock(at: float) -> str:
    """Return a moment as the clock on the wall shows it, with milliseconds."""
    return f"{time.strftime('%H:%M:%S', time.localtime(at))}.{int(at * 1000) % 1000:03}"


def date_words(at: float) -> str:
    """Return a moment with its date and the name of the computer's zone."""
    there = time.localtime(at)
    return f"{time.strftime('%Y-%m-%d', there)} {clock(at)} {there.tm_zone}"


def title_words(direction: Direction, face_type: str, peer: str) -> str:
    """Return what a message is: "SDP_ANSWER from MASTER"."""
    if direction == "event" or not peer:
        return face_type
    return f"{face_type} {'to' if direction == 'sent' else 'from'} {peer}"


def spoken_row(row: FrameRow) -> str:
    """Return a row as one sentence: "12:00:01.123 received SDP_ANSWER from MASTER, 1.9 KB, v=0 …"."""
    what = title_words(row.direction, row.type, row.peer)
    head = f"{row.time} {what}" if row.direction == "event" else f"{row.time} {row.direction} {what}"
    return ", ".join(part for part in (head, row.size, row.marks, row.summary) if part)


def visible(text: str) -> str:
    """Return a text in which nothing hides, breaks the line or turns the reading direction around."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == _JOINER else _REPLACEMENT for sign in text)

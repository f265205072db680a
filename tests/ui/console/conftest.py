"""A reader of simple frames, and a console to drive."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from countersign.model.frame_log import FrameLog
from countersign.model.frames import DetailLine, DetailPage, Frame, FrameFace, FrameSource
from countersign.ui.console.console_view import ConsoleView

NOON = 1_795_000_000.0


class PlainReader:
    """Read "TYPE peer rest" frames; an event's type is its note."""

    def __init__(self) -> None:
        self.faces_read = 0

    def face(self, frame: Frame) -> FrameFace:
        self.faces_read += 1
        text = frame.data.decode("utf-8", "replace")
        if frame.kind == "event":
            return FrameFace(frame.note, summary=text, tone="ok")
        kind, peer, summary = (*text.split(" ", 2), "", "")[:3]
        return FrameFace(kind, peer, summary, "error" if frame.note else "", (frame.note,) if frame.note else ())

    def pages(self, frame: Frame) -> tuple[DetailPage, ...]:
        face = self.face(frame)
        return (
            DetailPage("Decoded", (DetailLine("type", face.type), DetailLine("says", face.summary, "warn"))),
            DetailPage("Payload", text=f'{{"says": "{face.summary}"}}', language="json"),
            DetailPage("Raw frame", language="hex"),
        )

    def context(self, frame: Frame, log: FrameSource) -> tuple[DetailLine, ...]:
        later = log.count - frame.number - 1
        return (DetailLine("later", f"{later} messages came after it"),) if later else ()


@pytest.fixture
def log() -> FrameLog:
    return FrameLog()


@pytest.fixture
def reader() -> PlainReader:
    return PlainReader()


@pytest.fixture
def talk(log):
    """Add the messages of a short call."""
    log.append(NOON, "event", "event", b"101 Switching Protocols", "CONNECTED")
    log.append(NOON + 0.25, "sent", "text", b"SDP_OFFER MASTER v=0 o=- 46117")
    log.append(NOON + 0.5, "received", "text", b"SDP_ANSWER MASTER v=0 o=- 82346")
    log.append(NOON + 0.75, "received", "text", b"ICE_CANDIDATE MASTER candidate:0 1 udp")
    return log


@pytest.fixture
def console(theme, qtbot, log, reader):
    view = ConsoleView(theme, log, reader, QLineEdit())
    qtbot.addWidget(view)
    view.resize(722, 868)
    view.show()
    view.activateWindow()
    return view

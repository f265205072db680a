"""A short call, and a console to drive."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from countersign.model.frame_log import FrameLog
from countersign.ui.console.console_view import ConsoleView
from tests.ui.console.plain_reader import PlainReader

NOON = 1_795_000_000.0


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

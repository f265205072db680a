"""What the status line says of a connection, in words."""

from __future__ import annotations

import pytest

from countersign.model.errors import Failure
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Limit
from countersign.model.socket import SocketState
from countersign.ui.live_facts import live_facts, span
from countersign.ui.status_line import StatusFacts

NOW = 10_000.0


@pytest.fixture
def log():
    log = FrameLog()
    for direction, count in (("sent", 2), ("received", 1234)):
        for _ in range(count):
            log.append(NOW, direction, "text", b"x")
    return log


def test_an_open_connection_says_how_long_how_much_how_fast_and_how_long_still(log):
    limits = (Limit("idle limit", NOW + 588), Limit("one-hour limit", NOW + 3480))
    state = SocketState("open", since=NOW - 161, ping_ms=38.4, limits=limits)
    texts = (
        "● Connected 2 min 41 s",
        "▲ 2",
        "▼ 1,234",
        "ping 38 ms",
        "idle limit 9 min 48 s",
        "one-hour limit 58 min",
    )
    assert live_facts(state, log, NOW) == StatusFacts("ok", texts)


@pytest.mark.parametrize(
    ("phase", "tone", "words"),
    [
        ("connecting", "warn", "● Connecting"),
        ("closing", "warn", "● Disconnecting"),
        ("waiting", "warn", "● Waiting to reconnect"),
        ("closed", "muted", "● Disconnected"),
    ],
)
def test_other_phases_say_what_they_are(log, phase, tone, words):
    assert live_facts(SocketState(phase), log, NOW) == StatusFacts(tone, (words, "▲ 2", "▼ 1,234"))


def test_a_failure_is_red_and_a_connection_that_never_was_says_nothing(log):
    assert live_facts(SocketState("closed", failure=Failure("x", "No.")), log, NOW).tone == "error"
    assert live_facts(SocketState(), log, NOW) == StatusFacts()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (9.9, "9 s"),
        (60, "1 min 0 s"),
        (599, "9 min 59 s"),
        (600, "10 min"),
        (3540, "59 min"),
        (3600, "1 h 0 min"),
        (7384, "2 h 3 min"),
    ],
)
def test_a_span_is_as_exact_as_it_matters(seconds, words):
    assert span(seconds) == words

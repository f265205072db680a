"""When a connection was used last."""

from __future__ import annotations

from countersign.model.frame_log import FrameLog
from countersign.websocket_engine.usage import Usage


def test_a_connection_counts_as_used_from_its_opening():
    assert Usage(FrameLog(), 5.0).last() == 5.0


def test_messages_of_both_directions_count_and_nothing_else():
    log = FrameLog()
    usage = Usage(log, 5.0)
    log.append(6.0, "sent", "text", b"x")
    assert usage.last() == 6.0
    log.append(7.0, "received", "binary", b"x")
    assert usage.last() == 7.0
    for kind in ("ping", "pong", "close", "event"):
        log.append(8.0, "received", kind, b"")
    assert usage.last() == 7.0


def test_what_an_earlier_connection_wrote_does_not_count():
    log = FrameLog()
    log.append(6.0, "sent", "text", b"x")
    assert Usage(log, 5.0).last() == 5.0


def test_no_frame_is_read_twice():
    class Counting(FrameLog):
        reads = 0

        def frame(self, number):
            self.reads += 1
            return super().frame(number)

    log = Counting()
    usage = Usage(log, 0.0)
    for _ in range(3):
        for at in range(1000):
            log.append(float(at), "received", "text", b"x")
        usage.last()
        usage.last()
    assert log.reads == 3

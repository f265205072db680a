"""Tests of the log of a console."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame

FRAMES = st.lists(
    st.tuples(
        st.floats(0, 4e9),
        st.sampled_from(("sent", "received", "event")),
        st.sampled_from(("text", "binary", "ping", "pong", "close", "event")),
        st.binary(max_size=300),
        st.sampled_from(("", "not UTF-8")),
    ),
    max_size=40,
)


@given(FRAMES)
def test_every_frame_comes_back_as_it_was_appended(frames):
    log = FrameLog()
    numbers = [log.append(*frame) for frame in frames]
    assert numbers == list(range(len(frames)))
    assert list(log.frames(numbers)) == [Frame(number, *frame) for number, frame in enumerate(frames)]
    assert log.byte_count == sum(log.size(number) for number in numbers) == sum(len(frame[3]) for frame in frames)
    for direction in ("sent", "received", "event"):
        assert log.total(direction) == sum(frame[1] == direction for frame in frames)


def test_a_frame_larger_than_a_chunk_is_kept_whole():
    log = FrameLog()
    large = bytes(range(256)) * 20_000
    log.append(1.0, "received", "binary", b"before")
    log.append(2.0, "received", "binary", large)
    log.append(3.0, "sent", "text", b"after")
    assert [frame.data for frame in log.frames(range(3))] == [b"before", large, b"after"]


def test_a_number_that_does_not_exist_is_an_index_error():
    with pytest.raises(IndexError):
        FrameLog().frame(0)


def test_what_the_reader_has_not_seen_is_counted():
    log = FrameLog()
    for _ in range(5):
        log.append(0.0, "received", "text", b"x")
    log.seen = 3
    assert log.unseen == 2


def test_a_reader_on_another_thread_never_sees_half_a_frame():
    log, wrong = FrameLog(), []

    def read() -> None:
        while log.count < 20_000:
            last = range(max(0, log.count - 50), log.count)
            wrong.extend(number for number in last if log.frame(number).data != str(number).encode() * 9)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(20_000):
        log.append(0.0, "received", "text", str(number).encode() * 9)
    reader.join()
    assert wrong == []

"""Which frames stand in the table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from countersign.model.frame_log import FrameLog
from countersign.ui.console.frame_query import parse
from countersign.ui.console.shown_frames import ShownFrames
from tests.ui.console.plain_reader import PlainReader

LONG = 60.0


def logged(count, log=None):
    log = log or FrameLog()
    for number in range(count):
        log.append(0.0, "sent" if number % 3 else "received", "text", b"EVEN x" if number % 2 == 0 else b"ODD x")
    return log


def test_without_a_query_no_frame_is_read(reader):
    shown = ShownFrames(logged(1000), reader)
    assert shown.read(1000, 0.0)
    assert (len(shown), shown.number(7), shown.row_of(999), reader.faces_read) == (1000, 7, 999, 0)


def test_a_query_is_answered_in_slices(reader):
    shown = ShownFrames(logged(1000), reader)
    shown.narrow(parse("type:odd"))
    assert not shown.read(1000, 0.0)
    assert 0 < shown.progress < 1
    slices = 1
    while not shown.read(1000, 0.0):
        slices += 1
    assert slices > 10
    assert list(shown.numbers()) == list(range(1, 1000, 2))
    assert (shown.row_of(3), shown.row_of(4), shown.row_of(1000)) == (1, None, None)


def test_frames_that_come_later_are_judged_too(reader):
    log = logged(4)
    shown = ShownFrames(log, reader)
    shown.narrow(parse("type:odd"))
    shown.read(log.count, LONG)
    logged(4, log)
    assert shown.read(log.count, LONG)
    assert list(shown.numbers()) == [1, 3, 5, 7]


def test_a_direction_alone_reads_no_payload(reader):
    shown = ShownFrames(logged(9), reader)
    shown.narrow(parse("", "received"))
    shown.read(9, LONG)
    assert (list(shown.numbers()), reader.faces_read) == ([0, 3, 6], 0)


def test_a_row_is_put_into_words_once(reader):
    shown = ShownFrames(logged(9), reader)
    shown.read(9, LONG)
    assert shown.row(4) is shown.row(4)
    assert reader.faces_read == 1


def test_an_earlier_end_takes_nothing_back(reader):
    shown = ShownFrames(logged(9), reader)
    shown.read(9, LONG)
    assert shown.read(3, LONG)
    assert len(shown) == 9


@given(
    st.lists(st.integers(1, 50), max_size=4),
    st.integers(0, 100),
    st.sampled_from(["", "type:odd", "-type:odd", "nothing"]),
    st.sampled_from([None, "sent", "received"]),
)
def test_slices_find_what_one_look_finds(parts, first, text, direction):
    reader, log = PlainReader(), FrameLog()
    shown = ShownFrames(log, reader)
    shown.start_at(first)
    query = parse(text, direction)
    shown.narrow(query)
    for part in parts:
        logged(part, log)
        if log.count >= first:
            shown.read(log.count, 0.0)
    while not shown.read(max(first, log.count), 0.0):
        pass
    frames = [log.frame(number) for number in range(first, log.count)]
    assert list(shown.numbers()) == [frame.number for frame in frames if query.match(frame, reader.face(frame))]
    assert [shown.row_of(number) for number in shown.numbers()] == list(range(len(shown)))

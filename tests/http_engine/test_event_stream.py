"""text/event-stream as the WHATWG rules read it, whatever the chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.http_engine.event_stream import LONGEST_EVENT, EventStreamParser

CASES = [
    (b"data: one\n\n", [("message", "one", "")]),
    (b"data: one\r\n\r\ndata:two\r\rdata\n\n", [("message", "one", ""), ("message", "two", ""), ("message", "", "")]),
    (b"\xef\xbb\xbfdata: bom\n\n", [("message", "bom", "")]),
    (b"event: add\ndata: 1\ndata:  2\nid: 7\n\n", [("add", "1\n 2", "7")]),
    (
        b"id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
        [("message", "a", "7"), ("message", "b", "7"), ("message", "c", "")],
    ),
    (b": comment\n\nevent: none\n\ndata: x\n\n", [("message", "x", "")]),
    (b"id: a\0b\ndata: x\nunknown: y\n\n", [("message", "x", "")]),
    ("data: grüße\n\n".encode(), [("message", "grüße", "")]),
    (b"data: bad \xff\n\n", [("message", "bad \ufffd", "")]),
    (b"data: never dispatched\n", []),
]


def told(events):
    return [(event.event, event.data, event.id) for event in events]


@pytest.mark.parametrize(("stream", "expected"), CASES)
def test_events_are_read(stream, expected):
    assert told(EventStreamParser().feed(stream)) == expected


@given(case=st.sampled_from(CASES), sizes=st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_chunk_borders_change_nothing(case, sizes):
    stream, expected = case
    parser, events = EventStreamParser(), []
    for size in sizes:
        events.extend(parser.feed(stream[:size]))
        stream = stream[size:]
    events.extend(parser.feed(stream))
    assert told(events) == expected


def test_retry_takes_digits_only():
    parser = EventStreamParser()
    parser.feed(b"retry: 10x\n")
    assert parser.retry is None
    parser.feed(b"retry: 1500\n")
    assert parser.retry == 1500


def test_an_endless_event_is_cut():
    parser = EventStreamParser()
    for _ in range(3):
        parser.feed(b"data: " + b"x" * LONGEST_EVENT)
    parser.feed(b"\n" + b"data: y\n" * 10)
    (event,) = parser.feed(b"\n")
    assert len(event.data) <= LONGEST_EVENT + 16

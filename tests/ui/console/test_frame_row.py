"""A frame in words."""

from __future__ import annotations

import time

import pytest

from countersign.model.frames import Frame, FrameFace
from countersign.ui.console.frame_row import clock, date_words, frame_row, spoken_row, title_words, visible

NOON = 1_795_000_000.5


@pytest.fixture
def in_utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_utc")
def test_a_row_shows_and_says_its_message():
    row = frame_row(Frame(3, NOON, "received", "text", b"x" * 1900), FrameFace("SDP_ANSWER", "MASTER", "v=0 o=-"))
    assert row.cells == ("11:06:40.500", "received", "SDP_ANSWER", "MASTER", "1.9 KB", "v=0 o=-")
    assert spoken_row(row) == "11:06:40.500 received SDP_ANSWER from MASTER, 1.9 KB, v=0 o=-"


@pytest.mark.usefixtures("in_utc")
def test_an_event_has_neither_size_nor_direction():
    row = frame_row(Frame(0, NOON, "event", "event", b"101", "CONNECTED"), FrameFace("CONNECTED", "", "101"))
    assert spoken_row(row) == "11:06:40.500 CONNECTED, 101"
    assert row.size == ""


@pytest.mark.usefixtures("in_utc")
def test_the_date_comes_with_its_zone():
    assert date_words(NOON) == "2026-11-18 11:06:40.500 UTC"


def test_milliseconds_are_cut_not_rounded_up():
    assert clock(NOON + 0.4999).endswith(":40.999")


def test_what_is_wrong_stands_before_the_payload():
    row = frame_row(Frame(0, NOON, "sent", "text", b"x"), FrameFace("TEXT", "", "x", marks=("not JSON", "too long")))
    assert row.cells[-1] == "not JSON · too long · x"


@pytest.mark.parametrize(
    ("direction", "peer", "words"),
    [("sent", "MASTER", "OFFER to MASTER"), ("received", "v1", "OFFER from v1"), ("received", "", "OFFER")],
)
def test_a_title_names_the_other_side(direction, peer, words):
    assert title_words(direction, "OFFER", peer) == words


def test_nothing_turns_a_row_around_or_breaks_it():
    assert visible("a\u202eb\nc\x1b[31m") == "a\ufffdb\ufffdc\ufffd[31m"
    assert visible("\U0001f469\u200d\U0001f680 ok") == "\U0001f469\u200d\U0001f680 ok"

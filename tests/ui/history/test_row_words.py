"""Rows of the history in words, in the user's own time zone."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from countersign.model.history import HistoryRow, Origin
from countersign.ui.history.row_words import (
    row_name,
    row_tip,
    short_url,
    spoken_day,
    spoken_moment,
    spoken_time,
    status_token,
)

TODAY = date(2026, 3, 4)
AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


@pytest.fixture
def tokyo(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "Today"),
        (date(2026, 3, 3), "Yesterday"),
        (date(2026, 3, 2), "Monday"),
        (date(2026, 2, 26), "Thursday"),
        (date(2026, 2, 25), "25 February"),
        (date(2025, 12, 31), "31 December 2025"),
        (date(2026, 3, 5), "5 March"),
    ],
)
def test_days_are_named_as_people_name_them(day, words):
    assert spoken_day(day, TODAY) == words


def test_times_are_the_users_own_with_the_zone_in_full(tokyo):
    assert spoken_time(AT) == "08:30"
    assert spoken_moment(AT) == "2026-03-05 08:30:00 JST"


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://x.example/a/b?c=1", "/a/b?c=1"),
        ("https://x.example/", "x.example"),
        ("https://x.example:8443", "x.example:8443"),
        ("arn:aws:kinesisvideo:us-west-2:1:channel/front-door/17", "front-door/17"),
        ("front-door", "front-door"),
        ("wss://v.example/?X-Amz-ChannelARN=arn%3Aaws%3Akinesisvideo%3Aeu-west-1%3A1%3Achannel%2Fdoor%2F17", "door"),
    ],
)
def test_addresses_are_short(url, short):
    assert short_url(url) == short


@pytest.mark.parametrize(
    ("status", "token"), [(101, "ok"), (204, "ok"), (302, "warn"), (404, "error"), (503, "error"), (None, "error")]
)
def test_the_colour_tells_the_status(status, token):
    assert status_token(HistoryRow(AT, "GET", "https://x", status=status)) == token


def test_a_row_is_said_in_one_line_and_explained_in_several(tokyo):
    row = HistoryRow(
        AT, "GET", "https://x/a", failure="It was reset.", milliseconds=41.6, origin=Origin("", "", "dev")
    )
    assert row_name(row) == "GET /a failed, 08:30"
    assert row_tip(row).split("\n") == [
        "https://x/a",
        "2026-03-05 08:30:00 JST · 42 ms",
        "It was reset.",
        "Environment dev",
    ]

"""Dates and spans of time as a reader says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from countersign.ui.token.time_words import moment, span, time_left, zoned

NOW = datetime(2026, 11, 22, 2, 21, 52, tzinfo=UTC)
PARIS = timezone(timedelta(hours=1), "CET")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (48 * 3600, "2 days"),
        (-90, "1 min"),
        (1e9, "11,574 days"),
    ],
)
def test_a_span_has_one_or_two_units(seconds, words):
    assert span(timedelta(seconds=seconds)) == words


def test_what_is_left_counts_down_to_what_is_past():
    assert time_left(NOW + timedelta(minutes=52, seconds=10), NOW) == "52 min left"
    assert time_left(NOW, NOW) == "expired 0 s ago"
    assert time_left(NOW - timedelta(minutes=3), NOW) == "expired 3 min ago"


def test_a_moment_stands_in_the_readers_zone_and_names_the_year_only_when_it_is_another():
    at = NOW + timedelta(minutes=52, seconds=10)
    assert moment(at, NOW, PARIS) == "22 Nov 04:14:02, in 52 min"
    assert moment(datetime(2025, 1, 2, tzinfo=UTC), NOW, UTC) == "2 Jan 2025 00:00:00, 689 days ago"
    assert zoned(at, PARIS) == "2026-11-22 04:14:02 CET, 2026-11-22 03:14:02 UTC"

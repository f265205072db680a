"""Finding a text in bytes, in slices."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.body_view.document import BodyBytes
from countersign.ui.body_view.search import MOST_MATCHES, Search


def found(data: bytes, text: str) -> list[int]:
    search = Search(BodyBytes(data), text, "utf-8")
    while not search.advance(0):
        pass
    return search.matches.tolist()


@given(st.text(alphabet="aAbB\n", max_size=60), st.text(alphabet="aAb", min_size=1, max_size=3))
def test_matches_are_those_of_a_regular_expression(text: str, needle: str):
    flags = re.IGNORECASE if needle.islower() else 0
    expected = [match.start() for match in re.finditer(re.escape(needle), text, flags)]
    assert found(text.encode(), needle) == expected


def test_a_match_over_the_edge_of_two_chunks_is_found_once():
    for start in range(262_140, 262_146):
        data = b"." * start + b"needle" + b"." * 400_000
        assert found(data, "needle") == [start]


def test_capitals_mind_the_case_and_no_text_finds_nothing():
    assert found(b"Name name NAME", "name") == [0, 5, 10]
    assert found(b"Name name NAME", "Name") == [0]
    assert found(b"abc", "") == []


def test_the_search_stops_at_a_million_matches():
    search = Search(BodyBytes(b"a" * (MOST_MATCHES + 5000)), "a", "utf-8")
    search.advance(60)
    assert search.is_complete
    assert MOST_MATCHES <= len(search.matches) < MOST_MATCHES + 5000


def test_next_and_previous_go_over_the_ends():
    search = Search(BodyBytes(b"x..x..x"), "x", "utf-8")
    assert search.following(0) is None
    search.advance(60)
    assert [search.following(0), search.following(1), search.following(7)] == [0, 1, 0]
    assert [search.preceding(0), search.preceding(3)] == [2, 0]


def test_matches_that_touch_a_range_are_found():
    search = Search(BodyBytes(b"abcabcabc"), "abc", "utf-8")
    search.advance(60)
    assert search.within(2, 4) == [0, 3]
    assert search.within(3, 6) == [3]

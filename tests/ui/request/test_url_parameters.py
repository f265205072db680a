"""The URL's text and the rows of its parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.request.rows import Row
from countersign.ui.request.url_parameters import path_rows_of_url, rows_of_url, url_with_rows

QUERIES = st.text(st.sampled_from("ab=&+%2f?/:{} é"), max_size=20)


@pytest.mark.parametrize(
    ("url", "rows"),
    [
        ("http://h/?a=1&a=2", (Row("a", "1"), Row("a", "2"))),
        ("http://h/?flag&b=", (Row("flag", None), Row("b", ""))),
        ("http://h/?q=a+b%2fc%7E", (Row("q", "a+b%2fc%7E"),)),
        ("http://h/?k={{a&b=c}}", (Row("k", "{{a&b=c}}"),)),
        ("http://h/?a=1#frag?b=2", (Row("a", "1"),)),
        ("http://h/#frag?b=2", ()),
    ],
)
def test_rows_show_the_query_as_written(url, rows):
    """Nothing is decoded, repeated names stay, a name without "=" differs from an empty value."""
    assert rows_of_url(url, ()) == rows
    assert url_with_rows(url, rows) == url


@given(query=QUERIES)
def test_the_url_survives_the_way_through_the_rows(query):
    """Any query is put together again to the character."""
    url = f"http://h/p?{query}#f"
    assert url_with_rows(url, rows_of_url(url, ())) == url


def test_disabled_rows_keep_their_place_while_the_url_changes():
    """A disabled row stands in no URL, but stays between its neighbours."""
    off = Row("off", "x", enabled=False)
    before = (Row("a", "1", description="kept"), off, Row("b", "2"))
    assert rows_of_url("http://h/?a=9&b=2&c=3", before) == (
        Row("a", "9", description="kept"),
        off,
        Row("b", "2"),
        Row("c", "3"),
    )
    assert url_with_rows("http://h/?zzz", before) == "http://h/?a=1&b=2"


def test_a_fragment_stays_behind_the_query():
    """The query goes before the fragment."""
    assert url_with_rows("http://h/p#top", (Row("a", "1"),)) == "http://h/p?a=1#top"


def test_without_enabled_rows_there_is_no_question_mark():
    """The last row that is switched off takes the mark with it."""
    assert url_with_rows("http://h/p?a=1", (Row("a", "1", enabled=False),)) == "http://h/p"


def test_a_lone_question_mark_does_not_outlive_the_first_parameter():
    """ "?" alone is a parameter without a name; it goes once there is another."""
    assert url_with_rows("http://h/?", (Row("", None), Row("a", "1"))) == "http://h/?a=1"


def test_path_rows_take_known_values():
    """A port is no variable, a repeated name is one row."""
    rows = path_rows_of_url("http://h:80/:id/x/:name/:id", {"id": Row("id", "7")})
    assert rows == (Row("id", "7"), Row("name"))

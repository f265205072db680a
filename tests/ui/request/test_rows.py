"""Rows as lines of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.request.rows import EQUALS_LINES, HEADER_LINES, LineSyntax, Row, with_descriptions_of

WORDS = st.text(st.sampled_from("abcXYZ09-_.%{}é"), min_size=1, max_size=8)
ROWS = st.lists(st.builds(Row, WORDS, WORDS | st.just(""), st.booleans()), max_size=6)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("a=1", Row("a", "1")),
        ("a: 1", Row("a", "1")),
        ("filter:x=1", Row("filter:x", "1")),
        ("url=http://x?y=z", Row("url", "http://x?y=z")),
        ("flag", Row("flag", None)),
        ("flag=", Row("flag", "")),
        ("# a=1", Row("a", "1", enabled=False)),
        ("//a=1", Row("a", "1", enabled=False)),
    ],
)
def test_a_line_of_parameters_is_read(line, row):
    """The first "=" or ": " splits; a mark switches the row off."""
    assert EQUALS_LINES.parse(line) == (row,)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Accept: */*", Row("Accept", "*/*")),
        ("Accept:*/*", Row("Accept", "*/*")),
        ("X-Date: 10:20:30", Row("X-Date", "10:20:30")),
        ("X-Query: a=b", Row("X-Query", "a=b")),
        ("X-Name=value", Row("X-Name", "value")),
    ],
)
def test_a_line_of_headers_is_read(line, row):
    """The first ":" or "=" splits."""
    assert HEADER_LINES.parse(line) == (row,)


def test_empty_lines_make_no_rows():
    """Blank lines are for the reader."""
    assert EQUALS_LINES.parse("a=1\n\n  \r\nb=2") == (Row("a", "1"), Row("b", "2"))


@pytest.mark.parametrize("syntax", [EQUALS_LINES, HEADER_LINES])
@given(rows=ROWS)
def test_rows_survive_the_way_through_text(syntax: LineSyntax, rows):
    """What is written is read back."""
    assert list(syntax.parse(syntax.format(rows))) == rows


def test_descriptions_follow_the_names():
    """Of two rows of a name each takes the next description."""
    old = [Row("a", "1", description="first"), Row("a", "2", description="second"), Row("b", "3", description="gone")]
    new = with_descriptions_of(old, [Row("c", "0"), Row("a", "9"), Row("a", "8")])
    assert [row.description for row in new] == ["", "first", "second"]

"""Rows of a text found block by block."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.body_view.document import BodyBytes
from countersign.ui.body_view.line_index import LONGEST_ROW, LineIndex

PIECES = st.tuples(
    st.sampled_from(["a", "é", "漢", "😀", "\t"]),
    st.sampled_from([0, 1, 7, 300, 1023, 1024, 1025, 1026, 3000, 40_000]),
    st.sampled_from(["\n", "\r\n", "\n\n\n", ""]),
)
TEXTS = st.lists(PIECES, max_size=12).map(lambda parts: "".join(sign * count + end for sign, count, end in parts))


def complete(data: bytes) -> LineIndex:
    index = LineIndex(BodyBytes(data))
    assert index.advance(60)
    return index


@given(TEXTS)
def test_rows_cover_the_text_without_a_gap_and_never_split_a_character(text: str):
    data = text.encode()
    index = complete(data)
    rows = [index.row(number) for number in range(index.row_count)]
    assert b"".join(data[row.start : row.end] for row in rows) == data
    assert all(data[row.start : row.end].decode() and row.end - row.start <= LONGEST_ROW + 2 for row in rows)


@given(TEXTS)
def test_lines_are_numbered_from_one_and_their_continuations_not_at_all(text: str):
    data = text.encode()
    index = complete(data)
    numbers = [index.row(number).line for number in range(index.row_count)]
    lines = data.split(b"\n")
    expected = len(lines) - (lines[-1] == b"")
    assert index.line_count == expected
    assert [number for number in numbers if number] == list(range(1, expected + 1))


@given(TEXTS.filter(bool), st.data())
def test_every_byte_is_found_in_its_row(text: str, data: st.DataObject):
    raw = text.encode()
    offset = data.draw(st.integers(0, len(raw) - 1))
    index = complete(raw)
    row = index.row(index.row_at(offset))
    assert row.start <= offset < row.end


def test_the_first_rows_are_there_before_the_last():
    index = LineIndex(BodyBytes(b"line\n" * 100_000))
    assert not index.advance(0)
    assert 0 < index.row_count < 100_000
    assert index.row(0).line == 1
    while not index.advance(0):
        pass
    assert index.row_count == 100_000
    assert index.row(99_999).line == 100_000


def test_an_endless_line_is_cut_and_has_one_number():
    index = complete(b"x" * 100_000)
    assert index.line_count == 1
    assert [index.row(0).line, index.row(1).line, index.row(index.row_count - 1).line] == [1, 0, 0]


def test_an_empty_body_has_no_row():
    index = complete(b"")
    assert (index.row_count, index.line_count, index.row_at(0)) == (0, 0, 0)
    with pytest.raises(IndexError):
        index.row(0)


def test_a_file_that_shrank_ends_the_index(tmp_path: Path):
    path = tmp_path / "body"
    path.write_bytes(b"line\n" * 100_000)
    body = BodyBytes(path)
    index = LineIndex(body)
    index.advance(0)
    path.write_bytes(b"")
    assert index.advance(60)
    body.close()

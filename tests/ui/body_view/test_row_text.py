"""One row as characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.body_view.row_text import RowText


class TenPixels:
    """Measure every character as ten pixels."""

    def horizontalAdvance(self, text: str) -> float:  # noqa: N802 - QFontMetricsF
        return 10.0 * len(text)


@given(st.binary(max_size=60), st.sampled_from(["utf-8", "latin-1", "cp1252"]))
def test_columns_and_bytes_map_to_each_other_whatever_the_bytes_are(raw: bytes, encoding: str):
    text = RowText(raw.replace(b"\n", b"").replace(b"\r", b""), encoding)
    for column in range(len(text.text) + 1):
        assert text.column_of(text.bytes_before(column)) == column
        assert text.column_at(text.x_of(column, 10, TenPixels()), 10, TenPixels()) in range(len(text.text) + 1)
    text.shown.encode("utf-8")


def test_what_has_no_shape_is_shown_by_a_sign():
    text = RowText(b"a\x00\xffb\xe2\x80\xae", "utf-8")
    assert text.shown == "a\u2400\ufffdb\ufffd"
    assert text.undecoded() == [2]


def test_tabs_reach_to_the_next_multiple_of_four():
    text = RowText(b"a\tb", "utf-8")
    assert text.shown == "a   b"
    assert text.x_of(2, 10, TenPixels()) == 40
    assert text.column_at(39, 10, TenPixels()) == 2

"""Bytes and their encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from countersign.model.body import StoredBody
from countersign.ui.body_view.document import BodyBytes, Coding, coding_of, looks_binary, readable


@pytest.mark.parametrize(
    ("sample", "content_type", "coding"),
    [
        (b"abc", "text/plain", Coding("utf-8")),
        ("é".encode(), "", Coding("utf-8")),
        ("é".encode("latin-1"), "", Coding("latin-1")),
        (b"\xe9", 'text/plain; charset="ISO-8859-2"', Coding("iso8859-2")),
        (b"abc", "text/plain; charset=us-ascii", Coding("utf-8")),
        (b"abc", "text/plain; charset=nonsense", Coding("utf-8")),
        (b"abc", "text/plain; charset=base64", Coding("utf-8")),
        (b"\xef\xbb\xbfabc", "", Coding("utf-8", 3)),
        ("a".encode("utf-16"), "", Coding("utf-16-le", 2)),
        (("x" + "é" * 40_000).encode()[:65_536], "", Coding("utf-8")),
    ],
)
def test_the_charset_decides_then_the_mark_then_utf_8_then_latin_1(sample: bytes, content_type: str, coding: Coding):
    assert coding_of(sample, content_type) == coding


def test_utf_16_is_rewritten_so_that_lines_can_be_found():
    body, coding = readable(BodyBytes("é\n漢".encode("utf-16")), "text/plain; charset=utf-16")
    assert coding == Coding("utf-8")
    assert body.read(0, body.size).decode() == "é\n漢"


def test_an_encoding_of_several_bytes_is_rewritten_and_one_of_single_bytes_is_not():
    assert readable(BodyBytes("漢".encode("shift_jis")), "text/plain; charset=shift_jis")[1].is_utf8
    assert readable(BodyBytes(b"\x80"), "text/plain; charset=windows-1252")[1] == Coding("cp1252")


def test_a_spooled_body_is_read_in_slices(tmp_path: Path):
    path = tmp_path / "body"
    path.write_bytes(b"0123456789")
    body = BodyBytes.of(StoredBody(path=path, size=10))
    assert (body.size, body.read(3, 6), body.read(8, 99)) == (10, b"345", b"89")
    body.close()


def test_binary_bytes_are_told_from_text():
    assert looks_binary(b"\x89PNG\r\n\x1a\n\0\0")
    assert looks_binary(bytes(range(1, 32)))
    assert not looks_binary(b"text\twith\ttabs\r\n")
    assert not looks_binary("a".encode("utf-16"))
    assert not looks_binary(b"")

"""Forms as text, taken apart."""

from __future__ import annotations

import pytest

from countersign.formats.importing.form_texts import boundary_of, file_line, form_fields, multipart_parts
from countersign.model.body import FormField, MultipartPart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1&b=x+y%26z", (FormField("a", "1"), FormField("b", "x y&z"))),
        ("a=1\n&b", (FormField("a", "1"), FormField("b", ""))),
        ("a={{x&y}}&b=2", (FormField("a", "{{x&y}}"), FormField("b", "2"))),
        ("", ()),
        ("a=%ff", None),
    ],
)
def test_urlencoded_pairs_are_decoded_where_they_are_text(text, expected):
    assert form_fields(text) == expected


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("multipart/form-data; boundary=abc", "abc"),
        ('multipart/form-data; boundary="a b"', "a b"),
        ("text/plain", ""),
    ],
)
def test_the_boundary_of_a_content_type(content_type, expected):
    assert boundary_of(content_type) == expected


def test_parts_keep_their_type_and_name_their_file():
    text = (
        '--B\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/html\r\n\r\none\r\ntwo\r\n'
        '--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n< ./y\r\n--B--\r\n'
    )
    assert multipart_parts(text, "B") == (
        MultipartPart("a", "one\ntwo", content_type="text/html"),
        MultipartPart("f", file_path="./y"),
    )


@pytest.mark.parametrize(("text", "expected"), [("< a b", "a b"), ("<@ x", "x"), ("<a>", ""), ("< a\n< b", "")])
def test_a_line_that_stands_for_a_file(text, expected):
    assert file_line(text) == expected

"""Each kind of body in a document becomes the body that is sent."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_body import read_body
from countersign.model.body import FileBody, FormBody, FormField, MultipartBody, MultipartPart, NoBody, TextBody
from countersign.model.errors import InputError


def read(body):
    problems: list[str] = []
    return read_body(Fields({"body": body}, "http", problems)), problems


@pytest.mark.parametrize(
    ("document", "body"),
    [
        (None, NoBody()),
        ({"type": "json", "data": "{}"}, TextBody("{}", "json")),
        ({"type": "xml", "data": "<a/>"}, TextBody("<a/>", "xml")),
        ({"type": "text", "data": "a"}, TextBody("a", "text")),
        (
            {"type": "form-urlencoded", "data": [{"name": "a", "value": "b", "disabled": True}]},
            FormBody((FormField("a", "b", enabled=False),)),
        ),
        (
            {
                "type": "multipart-form",
                "data": [
                    {"name": "t", "type": "text", "value": "v", "contentType": "text/x"},
                    {"name": "f", "type": "file", "value": ["a.png", "b.png"]},
                ],
            },
            MultipartBody(
                (
                    MultipartPart("t", "v", content_type="text/x"),
                    MultipartPart("f", file_path="a.png"),
                    MultipartPart("f", file_path="b.png"),
                )
            ),
        ),
        (
            {
                "type": "file",
                "data": [
                    {"filePath": "a", "contentType": "x", "selected": False},
                    {"filePath": "b", "contentType": "y", "selected": True},
                ],
            },
            FileBody("b", "y"),
        ),
        ({"type": "file", "data": []}, FileBody()),
        (
            [
                {"title": "one", "body": {"type": "text", "data": "1"}},
                {"title": "two", "selected": True, "body": {"type": "text", "data": "2"}},
            ],
            TextBody("2", "text"),
        ),
    ],
)
def test_a_kind_of_body_is_read(document, body):
    assert read(document) == (body, [])


def test_sparql_is_sent_as_text_and_that_is_said():
    body, problems = read({"type": "sparql", "data": "q"})
    assert body == TextBody("q", "text")
    assert problems == ["The SPARQL body is sent as plain text."]


@pytest.mark.parametrize(
    "document",
    [{}, {"type": "binary"}, {"type": "multipart-form", "data": [{"name": "a", "value": [1], "type": "text"}]}],
)
def test_what_does_not_fit_is_named(document):
    with pytest.raises(InputError, match=r"^http\.body"):
        read(document)

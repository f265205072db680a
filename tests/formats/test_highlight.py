"""Colouring of single lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.highlight import KINDS, LONGEST_COLOURED, language_of, spans


def coloured(line: str, language: str) -> list[tuple[str, str]]:
    return [(line[start : start + length], kind) for start, length, kind in spans(line, language)]


def test_json_tells_keys_from_strings():
    assert coloured('  "a\\"b": ["c", -1.5e3, true]', "json") == [
        ('"a\\"b"', "key"),
        (":", "punctuation"),
        ("[", "punctuation"),
        ('"c"', "string"),
        (",", "punctuation"),
        ("-1.5e3", "number"),
        (",", "punctuation"),
        ("true", "keyword"),
        ("]", "punctuation"),
    ]


def test_a_json_string_that_is_cut_is_still_a_string():
    assert coloured('"half a str', "json") == [('"half a str', "string")]


def test_xml_tells_tags_attributes_values_entities_and_comments():
    assert coloured('<a href="x">b &amp; c</a><!-- d -->', "xml") == [
        ("<a", "tag"),
        ("href", "attribute"),
        ('"x"', "string"),
        (">", "tag"),
        ("&amp;", "number"),
        ("</a", "tag"),
        (">", "tag"),
        ("<!-- d -->", "comment"),
    ]


def test_html_is_coloured_like_xml():
    assert coloured("<br/>", "html") == coloured("<br/>", "xml") != []


def test_graphql_tells_keywords_variables_arguments_and_comments():
    found = coloured("query Q($id: ID!) { user(id: $id) } # who", "graphql")
    assert ("query", "keyword") in found
    assert ("$id", "attribute") in found
    assert ("id", "key") in found
    assert found[-1] == ("# who", "comment")


def test_http_tells_the_start_line_from_header_names():
    assert coloured("HTTP/1.1 200 OK", "http") == [("HTTP/1.1", "keyword"), ("200", "number")]
    assert coloured("Content-Type: text/html", "http")[0] == ("Content-Type", "key")


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("v=0", [("v", "keyword"), ("0", "string")]),
        ("m=video 9 UDP/TLS/RTP/SAVPF 102", [("m", "keyword"), ("video 9 UDP/TLS/RTP/SAVPF 102", "string")]),
        ("o=- 1 2 IN IP6 ::1", [("o", "keyword"), ("- 1 2 IN IP6 ::1", "string")]),
        ("a=recvonly", [("a", "keyword"), ("recvonly", "attribute")]),
        (
            "a=fingerprint:sha-256 5A:1C",
            [("a", "keyword"), ("fingerprint", "attribute"), ("sha-256 5A:1C", "string")],
        ),
        ("no line of a description", []),
    ],
)
def test_sdp_tells_the_type_of_a_line_the_attribute_and_the_value(line: str, runs: list[tuple[str, str]]):
    assert coloured(line, "sdp") == runs


def test_text_and_very_long_lines_stay_plain():
    assert spans('{"a": 1}', "text") == []
    assert spans("1 " * LONGEST_COLOURED, "json") == []


@given(st.text(max_size=200), st.sampled_from(["json", "xml", "html", "graphql", "http", "sdp", "text"]))
def test_spans_lie_in_order_within_the_line_whatever_it_holds(line: str, language: str):
    end = 0
    for start, length, kind in spans(line, language):
        assert start >= end
        assert length > 0
        assert kind in KINDS
        end = start + length
    assert end <= len(line)


@pytest.mark.parametrize(
    ("content_type", "language"),
    [
        ("application/json; charset=utf-8", "json"),
        ("application/problem+json", "json"),
        ("application/x-amz-json-1.1", "json"),
        ("text/xml", "xml"),
        ("image/svg+xml", "xml"),
        ("text/html", "html"),
        ("application/xhtml+xml", "html"),
        ("text/plain", "text"),
        ("", "text"),
    ],
)
def test_the_language_follows_the_media_type(content_type: str, language: str):
    assert language_of(content_type) == language

"""Colouring of single lines of the languages that snippets are written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.code_patterns import CODE_PATTERNS
from countersign.formats.highlight import KINDS, spans
from countersign.formats.snippets.registry import SNIPPETS


def coloured(line: str, language: str) -> list[tuple[str, str]]:
    return [(line[start : start + length], kind) for start, length, kind in spans(line, language)]


def test_every_tool_writes_a_language_that_has_colours():
    assert {maker.language for maker in SNIPPETS} <= CODE_PATTERNS.keys()


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        (
            "shell",
            "curl --data 'a # b' \\ # c",
            [("curl", "keyword"), ("--data", "attribute"), ("'a # b'", "string")],
        ),
        ("shell", '  "${KEY:?}"', [("${KEY", "attribute")]),
        ("python", "x = os.environ['A']  # why", [("'A'", "string"), ("# why", "comment")]),
        ("python", "return send(b'1')", [("return", "keyword"), ("send", "key"), ("b'1'", "string")]),
        ("typescript", "const a = `b`; // c", [("const", "keyword"), ("`b`", "string"), ("// c", "comment")]),
        ("go", 'if err != nil { panic("x") }', [("if", "keyword"), ("err", "keyword"), ("nil", "keyword")]),
        ("java", "public static void main(", [("public", "keyword"), ("static", "keyword"), ("void", "keyword")]),
    ],
)
def test_words_strings_and_comments_have_their_colours(language, line, expected):
    found = coloured(line, language)
    assert [one for one in found if one in expected] == expected


@pytest.mark.parametrize("language", ["python", "typescript", "go", "java"])
def test_a_comment_sign_in_a_string_begins_no_comment(language):
    assert coloured('"https://x # y"', language) == [('"https://x # y"', "string")]


@given(st.text(alphabet=st.characters(exclude_characters="\n")), st.sampled_from(sorted(CODE_PATTERNS)))
def test_any_line_is_coloured_in_order_and_without_overlap(line, language):
    reached = 0
    for start, length, kind in spans(line, language):
        assert start >= reached
        assert length > 0
        assert kind in KINDS
        reached = start + length
    assert reached <= len(line)

"""Where JSON is wrong, and how it is laid out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.request.json_text import format_json, json_problem

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{\n  "a": 1,\n  "b": [1,2 3]\n}', "Line 3, column 13: expected a comma or ]"),
        ('{"é" 1}', "Line 1, column 6: expected a colon"),
        ('{"a": 1,}', "Line 1, column 9: expected a name after the comma"),
        ('{"a": 1', "Line 1, column 8: the text ends too early"),
        ("{'a': 1}", "Line 1, column 2: expected a name in double quotes"),
        ("[01]", "Line 1, column 3: this is not a number"),
        ('{"a": 1} x', "Line 1, column 10: expected nothing more after the end"),
        ("[" * 100_000, "Line 1, column 1: this is nested too deep"),
    ],
)
def test_the_place_of_a_mistake_is_named(text, words):
    """Lines and columns count characters from one."""
    assert str(json_problem(text)) == words


@pytest.mark.parametrize("text", ["", "  \n", "{}", '{"id": {{id}}, "n": [{{a.b}}, 1]}', '"{{x}} and {{y}}"'])
def test_variables_and_empty_texts_are_fine(text):
    """A variable outside a string stands for a value."""
    assert json_problem(text) is None


def test_formatting_keeps_numbers_escapes_and_repeated_names():
    """Only the space between tokens changes."""
    text = '{"a":1.10,"a":2e5,"big":123456789012345678901234567890,"u":"\\u00e9","v":{{v}},"w":"{{w}}"}'
    assert format_json(text) == (
        '{\n  "a": 1.10,\n  "a": 2e5,\n  "big": 123456789012345678901234567890,\n'
        '  "u": "\\u00e9",\n  "v": {{v}},\n  "w": "{{w}}"\n}'
    )


def test_formatting_says_why_it_cannot():
    """A mistake is told with its place."""
    assert str(format_json('{"a" {{b}}}')) == "Line 1, column 6: expected a colon"


@given(value=VALUES)
def test_formatting_changes_no_value(value):
    """What was parsed before is parsed after, and formatting twice changes nothing more."""
    formatted = format_json(json.dumps(value))
    assert isinstance(formatted, str)
    assert json.loads(formatted) == value
    assert format_json(formatted) == formatted


@given(text=st.text(st.sampled_from('{}[]",:1a \n\\é{{x}}'), max_size=30))
def test_any_text_has_an_answer(text):
    """The position always lies in the text or right behind it."""
    problem = json_problem(text)
    if problem is not None:
        lines = text.split("\n")
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1

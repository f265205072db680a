"""What is offered while a variable is being typed."""

from __future__ import annotations

import pytest

from countersign.model.workspace import Variable
from countersign.ui.request.variable_suggestions import (
    Completion,
    Suggestion,
    Typed,
    completion,
    suggestions,
    typed_at,
    variable_names,
)
from countersign.variables.scopes import Layer, Scope

DEV = (Variable("host", "h"), Variable("key", "hush", secret=True), Variable("off", "", enabled=False))
ORDERS = (Variable("base", "https://{{host}}"), Variable("host", "x"), Variable("long", "z" * 200))
SCOPE = Scope((Layer("environment dev", DEV), Layer("collection Orders", ORDERS)))


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        ("http://{{", Typed("")),
        ("{{ba", Typed("ba")),
        ("{{a}}/{{ b", Typed("b")),
        ("{{$ba", Typed("$ba")),
        ("{{$base64 na", Typed("na", "$base64")),
        ("{{$hmacSha256 key ", Typed("", "$hmacSha256", 1)),
        ("{{a}}", None),
        ("{a", None),
        ("", None),
        ("{{$base64 'te", None),
    ],
)
def test_a_name_is_being_typed_behind_two_braces(before, typed):
    assert typed_at(before) == typed


def test_names_are_offered_once_and_sorted():
    assert variable_names(SCOPE) == ("base", "host", "key", "long")


def test_a_suggestion_tells_value_and_origin():
    base, host, key, long, *dynamic = suggestions(Typed(""), SCOPE)
    assert base == Suggestion("base", "https://h", "collection Orders")
    assert host == Suggestion("host", "h", "environment dev")
    assert key == Suggestion("key", "••••••••", "environment dev")
    assert len(long.preview) < 100
    assert "$uuid" in [one.name for one in dynamic]


def test_names_that_start_with_the_word_come_first_and_dynamic_values_only_behind_their_sign():
    assert [one.name for one in suggestions(Typed("o"), SCOPE)] == ["host", "long"]
    assert [one.name for one in suggestions(Typed("s"), SCOPE)] == ["base", "host"]
    assert [one.name for one in suggestions(Typed("$base"), SCOPE)] == ["$base64", "$base64decode"]
    assert [one.name for one in suggestions(Typed("", "$base64"), SCOPE)] == ["base", "host", "key", "long"]


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        (Typed("ho"), "host", Completion("host", is_open=False)),
        (Typed("$b"), "$base64", Completion("$base64 ", is_open=True)),
        (Typed("h", "$base64"), "host", Completion("host", is_open=False)),
        (Typed("k", "$hmacSha256"), "key", Completion("key ", is_open=True)),
        (Typed("h", "$hmacSha256", 1), "host", Completion("host", is_open=False)),
        (Typed("$r"), "$randomInt", Completion("$randomInt", is_open=False)),
    ],
)
def test_a_completion_waits_for_the_arguments_that_are_needed(typed, name, expected):
    assert completion(typed, name) == expected

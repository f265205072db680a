"""Dynamic values are made anew where they are written, from a clock and randomness that are given."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import InputError
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Variable
from countersign.variables.dynamic_values import (
    DYNAMIC_VALUES,
    SAMPLES,
    Sources,
    argument_names,
    is_dynamic,
    parameter_count,
)
from countersign.variables.scopes import Found, Layer, Scope
from countersign.variables.template import fill, fill_draft

MOMENT = Sources(lambda: datetime(2026, 2, 3, 4, 5, 6, 789_000, tzinfo=UTC), lambda number: b"\x07" * number)
VALUES = (
    Variable("name", "aß &"),
    Variable("key", "hush-hush", secret=True),
    Variable("low", "3"),
    Variable("id", "{{$uuid}}"),
)
SCOPE = Scope((Layer("environment x", VALUES),), MOMENT)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{$uuid}}", "07070707-0707-4707-8707-070707070707"),
        ("{{$timestamp}}", "1770091506"),
        ("{{$isoTimestamp}}", "2026-02-03T04:05:06.789Z"),
        ("{{$base64 name}}", base64.b64encode("aß &".encode()).decode()),
        ('{{ $base64  "a b" }}', "YSBi"),
        ("{{$base64 'a \"b\"'}}", "YSAiYiI="),
        (r'{{$base64 "a\"b"}}', "YSJi"),
        ("{{$base64 ''}}", ""),
        ("{{$base64 7}}", "Nw=="),
        ("{{$base64decode 'YcOfICY'}}", "aß &"),
        ("{{$base64decode 'YcOfICY='}}", "aß &"),
        ("{{$base64decode '_-8='}}", None),
        ("{{$sha256 name}}", hashlib.sha256("aß &".encode()).hexdigest()),
        ("{{$md5 'a'}}", hashlib.md5(b"a").hexdigest()),
        ("{{$hmacSha256 key 'text'}}", hmac.new(b"hush-hush", b"text", "sha256").hexdigest()),
        ("{{$urlEncode name}}", "a%C3%9F%20%26"),
        ("{{$urlEncode '/~-._'}}", "%2F~-._"),
        ("{{$base64 $timestamp}}", base64.b64encode(b"1770091506").decode()),
    ],
)
def test_a_value_is_made(text, filled):
    if filled is None:
        with pytest.raises(InputError, match="UTF-8"):
            fill(text, SCOPE)
    else:
        assert fill(text, SCOPE) == filled


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{$base64}}", "$base64 needs one argument: text."),
        ("{{$base64 a b}}", "$base64 needs one argument: text."),
        ("{{$uuid x}}", "$uuid needs no argument."),
        ("{{$hmacSha256 key}}", "$hmacSha256 needs two arguments: key, text."),
        ("{{$randomInt 1}}", "$randomInt needs two arguments: min, max."),
        ("{{$randomInt 5 1}}", "The smallest value of $randomInt is larger than its largest."),
        ("{{$randomInt name 9}}", "$randomInt needs whole numbers as its smallest and largest value."),
        ("{{$base64 'a}}", "A quotation mark of $base64 is not closed, or has no space around it."),
        ("{{$base64 'a'b}}", "A quotation mark of $base64 is not closed, or has no space around it."),
        ("{{$base64decode 'é'}}", "What $base64decode is given is not the base64 of a UTF-8 text."),
    ],
)
def test_a_fault_is_named_and_where_it_stands(text, sentence):
    with pytest.raises(InputError) as caught:
        fill_draft(RequestDraft(url="u", headers=(Header("a", text),)), SCOPE)
    assert caught.value.failure.sentence == sentence
    assert (caught.value.failure.id, caught.value.failure.field) == ("variable.dynamic", "Request headers")


def test_what_is_made_of_a_secret_is_secret():
    assert SCOPE.resolve("$base64 key").found == Found("aHVzaC1odXNo", "a dynamic value", secret=True)
    assert SCOPE.resolve("$base64 name").found == Found("YcOfICY=", "a dynamic value")


def test_a_missing_argument_is_a_missing_variable():
    with pytest.raises(InputError, match="The variable gone is not defined") as caught:
        fill("{{$base64 gone}}", SCOPE)
    assert caught.value.failure.id == "variable.missing"


def test_written_twice_gives_two_values_but_a_variable_has_one():
    fresh = Scope(SCOPE.layers)
    first, second, third, fourth = fill("{{$uuid}} {{$uuid}} {{id}} {{id}}", fresh).split()
    assert first != second
    assert third == fourth
    assert fill("{{id}}", fresh) != third
    assert uuid.UUID(first).version == 4


def test_a_preview_stays_the_same():
    preview = Scope(SCOPE.layers).for_preview()
    assert preview.sources == SAMPLES
    assert fill("{{$uuid}}{{$timestamp}}{{$randomInt}}", preview) == fill(
        "{{$uuid}}{{$timestamp}}{{$randomInt}}", preview
    )


def test_a_variable_of_that_very_name_comes_first():
    assert fill("{{$uuid}}", Scope((Layer("e", (Variable("$uuid", "mine"),)),))) == "mine"


def test_a_circle_through_a_function_ends():
    with pytest.raises(InputError, match=r"a → \$base64 a → a"):
        fill("{{a}}", Scope((Layer("e", (Variable("a", "{{$base64 a}}"),)),)))


def test_an_unknown_dynamic_value_is_not_defined():
    with pytest.raises(InputError, match=r"The variable \$nothing is not defined"):
        fill("{{$nothing}}", SCOPE)


@given(st.integers(-(10**17), 10**17), st.integers(0, 10**6))
def test_a_random_number_stays_in_its_range(low, width):
    scope = Scope()
    assert low <= int(fill(f"{{{{$randomInt {low} {low + width}}}}}", scope)) <= low + width
    assert 0 <= int(fill("{{$randomInt}}", scope)) <= 1000


texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


@given(texts)
def test_decoding_takes_encoding_back(text):
    scope = Scope((Layer("e", (Variable("text", text), Variable("coded", "{{$base64 text}}"))),))
    if "{{" not in text:
        assert fill("{{$base64decode coded}}", scope) == text
        assert unquote(fill("{{$urlEncode text}}", scope)) == text


@given(st.sampled_from([one.name for one in DYNAMIC_VALUES]), st.text(st.sampled_from("ab\"' \\$1-"), max_size=12))
def test_any_arguments_give_a_value_or_a_sentence(name, rest):
    with suppress(InputError):
        found = Scope(SCOPE.layers).resolve(f"{name} {rest}".strip())
        assert (found.found is None) == bool(found.missing)


def test_what_counts_as_dynamic():
    assert is_dynamic("$uuid")
    assert is_dynamic("$base64 x")
    assert not is_dynamic("$")
    assert not is_dynamic("uuid")
    assert argument_names("$hmacSha256 key 'text'") == ["key"]
    assert argument_names("$base64 'a") == argument_names("name") == []
    assert [parameter_count(name) for name in ("$base64", "$hmacSha256", "$randomInt", "x")] == [1, 2, 0, 0]

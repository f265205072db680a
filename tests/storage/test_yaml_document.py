"""YAML of unknown origin is read within limits, and nothing in it is lost or run."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import InputError
from countersign.storage.yaml_document import parse_yaml


def test_plain_values_are_read():
    text = "a: text\nb: [1, true, null, ~, false]\nc:\n  d: |\n    one\n    two\n'e': \"f\\n\"\n"
    expected = {"a": "text", "b": [1, True, None, None, False], "c": {"d": "one\ntwo\n"}, "e": "f\n"}
    assert parse_yaml(text.encode()) == expected


@pytest.mark.parametrize(
    "word", ["1.10", "007", "1e3", "0x1f", "2024-01-01", "12:30", "no", "on", ".inf", "1_000", "=", "9" * 30]
)
def test_words_that_would_change_stay_texts(word):
    assert parse_yaml(f"a: {word}".encode()) == {"a": word}


def test_quoted_and_tagged_words_are_texts():
    assert parse_yaml(b"[\"1\", 'true', !!str 2, !!python/object:os.system x]") == ["1", "true", "2", "x"]


def test_keys_are_texts_whatever_they_look_like():
    assert parse_yaml(b"1: a\ntrue: b\nnull: c") == {"1": "a", "true": "b", "null": "c"}


def test_aliases_are_followed():
    assert parse_yaml(b"a: &x {b: 1}\nc: *x") == {"a": {"b": 1}, "c": {"b": 1}}


def test_an_empty_file_is_nothing():
    assert parse_yaml(b"") is None
    assert parse_yaml(b"\xef\xbb\xbfa: 1") == {"a": 1}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "bomb": (BOMB, "yaml.nodes"),
    "flat bomb": ("- a\n" * 200_000, "yaml.nodes"),
    "recursive": ("a: &a [*a]", "yaml.syntax"),
    "unknown alias": ("a: *b", "yaml.syntax"),
    "deep lists": ("[" * 200_000, "yaml.depth"),
    "deep mappings": ("{a: " * 100_000, "yaml.depth"),
    "deep dashes": ("- " * 100_000, "yaml.depth"),
    "deep block": ("".join("  " * depth + "a:\n" for depth in range(1500)), "yaml.depth"),
    "NUL": ("a: \0", "yaml.syntax"),
    "escape": ("a: \x1b[2J", "yaml.syntax"),
    "surrogate": ('a: "\\ud800"', "yaml.encoding"),
    "surrogate key": ('"\\udc00": a', "yaml.encoding"),
    "duplicate": ("a: 1\nb: 2\na: 3", "yaml.syntax"),
    "duplicate deep": ("a: {b: 1, b: 2}", "yaml.syntax"),
    "merge": ("a: &a {b: 1}\nc: {<<: *a}", "yaml.syntax"),
    "mapping as key": ("? {a: 1}\n: b", "yaml.syntax"),
    "alias as key": ("a: &a b\n*a : c", "yaml.syntax"),
    "two documents": ("a: 1\n---\nb: 2", "yaml.syntax"),
    "tabs": ("a:\n\t- b", "yaml.syntax"),
    "open quote": ('a: "b', "yaml.syntax"),
    "bad escape": ('a: "\\U99999999"', "yaml.syntax"),
    "big": ("a: " + "x" * 10_000_000, "yaml.size"),
}


@pytest.mark.parametrize(("text", "failure_id"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_in_bounded_time(text, failure_id):
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        parse_yaml(text.encode("utf-8", "surrogatepass"))
    assert caught.value.failure.id == failure_id
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("data", [b"\xff\xfea\x00:\x00", b"a: \xff", "a: b".encode("utf-16")])
def test_what_is_not_utf8_is_refused(data):
    with pytest.raises(InputError) as caught:
        parse_yaml(data)
    assert caught.value.failure.id == "yaml.encoding"


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("countersign.storage.yaml_document.SECONDS_LIMIT", 0.05)
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        parse_yaml(b"a: '" + b"x " * 4_000_000 + b"'")
    assert caught.value.failure.id == "yaml.time"
    assert time.monotonic() - start < 3


def test_the_line_of_an_error_is_named():
    with pytest.raises(InputError, match="in line 3"):
        parse_yaml(b"a: 1\nb: 2\nc: ]")


pieces = st.lists(
    st.sampled_from([*"[]{}:,-?!&*|>'\"#%@` \n\tab~\\0\x85é", "- ", ": ", "---\n", "<<: "]), max_size=25
)


@given(st.binary(max_size=60) | pieces.map("".join).map(str.encode))
def test_any_bytes_are_a_document_or_an_input_error(data):
    with suppress(InputError):
        parse_yaml(data)

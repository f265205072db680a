"""Sources are decoded by their marks and parsed within limits."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.importing import limited_documents
from countersign.formats.importing.limited_documents import (
    decode_text,
    glance,
    parse_document,
    parse_json,
    parse_yaml,
)
from countersign.model.errors import InputError


def refusal(read, data):
    with pytest.raises(InputError) as caught:
        read(data)
    return caught.value.failure.id


@pytest.mark.parametrize(
    "data",
    [
        "né😀".encode(),
        codecs.BOM_UTF8 + "né😀".encode(),
        "né😀".encode("utf-16"),
        codecs.BOM_UTF16_BE + "né😀".encode("utf-16-be"),
        "né😀".encode("utf-32"),
    ],
)
def test_a_text_is_decoded_by_its_mark(data):
    assert decode_text(data) == "né😀"
    assert glance(data) == "né😀"


def test_what_is_not_text_is_refused():
    assert refusal(decode_text, b"\xff\xff") == "import.encoding"
    assert refusal(decode_text, b"\xff\xfe\x00\xd8") == "import.encoding"


def test_the_glance_sees_both_ends_of_a_long_source():
    seen = glance(b"start" + b" " * 1_000_000 + b"end")
    assert (seen[:5], seen[-3:], len(seen) < 200_000) == ("start", "end", True)


def test_size_is_limited_and_more_so_for_wide_characters(monkeypatch):
    monkeypatch.setattr(limited_documents, "SIZE_LIMIT", 100)
    monkeypatch.setattr(limited_documents, "WIDE_SIZE_LIMIT", 50)
    assert decode_text(b"a" * 100)
    assert refusal(decode_text, b"a" * 101) == "import.size"
    assert refusal(decode_text, ("€" + "a" * 60).encode()) == "import.size"


def test_json_keeps_plain_values_and_the_last_of_two_keys():
    document = parse_json(b'{"a": [1, 1.5, true, null, "x"], "a": 2, "b": {"c": 1, "c": 3}}')
    assert document.value == {"a": 2, "b": {"c": 3}}
    assert [note.sentence.split()[0] for note in document.notes] == ["“c”", "“a”"]


def test_half_characters_are_replaced_and_whole_ones_kept():
    document = parse_json(rb'{"a\ud800": "\udc00x", "b": "\ud83d\ude00", "c": "\\ud800"}')
    assert document.value == {"a�": "�x", "b": "😀", "c": "\\ud800"}
    assert "lone surrogates" in document.notes[0].sentence


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"[" * 1_000_000, "values"),
        (b"[" * 101 + b"]" * 101, "depth"),
        (b"[" + b"0," * 750_000 + b"0]", "values"),
        (b'"' + b'\\"' * 1_000_000, "syntax"),
        (b'{"a": NaN}', "syntax"),
        (b"1" * 5000, "syntax"),
        (b'{"a" 1}', "syntax"),
        (b'{"a": "\x01"}', "syntax"),
    ],
)
def test_json_beyond_the_limits_is_refused(data, kind):
    assert refusal(parse_json, data) == f"import.{kind}"


def test_brackets_within_texts_do_not_count():
    assert parse_json(b'["' + b"[{," * 400_000 + rb"\"[[" + b'"]').value[0].endswith('"[[')


def test_yaml_keeps_what_would_be_written_otherwise_as_text():
    document = parse_yaml(b"a: 1\nb: 1.5\nc: 1.10\nd: 2026-01-01\ne: yes\nf: true\ng:\nh: '1'\ni: 0x1F\n")
    assert document.value == {
        "a": 1,
        "b": 1.5,
        "c": "1.10",
        "d": "2026-01-01",
        "e": "yes",
        "f": True,
        "g": None,
        "h": "1",
        "i": "0x1F",
    }


def test_yaml_aliases_and_merge_keys_are_read():
    document = parse_yaml(b"base: &b {a: 1, b: 2}\nlist: [*b, *b]\nmore: {<<: *b, b: 3}\na: 1\na: 2\n")
    assert document.value["list"] == [{"a": 1, "b": 2}] * 2
    assert document.value["more"] == {"a": 1, "b": 3}
    assert document.value["a"] == 2
    assert "“a” stands there twice" in document.notes[0].sentence


def bomb(depth: int) -> bytes:
    lines = [
        "a0: &a0 [x,x,x,x,x,x,x,x,x]",
        *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, depth)),
    ]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bomb(9), "values"),
        (b"[" * 101, "depth"),
        (b"a: &a [" + b"[" * 90 + b"]" * 91 + b"\nb: " + b"[" * 50 + b"*a" + b"]" * 50, "depth"),
        (b"a: &a [*a]", "syntax"),
        (b"? [a]\n: 1", "syntax"),
        (b"a: 1\n---\nb: 2", "syntax"),
        (b"a: *gone", "syntax"),
        (b"a: [", "syntax"),
        (b"a: \x00", "syntax"),
    ],
)
def test_yaml_beyond_the_limits_is_refused(data, kind):
    assert refusal(parse_yaml, data) == f"import.{kind}"


def test_yaml_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("countersign.formats.importing.limited_yaml.SECONDS_LIMIT", -1.0)
    assert refusal(parse_yaml, b"a: 1") == "import.time"


def test_a_document_is_taken_for_what_it_is():
    assert parse_document(b' {"a": 1e2}').value == {"a": 100.0}
    assert parse_document(b"{a: 1}").value == {"a": 1}
    assert parse_document(b"a: 1").value == {"a": 1}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40) | st.text('{}[]",:\\ud8a01 \n-&*!', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    for read in (parse_document, parse_json, parse_yaml):
        with suppress(InputError):
            read(data)
    glance(data)

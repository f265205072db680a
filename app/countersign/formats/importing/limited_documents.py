"""Sources of unknown origin, decoded and parsed within limits: size, depth, number of values, time."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_yaml import read_yaml
from countersign.model.imported import ImportNote

SIZE_LIMIT = 64_000_000
WIDE_SIZE_LIMIT = (
    24_000_000  # with characters beyond Latin-1 a text takes up to four bytes for each of its characters
)
DEPTH_LIMIT = 100
VALUE_LIMIT = 750_000

# The longest mark first: the one of UTF-32 starts like the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = re.compile(rb"[\xc4-\xff]")
# An open string is taken to its end, so that no text is looked at twice.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKET = re.compile(r"[^\[\]{}]+")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_NAMED = 20
_GLANCE = 1 << 16  # bytes at each end; of UTF-32 four make a character


@dataclass(frozen=True, slots=True)
class Document:
    """Hold plain values (mappings with text keys, lists, texts, numbers, booleans, None), and notes on them."""

    value: Any
    notes: tuple[ImportNote, ...] = ()


def decode_text(data: bytes) -> str:
    """Return the text of a source: by its byte order mark, UTF-8 without one; raise `InputError` if it is not."""
    if len(data) > SIZE_LIMIT:
        raise _too_large(SIZE_LIMIT)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if len(data) > WIDE_SIZE_LIMIT and (encoding != "utf-8" or _WIDE.search(data, len(mark))):
        raise _too_large(WIDE_SIZE_LIMIT)
    try:
        return codecs.decode(memoryview(data)[len(mark) :], encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper()
        raise refused("encoding", f"It is not {name}.", "Save it as UTF-8.") from error


def glance(data: bytes) -> str:
    """Return the beginning and the end of a source as text, as far as they are text; never raises."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    rest = memoryview(data)[len(mark) :]
    pieces = [rest] if len(rest) <= 2 * _GLANCE else [rest[:_GLANCE], rest[len(rest) - len(rest) % 4 - _GLANCE :]]
    return "\n".join(str(piece, encoding, "replace") for piece in pieces)


def parse_document(data: bytes) -> Document:
    """Return the values of a JSON or YAML source, whichever it is."""
    text = decode_text(data)
    return _from_json(text) if text.lstrip()[:1] in {"{", "["} and _is_json(text) else _from_yaml(text)


def parse_json(data: bytes) -> Document:
    """Return the values of a JSON source (RFC 8259); of keys that stand twice the last one counts."""
    return _from_json(decode_text(data))


def parse_yaml(data: bytes) -> Document:
    """Return the values of a YAML source of one document; of keys that stand twice the last one counts."""
    return _from_yaml(decode_text(data))


def _is_json(text: str) -> bool:
    """Tell JSON from YAML's flow style by the first character within the brackets."""
    return re.match(r'\s*(?:\{\s*["}]|\[\s*["\[{\]\d\-tfn])', text) is not None


def _from_json(text: str) -> Document:
    _check_shape(text)
    twice: dict[str, None] = {}

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            twice.update(dict.fromkeys(key for key, count in Counter(key for key, _ in pairs).items() if count > 1))
        return members

    try:
        value = json.loads(text, object_pairs_hook=mapping, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        sentence = f"It is not JSON: in line {error.lineno}, column {error.colno}, something else was expected."
        raise refused("syntax", sentence) from error
    except (ValueError, RecursionError) as error:
        raise refused("syntax", "It is not JSON that can be read.") from error
    notes = list(_notes_on(twice))
    if _SURROGATE_ESCAPE.search(text):
        repaired = _with_whole_characters(value)
        if repaired != value:
            notes.append(ImportNote("", "Half characters (lone surrogates) were replaced by �.", "changed"))
        value = repaired
    return Document(value, tuple(notes))


def _from_yaml(text: str) -> Document:
    value, twice = read_yaml(text, DEPTH_LIMIT, VALUE_LIMIT)
    return Document(value, _notes_on(twice))


def _check_shape(text: str) -> None:
    """Refuse, before anything is built, what is nested too deep or holds too many values."""
    outside = _STRING.sub("", text)
    if outside.count(",") + outside.count("[") + outside.count("{") > VALUE_LIMIT:
        raise refused("values", f"It holds more than {VALUE_LIMIT:,} values.")
    depth = 0
    for bracket in _NO_BRACKET.sub("", outside):
        depth += 1 if bracket in "[{" else -1
        if depth > DEPTH_LIMIT:
            raise refused("depth", f"It is nested more than {DEPTH_LIMIT} deep.")


def _with_whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("�", value)
    if isinstance(value, list):
        return [_with_whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("�", key): _with_whole_characters(item) for key, item in value.items()}
    return value


def _notes_on(twice: Iterable[str]) -> tuple[ImportNote, ...]:
    names = [_SURROGATE.sub("�", key)[:60] for key in twice]
    sentences = [f"“{name}” stands there twice in one place; the last one counts." for name in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        sentences.append(f"{len(names) - _MOST_NAMED:,} more keys stand there twice; the last one counts.")
    return tuple(ImportNote("", sentence, "changed") for sentence in sentences)


def _no_constant(name: str) -> Any:
    raise refused("syntax", f"It is not JSON: {name} is no value.")


def _too_large(limit: int) -> Exception:
    return refused("size", f"It is larger than {limit // 1_000_000} MB.", "Export a part of it.")

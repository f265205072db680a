"""Which parts of a line of code get which colour. Each line stands alone, so any window of a file can be coloured."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from countersign.formats.code_patterns import CODE_PATTERNS

LONGEST_COLOURED = 8192


class Span(NamedTuple):
    """Name a run of characters: offset and length in the line, and one of the kinds of `KINDS`."""

    start: int
    length: int
    kind: str


KINDS = frozenset({"key", "string", "number", "keyword", "punctuation", "comment", "tag", "attribute", "plain"})

_SOURCES = {
    "json": (
        r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))'
        r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
        r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
        r"|(?P<keyword>\b(?:true|false|null)\b)"
        r"|(?P<punctuation>[{}\[\],:]+)"
    ),
    "xml": (
        r"(?P<comment><!--.*?(?:-->|$))"
        r"|(?P<keyword><!\[CDATA\[|\]\]>|<!\w+|<\?[\w:-]+|\?>)"
        r"|(?P<tag></?[A-Za-z_][\w:.-]*|/?>)"
        r"|(?P<attribute>[A-Za-z_@:][\w:.-]*(?=\s*=\s*[\"']))"
        r"|(?P<string>(?<==)\s*(?:\"[^\"]*\"?|'[^']*'?))"
        r"|(?P<number>&(?:#\d+|#x[0-9A-Fa-f]+|\w+);)"
    ),
    "graphql": (
        r"(?P<comment>\#.*)"
        r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
        r"|(?P<number>-?\b\d+(?:\.\d+)?\b)"
        r"|(?P<keyword>\b(?:query|mutation|subscription|fragment|on|true|false|null|schema|type|input|enum|union"
        r"|interface|scalar|directive|extend|implements)\b)"
        r"|(?P<attribute>[$@]\w+)"
        r"|(?P<key>\b\w+(?=\s*:))"
        r"|(?P<punctuation>[{}()\[\]!:=|,.]+)"
    ),
    "http": (
        r"(?P<keyword>^HTTP/[\d.]+|^[A-Z]+(?= \S+ HTTP/))"
        r"|(?P<key>^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=:))"
        r"|(?P<punctuation>^:|(?<=^):)"
        r"|(?P<number>\b\d+\b)"
    ),
    "sdp": (
        r"(?P<keyword>^[a-z](?==))"
        r"|(?P<attribute>(?<=^a=)[^:\s]+)"
        r"|(?P<string>(?<=^[b-z]=).+|(?<=:).+)"
    ),
    **CODE_PATTERNS,
}
_LANGUAGE_OF_TYPE = (
    ("json", "json"),
    ("graphql", "graphql"),
    ("html", "html"),
    ("xml", "xml"),
)


def spans(line: str, language: str) -> list[Span]:
    """Return the coloured runs of one line in order, without overlap; nothing for text and for very long lines.

    Languages: json, xml, html, graphql, http, sdp (RFC 8866), text, and those of `CODE_PATTERNS`.
    """
    pattern = _pattern("xml" if language == "html" else language)
    if pattern is None or len(line) > LONGEST_COLOURED:
        return []
    found = []
    for match in pattern.finditer(line):
        start, end = match.span()
        found.append(Span(start, end - start, match.lastgroup or "plain"))
    return found


def language_of(content_type: str) -> str:
    """Return the language of a media type (RFC 6838 suffixes included), "text" for an unknown one."""
    media_type = content_type.partition(";")[0].strip().lower()
    subtype = media_type.partition("/")[2]
    return next((language for word, language in _LANGUAGE_OF_TYPE if word in subtype), "text")


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    source = _SOURCES.get(language)
    return None if source is None else re.compile(source)

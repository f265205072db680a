"""Texts as literals of each language, with values from the environment joined in."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from itertools import groupby

from countersign.formats.snippets.snippet_request import FromEnvironment, Pieces

_LONGEST_JAVA = 10_000  # characters; a constant holds 65,535 bytes (JVM Specification, section 4.4.7)


def shell_word(pieces: Pieces) -> str:
    """Return a text as one word of a POSIX shell. A NUL, which no shell can hold, is left out."""
    words = (
        f'"${{{piece.name}:?}}"' if isinstance(piece, FromEnvironment) else _shell_quoted(piece)
        for piece in _together(pieces)
    )
    return "".join(words) or "''"


def shell_escapes(text: str) -> str:
    """Return a text as a word for `printf '%b'`, control characters as escapes (POSIX, printf)."""
    escaped = "".join(
        character if character.isprintable() or character == "\n" else _octal(character)
        for character in text.replace("\\", "\\\\")
    )
    return _shell_quoted(escaped)


def python_text(pieces: Pieces) -> str:
    """Return a text as a Python expression."""
    return _sum(pieces, _python_literal, 'os.environ["{}"]')


def javascript_text(pieces: Pieces) -> str:
    """Return a text as a JavaScript expression."""
    return _sum(pieces, _javascript_literal, 'environment("{}")')


def go_text(pieces: Pieces) -> str:
    """Return a text as a Go expression."""
    return _sum(pieces, _go_literal, 'os.Getenv("{}")')


def java_text(pieces: Pieces) -> str:
    """Return a text as a Java expression."""
    return _sum(pieces, _java_literal, 'environment("{}")')


def _sum(pieces: Pieces, literal: Callable[[str], str], variable: str) -> str:
    terms = (
        variable.format(piece.name) if isinstance(piece, FromEnvironment) else literal(piece)
        for piece in _together(pieces)
    )
    return " + ".join(terms) or literal("")


def _together(pieces: Pieces) -> Iterator[str | FromEnvironment]:
    """Yield the pieces with neighbouring texts as one."""
    for is_text, group in groupby(pieces, key=lambda piece: isinstance(piece, str)):
        if is_text:
            yield "".join(piece for piece in group if isinstance(piece, str))
        else:
            yield from group


def _octal(character: str) -> str:
    return "".join(f"\\0{byte:03o}" for byte in character.encode())


def _shell_quoted(text: str) -> str:
    quoted = shlex.quote(text.replace("\0", ""))
    return quoted if quoted.startswith("'") or "'" in quoted else f"'{quoted}'"


def _python_literal(text: str) -> str:
    if not _reads_better_in_lines(text):
        return _escaped(text)
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def _javascript_literal(text: str) -> str:
    if not _reads_better_in_lines(text):
        return json.dumps(text, ensure_ascii=not text.isprintable())
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`"


def _go_literal(text: str) -> str:
    if _reads_better_in_lines(text) and "`" not in text:
        return f"`{text}`"
    return _escaped(text)


def _escaped(text: str) -> str:
    """Return a literal that Python and Go read alike."""
    return "".join(['"', *map(_escaped_character, text), '"'])


def _escaped_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or f"\\U{ord(character):08x}"


def _java_literal(text: str) -> str:
    if len(text) > _LONGEST_JAVA:
        chunks = (text[start : start + _LONGEST_JAVA] for start in range(0, len(text), _LONGEST_JAVA))
        return f'String.join("", {", ".join(map(_java_literal, chunks))})'
    if not _reads_better_in_lines(text):
        return json.dumps(text)
    return "\n        + ".join(json.dumps(line) for line in text.splitlines(keepends=True))


def _reads_better_in_lines(text: str) -> bool:
    return "\n" in text.strip("\n") and all(character.isprintable() or character in "\n\t" for character in text)

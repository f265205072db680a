"""The text of Bruno's .bru files: blocks of pairs, of text, and lists.

    meta {                       vars:secret [          body:json {
      name: Create user            token,                 {"name": "Ada"}
      tags: [                      password             }
        smoke                    ]
      ]
    }

A block ends at the first line that starts with its bracket. Source: "Bru Lang", docs.usebruno.com.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from countersign.formats.importing.importer import refused
from countersign.model.errors import InputError

_HEADER = re.compile(r"(?P<name>[A-Za-z][\w:.-]*)[ \t]*:?[ \t]*(?P<bracket>[{\[])[ \t]*(?P<rest>.*)")
_INNER_HEADER = re.compile(r"(?P<name>[A-Za-z][\w:.-]*?)[ \t]*:?[ \t]*(?P<bracket>\{)[ \t]*(?P<rest>)")
_QUOTED_KEY = re.compile(r'(?P<off>~?)"(?P<name>(?:[^"\\]|\\.)*)"[ \t]*:')
_DESCRIPTION = re.compile(r"@description\((?P<quote>'''|\"|')(?P<text>.*)")
_ANNOTATION = re.compile(r"@\w+\(.*")
_CLOSING = {"{": "}", "[": "]"}
_TRIPLE = "'''"
_BLOCK_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class BruPair:
    """Hold one pair; `values` are the items of a list, `annotation` stands after a text of several lines."""

    name: str
    value: str = ""
    enabled: bool = True
    description: str = ""
    values: tuple[str, ...] = ()
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class BruBlock:
    """Hold one block: its name, its lines without the indent, and the number of the first of them."""

    name: str
    bracket: str
    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """Return what stands in a block of text."""
        return "\n".join(self.lines).strip("\n")

    def pairs(self) -> tuple[BruPair, ...]:
        """Return what stands in a block of pairs; raise `InputError` that names the line that is none."""
        return tuple(_Pairs(self.lines, self.line).read())

    def names(self) -> tuple[str, ...]:
        """Return what stands in a list."""
        return tuple(name for line in self.lines for piece in line.split(",") if (name := piece.strip()))


def bru_blocks(text: str) -> tuple[BruBlock, ...]:
    """Return the blocks of a file in their order; raise `InputError` that names the line that belongs to none."""
    return _blocks(text.replace("\r\n", "\n").split("\n"), 1, _HEADER)


def inner_blocks(block: BruBlock) -> tuple[BruBlock, ...]:
    """Return the blocks inside a block, as in an example."""
    return _blocks(block.lines, block.line, _INNER_HEADER)


def inner_pairs(block: BruBlock) -> tuple[BruPair, ...]:
    """Return the pairs of a block that stand beside its inner blocks."""
    loose, at = list[str](), 0
    while at < len(block.lines):
        header = _INNER_HEADER.fullmatch(block.lines[at])
        if header is None:
            loose.append(block.lines[at])
            at += 1
        else:
            at = _end_of(block.lines, at, header, block.line) + 1
    return tuple(_Pairs(loose, block.line).read())


def syntax_error(line: int, sentence: str) -> InputError:
    """Return the error for a line that cannot be read."""
    return refused("bru-syntax", f"Line {line} {sentence}.", "Correct the file, then import it again.")


def _blocks(lines: Sequence[str], first: int, pattern: re.Pattern[str]) -> tuple[BruBlock, ...]:
    found, at = list[BruBlock](), 0
    while at < len(lines):
        header = pattern.fullmatch(lines[at])
        if header is None:
            if pattern is _HEADER and lines[at].strip():
                raise syntax_error(first + at, "starts no block")
            at += 1
            continue
        end = _end_of(lines, at, header, first)
        inside = [header["rest"].rstrip(" \t]}")] if end == at else [_outdented(line) for line in lines[at + 1 : end]]
        found.append(BruBlock(header["name"], header["bracket"], tuple(inside), first + at + 1))
        if len(found) > _BLOCK_LIMIT:
            raise refused("bru-size", f"It holds more than {_BLOCK_LIMIT:,} blocks.")
        at = end + 1
    return tuple(found)


def _end_of(lines: Sequence[str], at: int, header: re.Match[str], first: int) -> int:
    """Return the index of the line that closes the block, which may be the line that opens it."""
    closing = _CLOSING[header["bracket"]]
    rest = header["rest"].strip()
    if rest.endswith(closing):
        return at
    for end in range(at + 1, len(lines)):
        if lines[end].startswith(closing):
            return end
    raise syntax_error(first + at, f"opens the block “{header['name'][:40]}”, which nothing closes")


def _outdented(line: str) -> str:
    return line[2:] if line.startswith("  ") else line.lstrip(" \t")


class _Pairs:
    """Read the lines of a block of pairs."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self._lines = lines
        self._first = first
        self._at = 0

    def read(self) -> list[BruPair]:
        found, description = list[BruPair](), ""
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            self._at += 1
            note = _DESCRIPTION.fullmatch(line)
            if note is not None:
                description = self._description(note)
            elif line and _ANNOTATION.fullmatch(line) is None:
                found.append(self._pair(line, description))
                description = ""
        return found

    def _pair(self, line: str, description: str) -> BruPair:
        name, enabled, rest = self._key(line)
        if rest.startswith(_TRIPLE):
            value, annotation = self._several_lines(rest[len(_TRIPLE) :])
            return BruPair(name, value, enabled, description, annotation=annotation)
        if rest == "[":
            return BruPair(name, "", enabled, description, self._list())
        if rest.startswith("[") and rest.endswith("]"):
            values = tuple(piece.strip() for piece in rest[1:-1].split(",") if piece.strip())
            return BruPair(name, rest, enabled, description, values)
        return BruPair(name, rest, enabled, description)

    def _key(self, line: str) -> tuple[str, bool, str]:
        quoted = _QUOTED_KEY.match(line)
        if quoted is not None:
            name = quoted["name"].replace('\\"', '"').replace("\\\\", "\\")
            return name, not quoted["off"], line[quoted.end() :].strip()
        name, colon, rest = line.partition(":")
        if not colon:
            raise syntax_error(self._first + self._at - 1, "holds no colon between a name and its value")
        name = name.strip()
        return name.removeprefix("~"), not name.startswith("~"), rest.strip()

    def _several_lines(self, start: str) -> tuple[str, str]:
        before, closed, after = start.partition(_TRIPLE)
        if closed:
            return before.strip(), after.strip()
        opened, lines = self._first + self._at - 1, [before]
        while self._at < len(self._lines):
            before, closed, after = self._lines[self._at].partition(_TRIPLE)
            self._at += 1
            lines.append(before[2:] if before.startswith("  ") else before.lstrip(" \t"))
            if closed:
                return "\n".join(lines).strip("\n").removesuffix("\n"), after.strip()
        raise syntax_error(opened, "starts a text of several lines, which nothing closes")

    def _list(self) -> tuple[str, ...]:
        opened, values = self._first + self._at - 1, list[str]()
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            self._at += 1
            if line == "]":
                return tuple(values)
            values += [line.rstrip(",")] if line else []
        raise syntax_error(opened, "starts a list, which nothing closes")

    def _description(self, note: re.Match[str]) -> str:
        quote, text = note["quote"], note["text"]
        if quote != _TRIPLE:
            return text.removesuffix(")").removesuffix(quote).replace("\\n", "\n")
        return self._several_lines(text)[0]

"""XML as people type it: whether its tags close, and a layout on indented lines that changes no text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from countersign.ui.request.json_text import TextProblem

_PIECE = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE(?:[^\[>]|\[.*?\])*>"
    r"""|</?[^\s<>/!?](?:"[^"]*"|'[^']*'|[^<>"'])*>|[^<]+|<""",
    re.DOTALL,
)
_NAME = re.compile(r"</?([^\s<>/]+)")
_INDENT = "  "


def xml_problem(text: str) -> TextProblem | None:
    """Return the first tag that is not closed or closes another one, or None."""
    open_tags: list[tuple[str, int]] = []
    for position, piece in _pieces(text):
        if piece == "<":
            return _at(text, position, "this is not a tag")
        kind = _kind(piece)
        if kind == "open":
            open_tags.append((_name(piece), position))
        elif kind == "close":
            if not open_tags:
                return _at(text, position, f"{piece} closes nothing")
            name, _ = open_tags.pop()
            if name != _name(piece):
                return _at(text, position, f"{piece} stands where </{name}> was expected")
    if open_tags:
        name, position = open_tags[-1]
        return _at(text, position, f"<{name}> is not closed")
    return None


def format_xml(text: str) -> str | TextProblem:
    """Return XML with one element a line; an element that holds text keeps its content as written."""
    problem = xml_problem(text)
    if problem is not None:
        return problem
    pieces = [piece for _, piece in _pieces(text)]
    return "\n".join(_lines(pieces))


def _lines(pieces: list[str]) -> Iterator[str]:
    kept = _elements_kept(pieces)
    depth = 0
    index = 0
    while index < len(pieces):
        piece, kind = pieces[index], _kind(pieces[index])
        if index in kept:
            yield _INDENT * depth + "".join(pieces[index : kept[index]])
            index = kept[index]
            continue
        depth -= kind == "close"
        if piece.strip():
            yield _INDENT * depth + piece.strip()
        depth += kind == "open"
        index += 1


def _elements_kept(pieces: list[str]) -> dict[int, int]:
    """Return start and end of the elements that hold text or nothing, whose content must not change."""
    kept: dict[int, int] = {}
    open_starts: list[int] = []
    with_text: set[int] = set()
    for index, piece in enumerate(pieces):
        kind = _kind(piece)
        if kind == "open":
            open_starts.append(index)
        elif kind == "close":
            start = open_starts.pop()
            if start in with_text or index == start + 1:
                kept[start] = index + 1
        elif open_starts and (kind == "cdata" or (kind == "text" and piece.strip())):
            with_text.add(open_starts[-1])
    return kept


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    return ((found.start(), found[0]) for found in _PIECE.finditer(text))


def _kind(piece: str) -> str:
    if piece.startswith("<![CDATA["):
        return "cdata"
    if not piece.startswith("<"):
        return "text"
    if piece.startswith(("<!", "<?")) or piece.endswith("/>"):
        return "single"
    return "close" if piece.startswith("</") else "open"


def _name(piece: str) -> str:
    found = _NAME.match(piece)
    return found[1] if found else piece


def _at(text: str, position: int, what: str) -> TextProblem:
    before = text[:position]
    return TextProblem(before.count("\n") + 1, position - before.rfind("\n"), what)

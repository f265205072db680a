"""What a person types to find messages: words, `type:`, `from:`, `to:`, `size:>1000`, each negated by a minus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from countersign.model.frames import Direction, Frame, FrameFace

Field = Literal["text", "type", "from", "to", "size"]

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<field>type|from|to|size):)?(?P<word>"[^"]*"?|\S*)', re.IGNORECASE)
_SIZE = re.compile(r"(?P<sign>[<>]?)=?(?P<number>\d{1,18})(?P<unit>k|m)?b?", re.IGNORECASE)
_FIELDS: dict[str, Field] = {name: name for name in get_args(Field)}
_UNITS = {"": 1, "k": 1000, "m": 1_000_000}
_ENDLESS = 1 << 63


@dataclass(frozen=True, slots=True)
class Term:
    """Hold one condition: `word` in lower case for a text, `least` to `most` bytes for a size."""

    field: Field
    word: str = ""
    least: int = 0
    most: int = _ENDLESS
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class FrameQuery:
    """Hold conditions that all have to hold; without any, every frame matches."""

    terms: tuple[Term, ...] = ()
    direction: Direction | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether every frame matches."""
        return not self.terms and self.direction is None

    def match(self, frame: Frame, face: FrameFace) -> bool:
        """Tell whether a frame fulfils every condition; letters match in either case, words within words."""
        if self.direction is not None and frame.direction != self.direction:
            return False
        return all(_holds(term, frame, face) is not term.is_negated for term in self.terms)


def parse(text: str, direction: Direction | None = None) -> FrameQuery:
    """Return what a text asks for. Any text is a query: what is half typed asks for nothing yet."""
    terms = []
    for found in _TERM.finditer(text):
        term = _term((found["field"] or "text").lower(), found["word"], is_negated=bool(found["minus"]))
        if term is not None:
            terms.append(term)
    return FrameQuery(tuple(terms), direction)


def _term(field: str, word: str, *, is_negated: bool) -> Term | None:
    if field == "size":
        return _size_term(word, is_negated=is_negated)
    bare = word.strip('"').casefold() if word.startswith('"') else word.casefold()
    if not bare:
        return None
    return Term(_FIELDS[field], bare, is_negated=is_negated)


def _size_term(word: str, *, is_negated: bool) -> Term | None:
    found = _SIZE.fullmatch(word)
    if found is None:
        return None
    size = int(found["number"]) * _UNITS[(found["unit"] or "").lower()]
    has_equal = "=" in word
    if found["sign"] == ">":
        return Term("size", least=size if has_equal else size + 1, is_negated=is_negated)
    if found["sign"] == "<":
        return Term("size", most=size if has_equal else size - 1, is_negated=is_negated)
    return Term("size", least=size, most=size, is_negated=is_negated)


def _holds(term: Term, frame: Frame, face: FrameFace) -> bool:
    match term.field:
        case "type":
            return term.word in face.type.casefold()
        case "from":
            return frame.direction == "received" and term.word in face.peer.casefold()
        case "to":
            return frame.direction == "sent" and term.word in face.peer.casefold()
        case "size":
            return term.least <= len(frame.data) <= term.most
        case "text":
            return _holds_word(term.word, frame, face)


def _holds_word(word: str, frame: Frame, face: FrameFace) -> bool:
    shown = "\n".join((face.summary, face.type, face.peer, *face.marks)).casefold()
    if word in shown:
        return True
    if word.isascii():  # twice as fast, and large payloads count
        return word.encode() in frame.data.lower()
    return word in frame.data.decode("utf-8", "replace").casefold()

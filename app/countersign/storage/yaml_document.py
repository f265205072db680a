"""YAML files of unknown origin, read within limits: size, depth, nodes after aliases, time.

The values are plain: mappings with text keys, lists, texts, whole numbers, booleans, None. A number or a date that
would not be written again as it was written stays a text, so that nothing is lost.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from countersign.model.errors import Failure, InputError

SIZE_LIMIT = 10_000_000
DEPTH_LIMIT = 100
NODE_LIMIT = 100_000
SECONDS_LIMIT = 5.0

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_CHUNK = 1 << 16


def parse_yaml(data: bytes) -> Any:
    """Return the one document in the bytes; raise `InputError` that says what is wrong with it, and in which line."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(data) > SIZE_LIMIT:
        raise _refused("size", f"It is larger than {SIZE_LIMIT // 1_000_000} MB.")
    try:
        source = _Source(data.decode("utf-8-sig"))
        composer = _Composer(source)
        for event in YAML(typ="safe", pure=True).parse(source):
            composer.take(event)
    except UnicodeDecodeError as error:
        raise _refused("encoding", "It is not UTF-8.") from error
    except YAMLError as error:
        raise _refused("syntax", f"It is not YAML{_line_of(error)}: {_problem_of(error)}.") from error
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
        raise _refused("syntax", "It is not YAML that can be read.") from error
    return composer.document


class _Source:
    """Hand a text to the scanner in chunks; between two of them the time is watched."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._deadline = time.monotonic() + SECONDS_LIMIT

    def read(self, _size: int = -1) -> str:
        self.check_time()
        piece = self._text[self._at : self._at + _CHUNK]
        self._at += len(piece)
        return piece

    def check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise _refused("time", f"Reading it takes longer than {SECONDS_LIMIT:.0f} s.")


@dataclass(slots=True)
class _Node:
    value: Any
    anchor: str | None
    nodes: int = 1  # with everything below it, aliases counted each time
    key: str | None = None
    keys: set[str] = field(default_factory=set)


class _Composer:
    """Build plain values from the parser's events, without recursion."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._open: list[_Node] = []
        self._anchors: dict[str, _Node | None] = {}
        self._documents = 0
        self.document: Any = None

    def take(self, event: Any) -> None:
        self._source.check_time()
        match type(event).__name__:
            case "ScalarEvent":
                self._add(_Node(_scalar(event), event.anchor), event)
            case "AliasEvent":
                self._add_alias(event)
            case "SequenceStartEvent":
                self._enter(_Node([], event.anchor))
            case "MappingStartEvent":
                self._enter(_Node({}, event.anchor))
            case "SequenceEndEvent" | "MappingEndEvent":
                self._add(self._open.pop(), event)
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    raise _refused("syntax", "It holds more than one document.")

    def _enter(self, node: _Node) -> None:
        if len(self._open) >= DEPTH_LIMIT:
            raise _refused("depth", f"It is nested more than {DEPTH_LIMIT} deep.")
        if node.anchor:
            self._anchors[node.anchor] = None
        self._open.append(node)

    def _add_alias(self, event: Any) -> None:
        target = self._anchors.get(event.anchor)
        if target is None:
            raise _refused("syntax", f"The alias *{event.anchor} stands for nothing{_line(event)}.")
        self._add(_Node(target.value, None, target.nodes), event)

    def _add(self, node: _Node, event: Any) -> None:
        if node.anchor:
            self._anchors[node.anchor] = node
        if not self._open:
            self.document = node.value
            return
        parent = self._open[-1]
        parent.nodes += node.nodes
        if parent.nodes > NODE_LIMIT:
            raise _refused("nodes", f"It holds more than {NODE_LIMIT:,} values.")
        if isinstance(parent.value, list):
            parent.value.append(node.value)
        elif parent.key is None:
            parent.key = _key(event, parent)
        else:
            parent.value[parent.key] = node.value
            parent.key = None


def _key(event: Any, parent: _Node) -> str:
    if type(event).__name__ != "ScalarEvent":
        raise _refused("syntax", f"A key is not a plain text{_line(event)}.")
    key = str(event.value)
    if key == "<<":
        raise _refused("syntax", f"Merge keys (<<) are not read{_line(event)}.")
    if key in parent.keys:
        raise _refused("syntax", f"The key “{key[:60]}” stands there twice{_line(event)}.")
    _check_characters(key, event)
    parent.keys.add(key)
    return key


def _scalar(event: Any) -> Any:
    text = str(event.value)
    _check_characters(text, event)
    if not event.implicit[0]:
        return text
    if text.lower() in _WORDS and text in {text.lower(), text.capitalize(), text.upper()}:
        return _WORDS[text.lower()]
    return int(text) if _INTEGER.fullmatch(text) else text


def _check_characters(text: str, event: Any) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _refused("encoding", f"A text holds half a character{_line(event)}.")


def _line(event: Any) -> str:
    return f" in line {event.start_mark.line + 1}"


def _line_of(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    return "" if mark is None else f" in line {mark.line + 1}"


def _problem_of(error: Any) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return " ".join(str(problem).split())[:200].rstrip(".")


def _refused(kind: str, sentence: str) -> InputError:
    return InputError(Failure(f"yaml.{kind}", sentence, "Correct the file."))

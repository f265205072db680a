"""YAML within limits: depth, values with aliases counted each time, and time.

The values are plain. A number that would not be written again as it was written (1.10, 0x1F) stays a text.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from countersign.formats.importing.importer import refused
from countersign.model.errors import InputError

SECONDS_LIMIT = 4.0

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?\d{1,12}\.\d{1,12}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = 1 << 16


def read_yaml(text: str, depth_limit: int, value_limit: int) -> tuple[Any, tuple[str, ...]]:
    """Return the one document of a text, and the keys that stand twice in a mapping; the last one counts."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    source = _Source(text)
    composer = _Composer(source, depth_limit, value_limit)
    try:
        for event in YAML(typ="safe", pure=True).parse(source):
            composer.take(event)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" in line {mark.line + 1}"
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read")
        raise refused("syntax", f"It is not YAML{where}: {' '.join(problem.split())[:200].rstrip('.')}.") from error
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
        raise refused("syntax", "It is not YAML that can be read.") from error
    return composer.document, tuple(composer.twice)


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
            raise refused(
                "time", f"Reading it takes longer than {SECONDS_LIMIT:.0f} s.", "Export it as JSON, or a part."
            )


@dataclass(slots=True)
class _Node:
    value: Any
    anchor: str | None = None
    count: int = 1  # with everything below it, aliases counted each time
    height: int = 0  # levels below it, those of aliases too
    key: str | None = None
    merged: list[Any] = field(default_factory=list)


class _Composer:
    """Build plain values from the parser's events, without recursion."""

    def __init__(self, source: _Source, depth_limit: int, value_limit: int) -> None:
        self._source = source
        self._depth_limit = depth_limit
        self._value_limit = value_limit
        self._open: list[_Node] = []
        self._anchors: dict[str, _Node | None] = {}
        self._documents = 0
        self.twice: dict[str, None] = {}
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
                self._leave(event)
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    raise refused("syntax", "It holds more than one document.")

    def _enter(self, node: _Node) -> None:
        if len(self._open) >= self._depth_limit:
            raise self._too_deep()
        if node.anchor:
            self._anchors[node.anchor] = None
        self._open.append(node)

    def _leave(self, event: Any) -> None:
        node = self._open.pop()
        for mapping in node.merged:
            node.value = {**mapping, **node.value}
        self._add(node, event)

    def _add_alias(self, event: Any) -> None:
        target = self._anchors.get(event.anchor)
        if target is None:
            raise refused("syntax", f"The alias *{event.anchor[:60]} stands for nothing{_line(event)}.")
        self._add(_Node(target.value, None, target.count, target.height), event)

    def _add(self, node: _Node, event: Any) -> None:
        if node.anchor:
            self._anchors[node.anchor] = node
        if not self._open:
            self.document = node.value
            return
        parent = self._open[-1]
        parent.count += node.count
        parent.height = max(parent.height, node.height + 1)
        if len(self._open) + node.height > self._depth_limit:
            raise self._too_deep()
        if parent.count > self._value_limit:
            raise refused("values", f"It holds more than {self._value_limit:,} values.")
        if isinstance(parent.value, list):
            parent.value.append(node.value)
        elif parent.key is None:
            parent.key = _key(event)
        else:
            self._add_member(parent, parent.key, node.value)
            parent.key = None

    def _too_deep(self) -> InputError:
        return refused("depth", f"It is nested more than {self._depth_limit} deep.")

    def _add_member(self, parent: _Node, key: str, value: Any) -> None:
        if key == "<<" and isinstance(value, dict | list):
            mappings = value if isinstance(value, list) else [value]
            parent.merged += [mapping for mapping in mappings if isinstance(mapping, dict)]
            return
        if key in parent.value:
            self.twice[key] = None
        parent.value[key] = value


def _key(event: Any) -> str:
    if type(event).__name__ != "ScalarEvent":
        raise refused("syntax", f"A key is not a plain text{_line(event)}.")
    return _SURROGATE.sub("�", str(event.value))


def _scalar(event: Any) -> Any:
    text = _SURROGATE.sub("�", str(event.value))
    if not event.implicit[0]:
        return text
    if text.lower() in _WORDS and text in {text.lower(), text.capitalize(), text.upper()}:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def _line(event: Any) -> str:
    return f" in line {event.start_mark.line + 1}"

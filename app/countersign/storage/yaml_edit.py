"""Changes to a YAML file that leave alone what did not change: comments, order, quotes, unknown keys."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from countersign.model.errors import Failure, StorageError

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_SEQUENCE_IN_MAPPING = re.compile(r"^(?P<key> *)[^\s#-][^\n]*:[ \t]*\n(?P<dash> *)- ", re.MULTILINE)
_NESTED_MAPPING = re.compile(r"^[^\s#-][^\n]*:[ \t]*\n(?P<indent> +)[^\s#-]", re.MULTILINE)


class EditableYaml:
    """Hold one YAML file as it is written, to be changed in place."""

    def __init__(self, text: str) -> None:
        self._newline = "\r\n" if "\r\n" in text else "\n"
        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._yaml = _round_trip(text)
        self.root: Any = self._load(text)

    def change(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Bring what differs between two documents into the file; both are plain values."""
        merge(self.root, old, new)

    def text(self) -> str:
        """Return the file as it is now."""
        out = io.StringIO()
        self._yaml.dump(self.root, out)
        return out.getvalue().replace("\n", self._newline)

    def _load(self, text: str) -> Any:
        from ruamel.yaml.error import YAMLError

        try:
            root = self._yaml.load(text)
        except (YAMLError, ValueError, TypeError, AttributeError) as error:
            raise _not_editable() from error
        if not isinstance(root, dict):
            raise _not_editable()
        return root


def new_yaml(document: Mapping[str, Any]) -> str:
    """Return a new file that holds a document, indented as OpenCollection files are."""
    out = io.StringIO()
    _round_trip("").dump(_blocks(document), out)
    return out.getvalue()


def merge(node: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Change a mapping of a file where `new` differs from `old`; what neither of them knows stays."""
    for key in [key for key in old if key not in new]:
        node.pop(key, None)
    for key, value in new.items():
        if key not in old or old[key] != value or key not in node:
            _set(node, key, old.get(key), value, at=_position(node, list(new), key))


def _set(node: Any, key: str, old: Any, value: Any, at: int) -> None:
    present = node.get(key)
    if isinstance(present, dict) and isinstance(old, dict) and isinstance(value, dict):
        merge(present, old, value)
    elif isinstance(present, list) and isinstance(old, list) and isinstance(value, list) and len(old) == len(present):
        _merge_list(present, old, value)
    elif key in node:
        node[key] = _in_place_of(present, value)
    else:
        node.insert(at, key, _blocks(value))


def _merge_list(node: Any, old: list[Any], new: list[Any]) -> None:
    """Keep what is the same at the front and at the end; in between, change, then insert or delete."""
    front = 0
    while front < min(len(old), len(new)) and old[front] == new[front]:
        front += 1
    end = 0
    while end < min(len(old), len(new)) - front and old[-1 - end] == new[-1 - end]:
        end += 1
    old_middle, new_middle = old[front : len(old) - end], new[front : len(new) - end]
    for at, (before, after) in enumerate(zip(old_middle, new_middle, strict=False), start=front):
        if isinstance(node[at], dict) and isinstance(before, dict) and isinstance(after, dict):
            merge(node[at], before, after)
        else:
            node[at] = _in_place_of(node[at], after)
    common = front + min(len(old_middle), len(new_middle))
    for _ in old_middle[len(new_middle) :]:
        del node[common]
    for at, after in enumerate(new_middle[len(old_middle) :], start=common):
        node.insert(at, _blocks(after))


def _position(node: Any, order: list[str], key: str) -> int:
    """Return where a new key goes: before the first of those that follow it in `order`, else at the end."""
    present = list(node)
    following = [present.index(name) for name in order[order.index(key) :] if name in present]
    return min(following, default=len(present))


def _in_place_of(present: Any, value: Any) -> Any:
    """Return a value for the place of another: quotes stay, but a block ends where the new text is no block."""
    from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString, PlainScalarString

    block = _blocks(value)
    if type(block) is str and isinstance(present, LiteralScalarString | FoldedScalarString):
        return PlainScalarString(block)
    return block


def _blocks(value: Any) -> Any:
    """Return a value that is written in block style: texts of several lines as they are, odd ones escaped."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if isinstance(value, Mapping):
        return CommentedMap({_blocks(key): _blocks(item) for key, item in value.items()})
    if isinstance(value, list):
        return CommentedSeq([_blocks(item) for item in value])
    if isinstance(value, str) and _fits_a_block(value):
        return LiteralScalarString(value)
    if isinstance(value, str) and not value.isprintable():
        return DoubleQuotedScalarString(value)
    return value


def _fits_a_block(text: str) -> bool:
    lines = text.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0].strip())
        and not text.startswith((" ", "\t"))
        and not text.endswith("\n\n")
        and all(line == "" or (line.isprintable() and line == line.rstrip()) for line in lines)
    )


def _round_trip(text: str) -> YAML:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1 << 30
    yaml.allow_unicode = True
    yaml.explicit_start = bool(re.search(r"^---\s", text, re.MULTILINE))
    nested = _NESTED_MAPPING.search(text)
    step = len(nested["indent"]) if nested else 2
    sequence = _SEQUENCE_IN_MAPPING.search(text)
    offset = len(sequence["dash"]) - len(sequence["key"]) if sequence else 2
    yaml.indent(mapping=step, sequence=offset + 2, offset=offset)
    return yaml


def _not_editable() -> StorageError:
    return StorageError(
        Failure("yaml.not-editable", "The file cannot be changed without losing parts of it.", "Save to a new file.")
    )

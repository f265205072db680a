"""What a collection's file holds under `extensions.countersign`, by path, changed where it differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from countersign.model.errors import Failure, StorageError
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.yaml_document import SIZE_LIMIT, parse_yaml
from countersign.storage.yaml_edit import EditableYaml, merge

_OURS, _KINDS = ("extensions", "countersign"), ("requests", "folders")


def change_options(file: Path, change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    """Change the options of requests and of folders; `change` takes a kind and its options by path."""
    ours = _inner(parse_yaml(read_limited(file, SIZE_LIMIT)), _OURS)
    before = {kind: _inner(ours, (kind,)) for kind in _KINDS}
    after = {kind: change(kind, dict(before[kind])) for kind in _KINDS}
    if after == before:
        return

    def edit(root: Any) -> None:
        node = root
        for key in _OURS:
            if not isinstance(node.get(key), dict):
                merge(node, {}, {key: {}})
            node = node[key]
        merge(node, _without_empty(before), _without_empty(after))

    write_changed(file, edit)


def write_changed(file: Path, change: Callable[[Any], None]) -> None:
    """Change a YAML file in place; a file that stays the same is not written."""
    text = file_text(file)
    edited = EditableYaml(text)
    change(edited.root)
    if (new := edited.text()) != text:
        write_atomically(file, new.encode("utf-8"))


def file_text(file: Path) -> str:
    """Return a file's text; raise `StorageError` where it is not UTF-8."""
    try:
        return read_limited(file, SIZE_LIMIT).decode("utf-8")
    except UnicodeDecodeError as error:
        raise StorageError(Failure("collection.edit", f"{file} is not UTF-8.", "Save it as UTF-8 first.")) from error


def _inner(node: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def _without_empty(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {kind: found for kind, found in kinds.items() if found}

"""Tags and examples of a request, written to its file; only what changed is touched."""

from __future__ import annotations

from typing import Any

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_examples import (
    changed_entry,
    example_document,
    read_example,
    read_examples,
    read_tag,
    read_tags,
)
from countersign.model.errors import Failure, InputError, StorageError
from countersign.model.workspace import Example
from countersign.storage.collection_edit import CollectionEdit


def save_tags(edit: CollectionEdit, path: str, tags: tuple[str, ...], saved: tuple[str, ...]) -> None:
    """Write a request's tags; raise `StorageError` if its file holds others than `saved` by now."""
    info = Fields(edit.document(path), "", []).fields("info")
    if read_tags(info) != saved:
        raise _changed_outside(path)
    listed = _list(info.raw("tags"))
    known = {read_tag(entry): entry for entry in listed}
    new = [known.get(tag, tag) for tag in tags] + [entry for entry in listed if read_tag(entry) is None]
    edit.change_file(path, {"info": _member("tags", listed)}, {"info": _member("tags", new)})


def save_examples(edit: CollectionEdit, path: str, examples: tuple[Example, ...], saved: tuple[Example, ...]) -> None:
    """Write a request's examples; raise `StorageError` if its file holds others than `saved` by now."""
    document = edit.document(path)
    item = Fields(document, "", [])
    if "http" not in item:
        raise StorageError(
            Failure("collection.no-examples", f"{path} is no HTTP request; only those have examples.", "")
        )
    if read_examples(item) != saved:
        raise _changed_outside(path)
    listed = _list(item.raw("examples"))
    edit.change_file(path, _member("examples", listed), _member("examples", _entries(listed, examples)))


def _entries(listed: list[Any], examples: tuple[Example, ...]) -> list[Any]:
    """Return the list as it is to be: entries of examples that stay as they are written, unreadable ones in place."""
    readable = [example for example in map(_read, listed) if example is not None]
    front = _common(readable, examples)
    end = _common(readable[front:][::-1], examples[front:][::-1])
    gone, come = readable[front : len(readable) - end], list(examples[front : len(examples) - end])
    entries: list[Any] = []
    seen = 0
    for entry in listed:
        example = _read(entry)
        if example is None:
            entries.append(entry)
            continue
        if seen == front + len(gone):
            entries += map(example_document, come)
            come = []
        if seen < front or seen >= front + len(gone):
            entries.append(entry)
        elif come:
            entries.append(changed_entry(entry, example, come.pop(0)))
        seen += 1
    return entries + list(map(example_document, come))


def _common(left: Any, right: Any) -> int:
    count = 0
    while count < min(len(left), len(right)) and left[count] == right[count]:
        count += 1
    return count


def _read(entry: object) -> Example | None:
    try:
        return read_example(entry)
    except InputError:
        return None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _member(key: str, values: list[Any]) -> dict[str, Any]:
    return {key: values} if values else {}


def _changed_outside(path: str) -> StorageError:
    return StorageError(
        Failure(
            "workspace.changed-outside",
            f"{path} was changed by another program.",
            "It is read anew; make your change once more.",
        )
    )

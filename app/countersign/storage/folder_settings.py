"""The settings of a folder or of the collection itself, written to its file; only what changed is touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import FolderDocument, read_collection, read_folder
from countersign.formats.open_collection_folder import WrittenFolder, write_folder
from countersign.model.errors import Failure, InputError, StorageError
from countersign.model.folder_settings import FolderSettings
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.collection_options import change_options, file_text
from countersign.storage.workspace_folder import COLLECTION_FILE, ENVIRONMENTS, FOLDER_FILE
from countersign.storage.yaml_document import SIZE_LIMIT, parse_yaml
from countersign.storage.yaml_edit import EditableYaml, merge, new_yaml

T = TypeVar("T")


def save_folder(
    folder: Path, path: str, settings: FolderSettings, saved: FolderSettings | None = None
) -> tuple[str, ...]:
    """Write the settings of the folder at a path, "" for the collection; return sentences on what was left out.

    With `saved`, the settings as they were read, raise `StorageError` ("workspace.changed-outside") if the files
    hold something else by now. What the format has no word for goes to opencollection.yml.
    """
    place = _place(folder, path)
    is_root = place == folder
    file = place / (COLLECTION_FILE if is_root else FOLDER_FILE)
    collection = folder / COLLECTION_FILE
    for one in (file, collection):
        if one.is_symlink():
            raise _refused(one, "It is a link, which is not followed.")
    extension = _named(
        collection, lambda: read_collection(parse_yaml(read_limited(collection, SIZE_LIMIT))).extension
    )
    options = extension.of_folder(path)
    text = file_text(file) if file.exists() else new_yaml({"info": {"name": place.name, "type": "folder"}})
    present = _read(file, text, options, is_root=is_root)
    before, after = write_folder(present, is_root=is_root), write_folder(settings, is_root=is_root)
    if saved is not None and write_folder(saved, is_root=is_root) != before:
        raise _changed_outside(file)
    new_text = _edited(text, before, after)
    if new_text != text:
        _check(file, new_text, after, is_root=is_root)
        write_atomically(file, _utf8(new_text, file))
    if before.options != after.options:
        _save_options(collection, path or ".", after.options)
    return after.notes


def _save_options(collection: Path, key: str, options: dict[str, Any]) -> None:
    def change(kind: str, found: dict[str, Any]) -> dict[str, Any]:
        if kind != "folders":
            return found
        own = found.get(key)
        others = {name: value for name, value in own.items() if name != "auth"} if isinstance(own, dict) else {}
        kept = {name: value for name, value in found.items() if name != key}
        return kept | ({key: others | options} if others or options else {})

    change_options(collection, change)


def _edited(text: str, before: WrittenFolder, after: WrittenFolder) -> str:
    if (before.defaults, before.docs) == (after.defaults, after.docs):
        return text
    file = EditableYaml(text)
    if before.defaults != after.defaults:
        # Other programs keep more under `request`: it goes only once nothing is left in it.
        merge(file.root, {"request": before.defaults}, {"request": after.defaults})
        if not file.root["request"]:
            del file.root["request"]
    if before.docs != after.docs:
        _change_docs(file.root, before.docs, after.docs)
    return file.text()


def _change_docs(root: Any, before: str, after: str) -> None:
    """Change the docs; where they have a type, it stays."""
    if isinstance(root.get("docs"), Mapping) and after:
        merge(root, {"docs": {"content": before}}, {"docs": {"content": after}})
    else:
        merge(root, {"docs": before}, {"docs": after} if after else {})


def _read(file: Path, text: str, options: Fields, *, is_root: bool) -> FolderSettings:
    def read() -> FolderDocument:
        parsed = parse_yaml(text.encode("utf-8", "replace"))
        return read_collection(parsed).root if is_root else read_folder(parsed, options)

    found = _named(file, read)
    return FolderSettings(found.auth, found.headers, found.variables, found.docs)


def _check(file: Path, text: str, written: WrittenFolder, *, is_root: bool) -> None:
    """Read a file before it is written: it must hold what was meant."""
    options = Fields(written.options, "", [])
    found = write_folder(_read(file, text, options, is_root=is_root), is_root=is_root)
    if (found.defaults, found.docs) != (written.defaults, written.docs):
        raise _refused(file, "It cannot be changed without losing parts of it.")


def _place(folder: Path, path: str) -> Path:
    relative = PurePosixPath(path)
    place = folder / relative if path else folder
    inside = not relative.is_absolute() and ".." not in relative.parts and relative.parts[:1] != (ENVIRONMENTS,)
    real = Path(os.path.realpath(folder))
    if not inside or not Path(os.path.realpath(place)).is_relative_to(real) or not place.is_dir():
        raise StorageError(
            Failure("workspace.path", f"“{path}” is no folder of this workspace.", "Choose one inside its folder.")
        )
    return place


def _named(file: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except InputError as error:
        raise _refused(file, error.failure.sentence) from error


def _utf8(text: str, file: Path) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _refused(file, "A text holds half a character, which no file can hold.") from error


def _refused(file: Path, sentence: str) -> StorageError:
    return StorageError(Failure("workspace.file", f"{file}: {sentence}", "Correct the file."))


def _changed_outside(file: Path) -> StorageError:
    return StorageError(
        Failure(
            "workspace.changed-outside",
            f"{file} was changed by another program.",
            "Close these settings and open them again to see what it holds now.",
        )
    )

"""Changes to a collection's tree: new, rename, move, order, copy, delete and undo; each file edit is minimal."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from countersign.formats.open_collection_writer import to_document
from countersign.model.drafts import Draft
from countersign.model.errors import Failure, StorageError
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.collection_options import change_options, write_changed
from countersign.storage.file_errors import not_written
from countersign.storage.file_names import free_name
from countersign.storage.yaml_document import SIZE_LIMIT, parse_yaml
from countersign.storage.yaml_edit import merge, new_yaml

COLLECTION_FILE = "opencollection.yml"
FOLDER_FILE = "folder.yml"
_ENVIRONMENTS = "environments"
_SUFFIXES = {".yml", ".yaml"}


@dataclass(frozen=True, slots=True)
class Deleted:
    """Remember what was deleted, so that it can be brought back: where it was, and where its bytes wait."""

    path: str
    kept: Path
    options: tuple[tuple[str, str, dict[str, Any]], ...] = ()  # kind, path, what stood there


class CollectionEdit:
    """Change one collection's folder. Paths are relative, with "/"; "" is the root. Methods raise `StorageError`.

    `trash` is a folder outside of the collection where deleted things wait for an undo.
    """

    def __init__(self, folder: Path, trash: Path) -> None:
        self._folder = folder
        self._trash = trash

    @staticmethod
    def create(folder: Path, name: str) -> None:
        """Make a new, empty collection in a folder that is empty or not there yet."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(not entry.name.startswith(".") for entry in folder.iterdir()):
                raise _refused(f"{folder} is not empty.", "Choose an empty folder, or open the collection in it.")
        except OSError as error:
            raise not_written(folder, error) from error
        document = {"opencollection": "1.0.0", "info": {"name": name}, "config": {}}
        write_atomically(folder / COLLECTION_FILE, new_yaml(document).encode())

    def add_request(self, parent: str, draft: Draft) -> str:
        """Write a draft to a new file at the end of a folder; return its path."""
        place = self._parent(parent)
        written = to_document(draft, seq=self._next_seq(place))
        path = place / free_name(draft.name, ".yml", _names(place))
        write_atomically(path, new_yaml(written.document).encode("utf-8"))
        relative = self._relative(path)
        if written.options:
            self._change_options(
                lambda kind, found: found | {relative: written.options} if kind == "requests" else found
            )
        return relative

    def add_folder(self, parent: str, name: str) -> str:
        """Make a folder at the end of another; return its path."""
        place = self._parent(parent)
        seq = self._next_seq(place)
        path = place / free_name(name, "", _names(place))
        try:
            path.mkdir()
        except OSError as error:
            raise not_written(path, error) from error
        document = {"info": {"name": name, "type": "folder", "seq": seq}}
        write_atomically(path / FOLDER_FILE, new_yaml(document).encode("utf-8"))
        return self._relative(path)

    def rename(self, path: str, name: str) -> str:
        """Give an item another name, in its file and as its file name; return its new path."""
        source = self._item(path)
        self._edit_info(source, {"name": name})
        suffix = "" if source.is_dir() else source.suffix
        taken = _names(source.parent) - {source.name.casefold()}
        target = source.with_name(free_name(name, suffix, taken))
        return self._renamed(source, target)

    def move(self, path: str, parent: str, before: str = "") -> str:
        """Move an item into a folder, before one of its items or to its end; return its new path."""
        source, place = self._item(path), self._parent(parent)
        if place == source or source in place.parents:
            raise _refused("A folder cannot be moved into itself.", "Choose another folder.")
        suffix = "" if source.is_dir() else source.suffix
        target = source
        if place != source.parent:
            stem = source.name.removesuffix(suffix) if suffix else source.name
            target = place / free_name(stem, suffix, _names(place))
        moved = self._renamed(source, target)
        self._reorder(place, self._folder / moved, self._item(before) if before else None)
        return moved

    def duplicate(self, path: str) -> str:
        """Copy an item to the place behind it; return the copy's path."""
        source = self._item(path)
        suffix = "" if source.is_dir() else source.suffix
        name = f"{self._info(source).get('name') or source.name.removesuffix(suffix)} copy"
        target = source.with_name(free_name(name, suffix, _names(source.parent)))
        try:
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
            else:
                write_atomically(target, read_limited(source, SIZE_LIMIT))
        except OSError as error:
            raise not_written(target, error) from error
        self._edit_info(target, {"name": name})
        copy = self._relative(target)
        self._change_options(lambda _kind, found: found | _moved(found, path, copy))
        following = self._following(source, target)
        self._reorder(source.parent, target, following)
        return copy

    def delete(self, path: str) -> Deleted:
        """Take an item out of the collection; `restore` brings it back."""
        source = self._item(path)
        kept = self._trash / uuid.uuid4().hex / source.name
        try:
            kept.parent.mkdir(parents=True, mode=0o700)
            shutil.move(source, kept)
        except OSError as error:
            raise not_written(source, error) from error
        dropped: list[tuple[str, str, dict[str, Any]]] = []

        def without(kind: str, found: dict[str, Any]) -> dict[str, Any]:
            dropped.extend((kind, key, value) for key, value in found.items() if _is_within(key, path))
            return {key: value for key, value in found.items() if not _is_within(key, path)}

        self._change_options(without)
        return Deleted(path, kept, tuple(dropped))

    def restore(self, deleted: Deleted) -> str:
        """Bring a deleted item back; return its path, which has a number where the old one is taken by now."""
        target = self._folder / PurePosixPath(deleted.path)
        suffix = "" if deleted.kept.is_dir() else target.suffix
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target = target.with_name(free_name(target.name.removesuffix(suffix), suffix, _names(target.parent)))
            shutil.move(deleted.kept, target)
        except OSError as error:
            raise not_written(target, error) from error
        relative = self._relative(target)

        def with_back(kind: str, found: dict[str, Any]) -> dict[str, Any]:
            own = (entry for entry in deleted.options if entry[0] == kind)
            return found | {relative + key.removeprefix(deleted.path): value for _, key, value in own}

        self._change_options(with_back)
        return relative

    def change_file(self, path: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Bring what differs between two documents into an item's file, such as its docs, tags or examples."""
        file = self._file_of(self._item(path) if path else self._folder)
        write_changed(file, lambda root: merge(root, old, new))

    def document(self, path: str) -> Any:
        """Return an item's file, parsed; raise `CountersignError` where it cannot be read."""
        return parse_yaml(read_limited(self._file_of(self._item(path) if path else self._folder), SIZE_LIMIT))

    def add_options(self, extension: dict[str, Any]) -> None:
        """Add what `extensions.countersign` holds of new items, by kind and path."""
        self._change_options(lambda kind, found: found | extension.get(kind, {}))

    def _parent(self, path: str) -> Path:
        place = self._folder / PurePosixPath(path) if path else self._folder
        self._require_inside(path)
        if not place.is_dir():
            raise _refused(f"{place} is no folder.", "Choose one of the collection's folders.")
        return place

    def _item(self, path: str) -> Path:
        self._require_inside(path)
        found = self._folder / PurePosixPath(path)
        if not path or not found.exists():
            raise _refused(f"{found} is not there any more.", "Another program may have moved it.")
        return found

    def _require_inside(self, path: str) -> None:
        relative = PurePosixPath(path)
        real = Path(os.path.realpath(self._folder))
        inside = not relative.is_absolute() and ".." not in relative.parts and relative.parts[:1] != (_ENVIRONMENTS,)
        if not inside or not Path(os.path.realpath(self._folder / relative)).is_relative_to(real):
            raise _refused(f"“{path}” is no place in this collection.", "Choose one inside its folder.")

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def _renamed(self, source: Path, target: Path) -> str:
        old, new = self._relative(source), self._relative(target)
        if old == new:
            return new
        try:
            source.rename(target)
        except OSError as error:
            raise not_written(target, error) from error

        def follow(_kind: str, found: dict[str, Any]) -> dict[str, Any]:
            kept = {key: value for key, value in found.items() if not _is_within(key, old)}
            return kept | _moved(found, old, new)

        self._change_options(follow)
        return new

    def _ordered(self, place: Path) -> list[Path]:
        """Return the items of a folder in their order, as the tree shows them."""
        items = [path for path in place.iterdir() if _is_item(path, root=place == self._folder)]

        def key(path: Path) -> tuple[float, str, str]:
            info = self._info(path)
            name = str(info.get("name") or path.stem)
            seq = info.get("seq")
            return (float(seq) if isinstance(seq, int | float) else float("inf"), name.casefold(), name)

        return sorted(items, key=key)

    def _following(self, item: Path, besides: Path) -> Path | None:
        items = [path for path in self._ordered(item.parent) if path != besides]
        return next(iter(items[items.index(item) + 1 :]), None)

    def _reorder(self, place: Path, moved: Path, before: Path | None) -> None:
        """Number the items of a folder so that one stands before another; only numbers that differ are written."""
        items = [path for path in self._ordered(place) if path != moved]
        items.insert(items.index(before) if before in items else len(items), moved)
        for number, path in enumerate(items, start=1):
            if self._info(path).get("seq") != number:
                self._edit_info(path, {"seq": number})

    def _next_seq(self, place: Path) -> int:
        numbers = (self._info(path).get("seq") for path in place.iterdir() if _is_item(path, root=False))
        return int(max((number for number in numbers if isinstance(number, int | float)), default=0)) + 1

    def _info(self, path: Path) -> dict[str, Any]:
        file = self._file_of(path)
        try:
            document = parse_yaml(read_limited(file, SIZE_LIMIT)) if file.exists() else {}
        except StorageError:
            return {}
        info = document.get("info") if isinstance(document, dict) else None
        return info if isinstance(info, dict) else {}

    def _edit_info(self, path: Path, changes: dict[str, Any]) -> None:
        file = self._file_of(path)
        if not file.exists():
            document = {"info": {"name": path.name, "type": "folder", **changes}}
            write_atomically(file, new_yaml(document).encode("utf-8"))
            return
        present = self._info(path)
        old = {"info": {key: present[key] for key in changes if key in present}}
        write_changed(file, lambda root: merge(root, old, {"info": changes}))

    def _file_of(self, path: Path) -> Path:
        if path == self._folder:
            return path / COLLECTION_FILE
        return path / FOLDER_FILE if path.is_dir() else path

    def _change_options(self, change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        change_options(self._folder / COLLECTION_FILE, change)


def _moved(options: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {new + key.removeprefix(old): value for key, value in options.items() if _is_within(key, old)}


def _is_within(key: str, path: str) -> bool:
    return key == path or key.startswith(f"{path}/")


def _is_item(path: Path, *, root: bool) -> bool:
    if path.name.startswith(".") or path.is_symlink() or path.name in {"node_modules", COLLECTION_FILE, FOLDER_FILE}:
        return False
    if path.is_dir():
        return not (root and path.name == _ENVIRONMENTS)
    return path.suffix.lower() in _SUFFIXES


def _names(place: Path) -> set[str]:
    return {path.name.casefold() for path in place.iterdir()} | {_ENVIRONMENTS, COLLECTION_FILE, FOLDER_FILE}


def _refused(sentence: str, action: str) -> StorageError:
    return StorageError(Failure("collection.edit", sentence, action))

"""A workspace's folder: an OpenCollection tree of YAML files, read whole, written one request at a time."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import (
    NO_EXTENSION,
    CollectionDocument,
    Extension,
    FolderDocument,
    read_collection,
    read_environment,
    read_folder,
    read_request,
)
from countersign.formats.open_collection_writer import WrittenRequest, to_document
from countersign.model.auth import InheritAuth, NoAuth
from countersign.model.drafts import Draft
from countersign.model.errors import CountersignError, Failure, InputError, StorageError
from countersign.model.workspace import Environment, Folder, SavedRequest, Workspace
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.dotenv_file import read_dotenv_file
from countersign.storage.file_errors import not_read
from countersign.storage.yaml_document import SIZE_LIMIT, parse_yaml
from countersign.storage.yaml_edit import EditableYaml, merge, new_yaml

COLLECTION_FILE = "opencollection.yml"
FOLDER_FILE = "folder.yml"
ENVIRONMENTS = "environments"
DEPTH_LIMIT = 50
_SUFFIXES = {".yml", ".yaml"}
_SKIPPED = {"node_modules"}

Document = TypeVar("Document")
_Ordered = tuple[float, str, SavedRequest | Folder]


def open_workspace(folder: Path) -> Workspace:
    """Return the workspace in a folder; what cannot be read is named in its problems, the rest is there.

    Links are not followed out of the folder. Raise `StorageError` if the folder holds no opencollection.yml.
    """
    if not (folder / COLLECTION_FILE).is_file():
        raise StorageError(
            Failure(
                "workspace.none",
                f"{folder} holds no {COLLECTION_FILE}, so it is no workspace.",
                "Choose a folder that has one.",
            )
        )
    return _FolderReader(folder).workspace()


def save_request(folder: Path, relative_path: str, draft: Draft, *, saved: Draft | None = None) -> tuple[str, ...]:
    """Write a draft to its file, touching only what changed; return sentences on what was left out of it.

    With `saved`, the draft as it was read, raise `StorageError` ("workspace.changed-outside") if the file holds
    something else by now. Options that the format has no word for go to opencollection.yml.
    """
    path = _inside(folder, relative_path)
    written = to_document(draft)
    text = _file_text(path)
    extension = _extension_of(folder)
    options = extension.of_request(relative_path)
    before = None if text is None else _naming(path, lambda: read_request(parse_yaml(text.encode()), options).draft)
    if saved is not None and before is not None and to_document(before) != to_document(saved):
        raise _changed_outside(path)
    if text is None or before is None:
        new_text = new_yaml(written.document)
    else:
        new_text = _edited(text, to_document(before), written)
    if new_text != text:
        _check(new_text, written, path)
        write_atomically(path, _utf8(new_text, path))
    _save_options(folder, relative_path, extension, written.options)
    return written.notes


class _FolderReader:
    """Read one workspace; problems are gathered on the way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._real_folder = Path(os.path.realpath(folder))
        self._problems: list[Failure] = []
        self._extension = NO_EXTENSION

    def workspace(self) -> Workspace:
        empty = FolderDocument("", NoAuth(), (), (), None, ())
        file = self._folder / COLLECTION_FILE
        found = self._read(file, read_collection) if self._is_inside(file) else None
        collection = found or CollectionDocument(empty, (), NO_EXTENSION)
        self._extension = collection.extension
        self._note(file, collection.root.problems)
        name = collection.root.name or self._real_folder.name
        root = self._tree(self._folder, name, collection.root)
        inline = (self._with_dotenv(file, environment) for environment in collection.environments)
        environments = (*self._environments(), *inline)
        return Workspace(name, root, environments, tuple(self._problems), str(self._real_folder))

    def _tree(self, folder: Path, name: str, document: FolderDocument, depth: int = 0) -> Folder:
        items = sorted(self._items(folder, depth), key=lambda item: (item[0], item[1].casefold(), item[1]))
        return Folder(
            name=name,
            path=self._relative(folder),
            items=tuple(item for _, _, item in items),
            auth=document.auth,
            headers=document.headers,
            variables=document.variables,
            docs=document.docs,
            tags=document.tags,
        )

    def _items(self, folder: Path, depth: int) -> Iterator[_Ordered]:
        for path in self._entries(folder):
            if path.is_dir():
                if depth == 0 and path.name == ENVIRONMENTS:
                    continue
                if depth >= DEPTH_LIMIT:
                    self._problem(path, f"Folders more than {DEPTH_LIMIT} deep are not read.")
                    continue
                yield self._folder_item(path, depth + 1)
            elif path.suffix.lower() in _SUFFIXES and path.name not in {COLLECTION_FILE, FOLDER_FILE}:
                item = self._request_item(path)
                if item is not None:
                    yield item

    def _folder_item(self, path: Path, depth: int) -> _Ordered:
        file = path / FOLDER_FILE
        document = None
        if file.exists() and self._is_inside(file):
            options = self._extension.of_folder(self._relative(path))
            document = self._read(file, lambda parsed: read_folder(parsed, options))
        document = document or FolderDocument("", InheritAuth(), (), (), None, ())
        self._note(file, document.problems)
        name = document.name or path.name
        return _order(document.seq), name, self._tree(path, name, document, depth)

    def _request_item(self, path: Path) -> _Ordered | None:
        relative = self._relative(path)
        options = self._extension.of_request(relative)
        document = self._read(path, lambda parsed: read_request(parsed, options))
        if document is None:
            return None
        self._note(path, document.problems)
        name = document.draft.name or path.stem
        saved = SavedRequest(relative, document.draft, document.variables, document.tags, document.examples)
        return _order(document.seq), name, saved

    def _environments(self) -> Iterator[Environment]:
        folder = self._folder / ENVIRONMENTS
        if not folder.is_dir() or folder.is_symlink():
            return
        for path in self._entries(folder):
            if path.is_dir() or path.suffix.lower() not in _SUFFIXES:
                continue
            found = self._read(path, partial(read_environment, file_stem=path.stem))
            if found is not None:
                self._note(path, found[1])
                yield self._with_dotenv(path, replace(found[0], path=self._relative(path)))

    def _with_dotenv(self, path: Path, environment: Environment) -> Environment:
        if not environment.dotenv_path:
            return environment
        try:
            variables, problems = read_dotenv_file(self._folder, environment.dotenv_path)
        except CountersignError as error:
            self._problem(path, error.failure.sentence, error.failure.action)
            return environment
        self._note(path, problems)
        return replace(environment, dotenv=variables)

    def _entries(self, folder: Path) -> list[Path]:
        try:
            found = sorted(folder.iterdir())
        except OSError as error:
            self._problems.append(not_read(folder, error).failure)
            return []
        shown = [path for path in found if not path.name.startswith(".") and path.name not in _SKIPPED]
        return [path for path in shown if self._is_inside(path)]

    def _is_inside(self, path: Path) -> bool:
        """Tell whether a path may be followed: a link to a folder, or to a file outside, may not."""
        if not path.is_symlink():
            return True
        real = Path(os.path.realpath(path))
        if real.is_relative_to(self._real_folder) and not real.is_dir():
            return True
        self._problem(path, "It is a link to a folder or out of the workspace, which is not followed.")
        return False

    def _read(self, path: Path, reader: Callable[[Any], Document]) -> Document | None:
        try:
            return reader(parse_yaml(read_limited(path, SIZE_LIMIT)))
        except CountersignError as error:
            self._problem(path, error.failure.sentence, error.failure.action)
            return None

    def _note(self, path: Path, sentences: tuple[str, ...]) -> None:
        for sentence in sentences:
            self._problem(path, sentence, "")

    def _problem(self, path: Path, sentence: str, action: str = "") -> None:
        self._problems.append(Failure("workspace.file", f"{self._relative(path)}: {sentence}", action))

    def _relative(self, path: Path) -> str:
        relative = path.relative_to(self._folder).as_posix()
        return "" if relative == "." else relative


def _order(seq: float | None) -> float:
    return math.inf if seq is None else seq


def _inside(folder: Path, relative_path: str) -> Path:
    relative = PurePosixPath(relative_path)
    path = folder / relative
    inside = not relative.is_absolute() and ".." not in relative.parts and relative.suffix.lower() in _SUFFIXES
    reserved = relative.name in {COLLECTION_FILE, FOLDER_FILE} or relative.parts[:1] == (ENVIRONMENTS,)
    real_folder = Path(os.path.realpath(folder))
    if not inside or reserved or not Path(os.path.realpath(path)).is_relative_to(real_folder):
        raise StorageError(
            Failure(
                "workspace.path",
                f"“{relative_path}” is no place for a request in this workspace.",
                "Choose a .yml file inside its folder.",
            )
        )
    return path


def _file_text(path: Path) -> str | None:
    if not path.exists():
        return None
    data = read_limited(path, SIZE_LIMIT)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(path, "It is not UTF-8.") from error


def _extension_of(folder: Path) -> Extension:
    path = folder / COLLECTION_FILE
    if path.is_symlink():
        raise _refused(path, "It is a link, which is not followed.")
    return _naming(path, lambda: read_collection(parse_yaml(read_limited(path, SIZE_LIMIT))).extension)


def _edited(text: str, old: WrittenRequest, new: WrittenRequest) -> str:
    """Return the file's text with the differences between two documents; the same text if there are none."""
    if old.document == new.document:
        return text
    file = EditableYaml(text)
    old_document, new_document = dict(old.document), dict(new.document)
    for kind in ("http", "graphql"):
        if kind in old_document and kind in new_document:
            _merge_variant(file.root.get(kind), old_document, new_document, kind)
    file.change(old_document, new_document)
    return file.text()


def _merge_variant(node: Any, old: dict[str, Any], new: dict[str, Any], kind: str) -> None:
    """Put a change of the body into the selected one of several bodies."""
    variants = node.get("body") if isinstance(node, dict) else None
    if not isinstance(variants, list) or not variants:
        return
    chosen = next((variant for variant in variants if variant.get("selected")), variants[0])
    old_body, new_body = old[kind].get("body"), new[kind].get("body")
    if new_body is not None:
        merge(chosen, {"body": old_body}, {"body": new_body})
        old[kind] = {**old[kind], "body": None}
        new[kind] = {**new[kind], "body": None}


def _check(text: str, written: WrittenRequest, path: Path) -> None:
    """Read a file before it is written: it must hold what was meant."""
    options = Fields(written.options, "", [])  # without them a channel reads as the WebSocket that carries it
    data = text.encode("utf-8", "replace")
    found = _naming(path, lambda: to_document(read_request(parse_yaml(data), options).draft))
    if found.document != written.document:
        raise _refused(path, "It cannot be changed without losing parts of it.")


def _save_options(folder: Path, relative_path: str, extension: Extension, options: dict[str, Any]) -> None:
    before = extension.requests.get(relative_path) or {}
    if before == options:
        return
    path = folder / COLLECTION_FILE
    file = EditableYaml((_file_text(path) or "").removeprefix("\ufeff"))
    node = file.root
    for key in ("extensions", "countersign", "requests"):
        if not isinstance(node.get(key), dict):
            merge(node, {}, {key: {}})
        node = node[key]
    merge(node, {relative_path: before} if before else {}, {relative_path: options} if options else {})
    write_atomically(path, _utf8(file.text(), path))


def _naming(path: Path, action: Callable[[], Document]) -> Document:
    try:
        return action()
    except InputError as error:
        raise _refused(path, error.failure.sentence) from error


def _utf8(text: str, path: Path) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _refused(path, "A text holds half a character, which no file can hold.") from error


def _refused(path: Path, sentence: str) -> StorageError:
    return StorageError(Failure("workspace.file", f"{path}: {sentence}", "Correct the file, or save to a new one."))


def _changed_outside(path: Path) -> StorageError:
    return StorageError(
        Failure(
            "workspace.changed-outside",
            f"{path} was changed by another program.",
            "Keep your version, take the other one, or save to a new file.",
        )
    )

"""Write what an import brought in: as a collection of its own, or as a folder of one that is there."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import Any

from countersign.formats.exporting.collection_tree import TreeDocuments, tree_documents
from countersign.model.errors import Failure, StorageError
from countersign.model.imported import Imported, ImportedFolder, ImportNote
from countersign.model.workspace import Folder, SavedRequest, Workspace
from countersign.storage.atomic_file import write_atomically
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.environment_files import save_environment
from countersign.storage.file_errors import not_written
from countersign.storage.file_names import free_name
from countersign.storage.yaml_edit import new_yaml


def write_new_collection(folder: Path, imported: Imported) -> tuple[ImportNote, ...]:
    """Write a collection into a folder that is empty or not there; after a failure nothing of it is left.

    Raise `StorageError`.
    """
    folder = folder.absolute()  # "." has no name of its own
    try:
        is_taken = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise not_written(folder, error) from error
    if is_taken:
        raise StorageError(
            Failure("import.not-empty", f"{folder} is not empty.", "Choose an empty folder for the new collection.")
        )
    documents = tree_documents(_workspace(imported, ""))
    unfinished = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.importing")
    try:
        _write_files(unfinished, documents)
        collection = dict(documents.collection)
        if documents.extension:
            collection["extensions"] = {"countersign": documents.extension}
        _write(unfinished / "opencollection.yml", collection)
        for document in documents.environments:
            taken = {path.name.casefold() for path in (unfinished / "environments").glob("*")}
            _write(unfinished / "environments" / free_name(str(document["name"]), ".yml", taken), document)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return documents.notes


def add_to_collection(folder: Path, trash: Path, imported: Imported) -> tuple[str, tuple[ImportNote, ...]]:
    """Write what comes in as one folder at the end of a collection, its environments beside the others.

    Return the folder's path and the notes; raise `StorageError`. After a failure the folder is not there;
    environments that were written before it stay.
    """
    edit = CollectionEdit(folder, trash)
    path = edit.add_folder("", imported.root.name or imported.format)
    try:
        documents = tree_documents(_workspace(imported, path))
        _write_files(folder, documents)
        defaults = {key: value for key, value in documents.collection.items() if key in {"request", "docs"}}
        if defaults:
            edit.change_file(path, {}, defaults)
        for environment in imported.environments:
            save_environment(folder, environment)
        edit.add_options(documents.extension)
    except OSError as error:
        shutil.rmtree(folder / path, ignore_errors=True)
        raise not_written(folder / path, error) from error
    except StorageError:
        shutil.rmtree(folder / path, ignore_errors=True)
        raise
    return path, documents.notes


def _workspace(imported: Imported, path: str) -> Workspace:
    """Return the tree with a path for every item."""
    return Workspace(imported.root.name or imported.format, _placed(imported.root, path), imported.environments)


def _placed(folder: ImportedFolder, path: str) -> Folder:
    taken = {"environments", "folder.yml", "opencollection.yml", "node_modules"}
    items: list[SavedRequest | Folder] = []
    for item in folder.items:
        if isinstance(item, ImportedFolder):
            items.append(_placed(item, _taken_path(path, free_name(item.name, "", taken), taken)))
        else:
            inner = _taken_path(path, free_name(item.draft.name, ".yml", taken), taken)
            items.append(SavedRequest(inner, item.draft, item.variables, item.tags, item.examples))
    return Folder(folder.name, path, tuple(items), folder.auth, folder.headers, folder.variables, folder.docs)


def _taken_path(above: str, name: str, taken: set[str]) -> str:
    taken.add(name.casefold())
    return f"{above}/{name}" if above else name


def _write_files(folder: Path, documents: TreeDocuments) -> None:
    for path, document in documents.files.items():
        _write(folder / path, document)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, new_yaml(document).encode("utf-8", "replace"))

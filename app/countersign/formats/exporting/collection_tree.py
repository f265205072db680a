"""A workspace as the documents of its folder: one for each request, folder and environment, and one of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countersign.formats.exporting.open_collection import ItemWriter, environment_document
from countersign.model.imported import ImportNote
from countersign.model.workspace import Folder, SavedRequest, Workspace

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TreeDocuments:
    """Hold documents by the path of their file; `extension` is what stands under `extensions.countersign`."""

    collection: Document
    files: dict[str, Document]
    environments: tuple[Document, ...]
    extension: Document
    notes: tuple[ImportNote, ...]


def tree_documents(workspace: Workspace) -> TreeDocuments:
    """Return the documents of a workspace whose items have paths; a folder's file is `PATH/folder.yml`."""
    writer = ItemWriter()
    files: dict[str, Document] = {}
    _write(workspace.root, writer, files)
    collection: Document = {"opencollection": "1.0.0", "info": {"name": workspace.name}, "config": {}}
    collection |= writer.defaults(workspace.root)
    environments = tuple(environment_document(environment) for environment in workspace.environments)
    extension = {kind: found for kind, found in writer.extensions.items() if found}
    return TreeDocuments(collection, files, environments, extension, tuple(writer.notes))


def _write(folder: Folder, writer: ItemWriter, files: dict[str, Document]) -> None:
    for seq, item in enumerate(folder.items, start=1):
        if isinstance(item, SavedRequest):
            files[item.path] = writer.request(item, seq, item.path)
        else:
            files[f"{item.path}/folder.yml"] = writer.folder(item, seq)
            _write(item, writer, files)

"""OpenCollection 1.0 in its bundled form: one file with all items, in YAML or JSON.

A collection that is kept as a folder is opened, not imported. Source: the format's JSON schema, 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from countersign.formats.exporting.open_collection import place_in
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import decode_text, glance, parse_document
from countersign.formats.importing.loose_values import listed, mapping, plain
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.open_collection import (
    Extension,
    FolderDocument,
    read_collection,
    read_folder,
    read_request,
)
from countersign.model.errors import InputError
from countersign.model.imported import Imported, ImportedFolder, ImportedItem

_MARK = re.compile(r"^[\s{]*[\"']?opencollection[\"']?\s*:", re.MULTILINE)


class OpenCollectionImporter:
    """Read one bundled document."""

    name = "OpenCollection"
    suffixes: tuple[str, ...] = (".yml", ".yaml", ".json")

    def recognises(self, data: bytes, file_name: str) -> bool:  # noqa: ARG002 - the content tells
        """Tell by the version, which stands at the top level."""
        return _MARK.search(glance(data)) is not None

    def read(self, data: bytes, file_name: str) -> Imported:  # noqa: ARG002 - the document has a name of its own
        """Return the collection with the environments that stand in it."""
        document = parse_document(data)
        whole = dict(mapping(document.value))
        items = listed(whole.pop("items", None))
        if not items:
            raise refused(
                "no-items",
                "The collection's file holds no requests.",
                "Open its folder: they are kept in files there.",
            )
        collection = read_collection(whole)
        reader = _Reader(collection.extension)
        reader.notes.extend(document.notes)
        root = reader.folder(collection.root, items, "", "")
        secrets = SecretsFound(decode_text(data))
        return secret_free(Imported(self.name, root, collection.environments, reader.notes.all), secrets)


OPEN_COLLECTION = OpenCollectionImporter()


class _Reader:
    """Read items; one that cannot be read is noted and left out."""

    def __init__(self, extension: Extension) -> None:
        self.notes = ImportNotes()
        self._extension = extension

    def folder(self, document: FolderDocument, items: list[Any], place: str, path: str) -> ImportedFolder:
        """Return a folder with its items; `place` is for a reader, `path` is where its options are found."""
        for problem in document.problems:
            self.notes.changed(place or document.name, problem)
        return ImportedFolder(
            document.name,
            tuple(self._items(items, place, path)),
            document.auth,
            document.headers,
            document.variables,
            document.docs,
        )

    def _items(self, items: list[Any], above: str, path: str) -> Iterator[ImportedItem | ImportedFolder]:
        for number, item in enumerate(items, start=1):
            name = plain(mapping(mapping(item).get("info")).get("name")) or f"item {number}"
            place, own = place_of(above, name), place_in(path, number)
            try:
                yield self._item(dict(mapping(item)), place, own)
            except InputError as error:
                self.notes.left_out(place, str(error.failure))

    def _item(self, item: dict[str, Any], place: str, path: str) -> ImportedItem | ImportedFolder:
        if mapping(item.get("info")).get("type") == "folder":
            inner = listed(item.pop("items", None))
            return self.folder(read_folder(item, self._extension.of_folder(path)), inner, place, path)
        read = read_request(item, self._extension.of_request(path))
        for problem in read.problems:
            self.notes.changed(place, problem)
        return ImportedItem(read.draft, read.variables, read.tags, read.examples)

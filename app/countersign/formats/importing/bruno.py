"""Bruno: one .bru file, a whole collection of them, and its export as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.formats.importing.bru_document import METHODS, environment_document, request_document
from countersign.formats.importing.bruno_items import BrunoItems, seq_of
from countersign.formats.importing.dynamic_names import with_our_names
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import SIZE_LIMIT, decode_text, parse_json
from countersign.formats.importing.loose_values import mapping, mappings, plain
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.model.auth import InheritAuth, NoAuth
from countersign.model.errors import InputError
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.workspace import Environment

_FORMAT = "Bruno"
_SUFFIX = ".bru"
_BLOCK = re.compile(
    rf"^(?:meta|vars|vars:secret|headers|auth(?::\w+)?|{'|'.join(sorted(METHODS))}|ws)\s*[{{\[]", re.MULTILINE
)
_FOLDER_FILES = ("folder.bru", "collection.bru")
_ENVIRONMENTS = "environments"
_DEEPEST = 100


class BruImporter:
    """Read one .bru file: a request, or an environment."""

    name = "Bruno file (.bru)"
    suffixes: tuple[str, ...] = (_SUFFIX,)

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell by the name, or by the block that the file starts with."""
        if file_name.lower().endswith(_SUFFIX):
            return True
        return _BLOCK.match(data[:2_000].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")) is not None

    def read(self, data: bytes, file_name: str) -> Imported:
        """Return a collection of the one request or environment."""
        notes = ImportNotes()
        text = with_our_names(_text(data), notes)
        secrets = SecretsFound(text)
        stem = file_name.rpartition("/")[2].removesuffix(_SUFFIX)
        items = BrunoItems(notes, secrets)
        variables = environment_document(text)
        if variables:
            environment = items.environment({"variables": variables}, stem or "environment")
            root = ImportedFolder(stem or _FORMAT)
            return secret_free(Imported(_FORMAT, root, (environment,), notes.all), secrets)
        document = request_document(text)
        name = plain(mapping(document.get("meta")).get("name")) or stem or "Request"
        request = mapping(document.get("request"))
        if "url" not in request:
            root = items.folder(document, name, (), "", NoAuth())
        else:
            item = items.item(document, plain(mapping(document.get("meta")).get("type")) or "http", name, "")
            root = ImportedFolder(name, () if item is None else (item,))
        return secret_free(Imported(_FORMAT, root, notes=notes.all), secrets)


class BrunoJsonImporter:
    """Read a collection that Bruno exported as JSON."""

    name = "Bruno collection (JSON)"
    suffixes: tuple[str, ...] = (".json",)

    def recognises(self, data: bytes, file_name: str) -> bool:  # noqa: ARG002 - the export may have any name
        """Tell by Bruno's own members."""
        head = data[:100_000]
        if re.search(rb'"type"\s*:\s*"(?:http-request|graphql-request|ws-request)"', head):
            return b'"items"' in data
        return b'"brunoConfig"' in data and b'"items"' in data

    def read(self, data: bytes, file_name: str) -> Imported:
        """Return the collection with its environments."""
        document = parse_json(data)
        notes = ImportNotes()
        notes.extend(document.notes)
        members = mapping(_with_our_names(document.value, notes))
        if not isinstance(members.get("items"), list):
            raise refused("bruno-json", "It is no collection of Bruno: its items are missing.")
        secrets = SecretsFound(decode_text(data))
        items = BrunoItems(notes, secrets)
        name = plain(members.get("name")) or file_name.rpartition("/")[2] or _FORMAT
        children = tuple(_json_items(members, items, ""))
        root = items.folder(mapping(members.get("root")), name, children, "", NoAuth())
        environments = tuple(
            items.environment(entry, plain(entry.get("name")) or "environment")
            for entry in mappings(members.get("environments"))
        )
        return secret_free(Imported(self.name, root, environments, notes.all), secrets)


@dataclass(slots=True)
class _Directory:
    """Hold what lies in one folder of a collection on disk."""

    settings: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    folders: dict[str, _Directory] = field(default_factory=dict)


def read_bru_collection(files: Mapping[str, bytes]) -> Imported:
    """Return a collection from its files, by their paths relative to its folder, with "/".

    A file that cannot be read is noted and left out; what is no .bru file, but for bruno.json, is not looked at.
    """
    if sum(len(data) for data in files.values()) > SIZE_LIMIT:
        raise refused("size", f"It is larger than {SIZE_LIMIT // 1_000_000} MB.", "Import a part of it.")
    notes = ImportNotes()
    by_path = {path.replace("\\", "/").lstrip("/"): data for path, data in files.items()}
    top = _top_of(by_path)
    texts = dict(_texts(by_path, top, notes))
    if not texts:
        raise refused("bru-collection", "There is no .bru file in it.", "Choose the folder of a Bruno collection.")
    secrets = SecretsFound("\n".join(texts.values()))
    items = BrunoItems(notes, secrets)
    tree, environments = _Directory(), list[Environment]()
    for path, text in texts.items():
        try:
            if path.startswith(f"{_ENVIRONMENTS}/") and path.count("/") == 1:
                name = path.rpartition("/")[2].removesuffix(_SUFFIX)
                environments.append(items.environment({"variables": environment_document(text)}, name))
            else:
                _put(tree, path, request_document(text))
        except InputError as error:
            notes.left_out(path, f"The file could not be read. {error.failure.sentence}")
    name = _collection_name(by_path.get(f"{top}bruno.json", b""), notes) or "Bruno collection"
    root = items.folder(tree.settings, name, tuple(_directory_items(tree, items, "")), "", NoAuth())
    return secret_free(Imported("Bruno collection", root, tuple(environments), notes.all), secrets)


def _top_of(files: Mapping[str, bytes]) -> str:
    """Return the path, with its "/", of the folder that holds bruno.json, "" where that is the folder itself."""
    found = [path for path in files if path == "bruno.json" or path.endswith("/bruno.json")]
    return min(found, key=len).removesuffix("bruno.json") if found else ""


def _texts(files: Mapping[str, bytes], top: str, notes: ImportNotes) -> Iterator[tuple[str, str]]:
    for path, data in sorted(files.items()):
        inner = path.removeprefix(top)
        if not path.startswith(top) or not inner.endswith(_SUFFIX) or "node_modules/" in inner:
            continue
        if inner.count("/") >= _DEEPEST:
            notes.left_out(inner[:200], f"It is nested more than {_DEEPEST} deep.")
            continue
        try:
            yield inner, with_our_names(_text(data), notes)
        except InputError as error:
            notes.left_out(inner, f"The file could not be read. {error.failure.sentence}")


def _put(tree: _Directory, path: str, document: dict[str, Any]) -> None:
    *folders, file_name = path.split("/")
    for folder in folders:
        tree = tree.folders.setdefault(folder, _Directory())
    if file_name in _FOLDER_FILES:
        tree.settings = document
    else:
        tree.requests.append((file_name.removesuffix(_SUFFIX), document))


def _directory_items(tree: _Directory, items: BrunoItems, above: str) -> Iterator[ImportedItem | ImportedFolder]:
    """Yield folders, then requests, each in the order that their `seq` states."""
    for folder_name, inner in sorted(tree.folders.items(), key=lambda pair: (_seq(pair[1].settings), pair[0])):
        name = plain(mapping(inner.settings.get("meta")).get("name")) or folder_name
        children = tuple(_directory_items(inner, items, place_of(above, name)))
        yield items.folder(inner.settings, name, children, above, InheritAuth())
    for stem, document in sorted(tree.requests, key=lambda pair: (_seq(pair[1]), pair[0])):
        meta = mapping(document.get("meta"))
        item = items.item(document, plain(meta.get("type")) or "http", plain(meta.get("name")) or stem, above)
        if item is not None:
            yield item


def _json_items(parent: Mapping[str, Any], items: BrunoItems, above: str) -> Iterator[ImportedItem | ImportedFolder]:
    for entry in sorted(mappings(parent.get("items")), key=lambda entry: seq_of(entry.get("seq"))):
        name, kind = plain(entry.get("name")) or "Request", plain(entry.get("type"))
        if kind == "folder":
            children = tuple(_json_items(entry, items, place_of(above, name)))
            yield items.folder(mapping(entry.get("root")), name, children, above, InheritAuth())
        elif (item := items.item(entry, kind, name, above)) is not None:
            yield item


def _seq(document: Mapping[str, Any]) -> float:
    return seq_of(mapping(document.get("meta")).get("seq"))


def _collection_name(data: bytes, notes: ImportNotes) -> str:
    if not data:
        return ""
    try:
        return plain(mapping(parse_json(data).value).get("name"))
    except InputError as error:
        notes.left_out("bruno.json", f"The file could not be read. {error.failure.sentence}")
        return ""


def _text(data: bytes) -> str:
    return decode_text(data).replace("\0", "")


def _with_our_names(value: Any, notes: ImportNotes) -> Any:
    if isinstance(value, str):
        return with_our_names(value, notes) if "{{" in value else value
    if isinstance(value, list):
        return [_with_our_names(entry, notes) for entry in value]
    if isinstance(value, dict):
        return {key: _with_our_names(entry, notes) for key, entry in value.items()}
    return value


BRU = BruImporter()
BRUNO_JSON = BrunoJsonImporter()

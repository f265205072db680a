"""OpenCollection 1.0 as one bundled document; as a folder it is how workspaces are kept anyway."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from countersign.formats.exporting.exporter import Exported
from countersign.formats.exporting.secret_free import place_of, without_secrets
from countersign.formats.open_collection_auth import auth_document
from countersign.formats.open_collection_examples import example_document
from countersign.formats.open_collection_folder import folder_auth_options
from countersign.formats.open_collection_parts import entry_document
from countersign.formats.open_collection_writer import to_document
from countersign.model.imported import ImportNote
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable, Workspace

Document = dict[str, Any]


class OpenCollection:
    """Write the bundled form, which other tools of the format open as one file."""

    name = "OpenCollection 1.0"
    suffix = ".yml"

    def export(self, workspace: Workspace) -> Exported:
        """Return the document in YAML, valid against the schema of the format."""
        document, notes = bundled(workspace)
        return Exported(_yaml(document), notes)


def bundled(workspace: Workspace) -> tuple[Document, tuple[ImportNote, ...]]:
    """Return the document as plain values, and the notes."""
    safe, notes = without_secrets(workspace)
    writer = ItemWriter()
    root = _by_position(safe.root, "")
    document: Document = {"opencollection": "1.0.0", "info": {"name": safe.name}, "bundled": True}
    if safe.environments:
        document["config"] = {
            "environments": [environment_document(environment) for environment in safe.environments]
        }
    document |= writer.defaults(root) | {"items": writer.items(root, "")}
    extensions = {key: value for key, value in writer.extensions.items() if value}
    if extensions:
        document["extensions"] = {"countersign": extensions}
    return document, (*notes, *writer.notes)


def place_in(folder: str, number: int) -> str:
    """Return the path of a bundled item, which has no file: its number, counted from 1, after its folder's."""
    return f"{folder}/{number}" if folder else str(number)


def _by_position(folder: Folder, path: str) -> Folder:
    return replace(
        folder,
        path=path,
        items=tuple(
            _by_position(item, place_in(path, number))
            if isinstance(item, Folder)
            else replace(item, path=place_in(path, number))
            for number, item in enumerate(folder.items, start=1)
        ),
    )


class ItemWriter:
    """Write items, and gather what stands under `extensions.countersign`, and the notes."""

    def __init__(self) -> None:
        self.extensions: dict[str, Document] = {"requests": {}, "folders": {}}
        self.notes: list[ImportNote] = []

    def items(self, folder: Folder, above: str) -> list[Document]:
        """Return the items of a folder, those of its folders inside them."""
        return [
            self._folder(item, seq, place_of(above, item.name))
            if isinstance(item, Folder)
            else self.request(item, seq, place_of(above, item.draft.name))
            for seq, item in enumerate(folder.items, start=1)
        ]

    def defaults(self, folder: Folder) -> Document:
        """Return what a folder sets for its items."""
        sentences: list[str] = []
        auth = auth_document(folder.auth, sentences)
        options = folder_auth_options(folder.auth, is_root=not folder.path)
        if options:
            self.extensions["folders"][folder.path or "."] = {"auth": options}
        members = {
            "headers": [entry_document(header) for header in folder.headers],
            "auth": None if auth == "inherit" and not folder.path else auth,
            # Defaults know no secret variables; one without a value says as much.
            "variables": [_default_variable(variable) for variable in folder.variables],
        }
        request = {key: value for key, value in members.items() if value}
        return ({"request": request} if request else {}) | ({"docs": folder.docs} if folder.docs else {})

    def folder(self, folder: Folder, seq: int) -> Document:
        """Return a folder without its items."""
        info: Document = {"name": folder.name, "type": "folder", "seq": seq}
        if folder.tags:
            info["tags"] = list(folder.tags)
        return {"info": info, **self.defaults(folder)}

    def _folder(self, folder: Folder, seq: int, place: str) -> Document:
        return {**self.folder(folder, seq), "items": self.items(folder, place)}

    def request(self, saved: SavedRequest, seq: int, place: str) -> Document:
        """Return one item."""
        written = to_document(saved.draft, seq)
        self.notes += [ImportNote(place, sentence, "changed") for sentence in written.notes]
        document = written.document
        if saved.tags:
            document["info"]["tags"] = list(saved.tags)
        if saved.variables:
            document["runtime"] = {"variables": [_default_variable(variable) for variable in saved.variables]}
        if saved.examples and document["info"]["type"] == "http":
            document["examples"] = [example_document(example) for example in saved.examples]
        elif saved.examples:
            self.notes.append(ImportNote(place, "OpenCollection has examples of HTTP requests only."))
        if written.options:
            self.extensions["requests"][saved.path] = written.options
        return document


def environment_document(environment: Environment) -> Document:
    """Return an environment; its secret variables are only named."""
    variables = [
        {"secret": True, "name": variable.name} if variable.secret else _default_variable(variable)
        for variable in environment.variables
    ]
    return {"name": environment.name, "variables": variables}


def _default_variable(variable: Variable) -> Document:
    return {"name": variable.name} if variable.secret else {"name": variable.name, "value": variable.value}


def _yaml(document: Document) -> bytes:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1 << 30
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.BytesIO()
    yaml.dump(_styled(document), out)
    return out.getvalue()


def _styled(value: Any) -> Any:
    """Return plain values with the style that each text is written in; a lone surrogate becomes a question mark."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if isinstance(value, dict):
        return {_styled(key): _styled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_styled(item) for item in value]
    if not isinstance(value, str):
        return value
    text = value if value.isascii() else value.encode("utf-8", "replace").decode()
    if _reads_as_a_block(text):
        return LiteralScalarString(text)
    return text if text.isprintable() else DoubleQuotedScalarString(text)


def _reads_as_a_block(text: str) -> bool:
    lines = text.split("\n")
    whole = (
        len(lines) > 1 and lines[0].strip() != "" and not text.startswith((" ", "\t")) and not text.endswith("\n\n")
    )
    return whole and all(line.isprintable() and line == line.rstrip() for line in lines)

"""Insomnia: exports in version 4 (JSON) and version 5 (YAML, or the same as JSON)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.insomnia_auth import insomnia_auth
from countersign.formats.importing.insomnia_request import (
    insomnia_headers,
    insomnia_message,
    insomnia_request,
    insomnia_socket,
)
from countersign.formats.importing.insomnia_templates import with_our_templates
from countersign.formats.importing.insomnia_tree import Node, collection_tree, resources_tree
from countersign.formats.importing.limited_documents import decode_text, glance, parse_document
from countersign.formats.importing.loose_values import mapping, plain
from countersign.formats.importing.scripts_as_text import docs_with_scripts
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.with_texts import with_texts
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.workspace import Environment, Variable

_MARKS = re.compile(
    r"\b(?:collection|environment|spec)\.insomnia\.rest/5\.|\"__export_format\"\s*:|^__export_format\s*:",
    re.MULTILINE,
)
_NEWER = re.compile(r"(?:collection|environment|spec)\.insomnia\.rest/5\.\d+")


class InsomniaImporter:
    """Read what Insomnia exports."""

    name = "Insomnia"
    suffixes: tuple[str, ...] = (".json", ".yaml", ".yml")

    def recognises(self, data: bytes, file_name: str) -> bool:  # noqa: ARG002 - the content says it
        """Tell by the words with which the two versions name themselves."""
        return _MARKS.search(glance(data)) is not None

    def read(self, data: bytes, file_name: str) -> Imported:  # noqa: ARG002 - the document has a name of its own
        """Return the collection with its environments; of several workspaces each is a folder."""
        document = parse_document(data)
        reader = _Reader(SecretsFound(decode_text(data)))
        reader.notes.extend(document.notes)
        return reader.imported(_workspaces(mapping(document.value), reader.notes))


INSOMNIA = InsomniaImporter()


def _workspaces(document: Mapping[str, Any], notes: ImportNotes) -> list[Node]:
    if _NEWER.fullmatch(plain(document.get("type"))):
        if document.get("spec"):
            notes.left_out("", "The API specification of the document; import it as a file of its own.")
        return [collection_tree(document)]
    if document.get("__export_format") in (3, 4):
        return resources_tree(document)
    raise refused("format", "It is no Insomnia export in version 4 or 5.")


class _Reader:
    def __init__(self, secrets: SecretsFound) -> None:
        self._secrets = secrets
        self.notes = ImportNotes()

    def imported(self, workspaces: list[Node]) -> Imported:
        folders = tuple(self._folder(workspace, ()) for workspace in workspaces)
        root = folders[0] if len(folders) == 1 else ImportedFolder("Insomnia", folders)
        environments = tuple(
            Environment(name or "Environment", tuple(_variables(data)))
            for workspace in workspaces
            for name, data in workspace.environments
        )
        root, environments = with_texts((root, environments), lambda text: with_our_templates(text, self.notes))
        return secret_free(Imported("Insomnia", root, environments, self.notes.all), self._secrets)

    def _folder(self, node: Node, above: tuple[str, ...]) -> ImportedFolder:
        path = (*above, node.name)
        place = place_of(*path[1:]) or "Collection"
        auth, cookies = insomnia_auth(node.item.get("authentication"), self._secrets, self.notes, place)
        items = (self._item(child, path) for child in node.children)
        return ImportedFolder(
            name=node.name,
            items=tuple(item for item in items if item is not None),
            auth=auth,
            headers=(*insomnia_headers(node.item.get("headers")), *cookies),
            variables=tuple(_variables(node.environment)),
            docs=self._docs(node, place),
        )

    def _item(self, node: Node, above: tuple[str, ...]) -> ImportedFolder | ImportedItem | None:
        place = place_of(*above[1:], node.name)
        if node.kind == "folder":
            return self._folder(node, above)
        if node.kind == "other":
            self.notes.left_out(place, "It is neither HTTP nor a plain WebSocket (gRPC, Socket.IO and others).")
            return None
        auth, cookies = insomnia_auth(node.item.get("authentication"), self._secrets, self.notes, place)
        docs = self._docs(node, place)
        if node.kind == "socket":
            socket = insomnia_socket(node.item)
            messages = tuple(insomnia_message(message) for message in node.messages)
            headers = (*socket.headers, *cookies)
            return ImportedItem(replace(socket, auth=auth, docs=docs, headers=headers, messages=messages))
        request = insomnia_request(node.item, self.notes, place)
        return ImportedItem(replace(request, auth=auth, docs=docs, headers=(*request.headers, *cookies)))

    def _docs(self, node: Node, place: str) -> str:
        return docs_with_scripts(node.docs, node.scripts, self.notes, place)


def _variables(data: Mapping[str, Any], above: str = "") -> Iterator[Variable]:
    """Yield the values of an environment, those below others under their dotted names; lists are JSON."""
    for key, value in data.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _variables(value, f"{name}.")
        elif name:
            yield Variable(name, plain(value))

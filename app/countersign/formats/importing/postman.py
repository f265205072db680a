"""Postman: collections 2.0 and 2.1, environments, globals, and data dumps with several of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from countersign.formats.importing.dynamic_names import with_our_names
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import decode_text, glance, parse_json
from countersign.formats.importing.loose_values import listed, mapping, mappings, plain
from countersign.formats.importing.postman_auth import postman_auth
from countersign.formats.importing.postman_first import upgraded
from countersign.formats.importing.postman_request import postman_description, postman_draft, postman_examples
from countersign.formats.importing.scripts_as_text import docs_with_scripts
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.with_texts import with_texts
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.workspace import Environment, Variable

_Object = Mapping[str, Any]
_MARKS = re.compile(
    r"schema\.(?:get)?postman\.com|\"_postman_(?:id|variable_scope|exported_using)\"|\"headerPresets\"\s*:"
)
_SUFFIXES = (".postman_collection.json", ".postman_environment.json", ".postman_globals.json", ".postman_dump.json")
_SCRIPTS = {"prerequest": "Script before the request", "test": "Script after the response"}


class PostmanImporter:
    """Read what Postman exports as JSON."""

    name = "Postman"
    suffixes: tuple[str, ...] = (".json",)

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell by the schema, or by the words that Postman puts into its files."""
        text = glance(data)
        return text.lstrip()[:1] == "{" and (file_name.lower().endswith(_SUFFIXES) or _MARKS.search(text) is not None)

    def read(self, data: bytes, file_name: str) -> Imported:  # noqa: ARG002 - the document has a name of its own
        """Return collections and environments; of several collections each is a folder."""
        document = parse_json(data)
        reader = _Reader(SecretsFound(decode_text(data)))
        reader.notes.extend(document.notes)
        return reader.imported(mapping(document.value))


POSTMAN = PostmanImporter()


class _Reader:
    def __init__(self, secrets: SecretsFound) -> None:
        self._secrets = secrets
        self.notes = ImportNotes()

    def imported(self, document: _Object) -> Imported:
        collections, environments = _parts_of(document)
        if not collections and not environments:
            raise refused("format", "It holds neither a Postman collection nor an environment.")
        folders = [self._collection(collection) for collection in collections]
        environments_read = tuple(_environment(environment) for environment in environments)
        if len(folders) == 1:
            root = folders[0]
        else:
            name = "Postman" if folders else environments_read[0].name
            root = ImportedFolder(name, tuple(folders))
        root, environments_read = with_texts(
            (root, environments_read), lambda text: with_our_names(text, self.notes) if "{{$" in text else text
        )
        imported = Imported("Postman", root, environments_read, self.notes.all)
        return secret_free(imported, self._secrets)

    def _collection(self, collection: _Object) -> ImportedFolder:
        info = mapping(collection.get("info"))
        named = {**collection, "name": info.get("name"), "description": info.get("description")}
        return self._folder(named, ())

    def _folder(self, folder: _Object, above: tuple[str, ...]) -> ImportedFolder:
        name = plain(folder.get("name"))
        path = (*above, name)
        place = place_of(*path[1:]) or "Collection"
        return ImportedFolder(
            name=name,
            items=tuple(self._item(item, path) for item in mappings(folder.get("item"))),
            auth=postman_auth(folder.get("auth"), self._secrets, self.notes, place),
            variables=_variables(folder.get("variable")),
            docs=self._docs(folder, folder.get("description"), place),
        )

    def _item(self, item: _Object, above: tuple[str, ...]) -> ImportedFolder | ImportedItem:
        if isinstance(item.get("item"), list):
            return self._folder(item, above)
        name = plain(item.get("name")) or "Request"
        place = place_of(*above[1:], name)
        request = mapping(item.get("request"))
        draft = postman_draft(name, item, self.notes, place)
        description = request.get("description") or item.get("description")
        draft = replace(
            draft,
            auth=postman_auth(request.get("auth"), self._secrets, self.notes, place),
            docs=self._docs(item, description, place),
        )
        return ImportedItem(draft, _variables(item.get("variable")), examples=postman_examples(item.get("response")))

    def _docs(self, item: _Object, description: object, place: str) -> str:
        scripts = [(event, mapping(event.get("script"))) for event in mappings(item.get("event"))]
        texts = [
            (_SCRIPTS.get(plain(event.get("listen")), "Script"), _script_text(script.get("exec")))
            for event, script in scripts
        ]
        return docs_with_scripts(postman_description(description), texts, self.notes, place)


def _parts_of(document: _Object) -> tuple[list[_Object], list[_Object]]:
    """Return the collections and the environments of a document, whichever of them it is."""
    if isinstance(document.get("collection"), Mapping):  # as the Postman API answers
        document = document["collection"]
    if isinstance(document.get("environment"), Mapping):
        document = document["environment"]
    if isinstance(document.get("item"), list) or isinstance(document.get("requests"), list):
        return [upgraded(document)], []
    if isinstance(document.get("values"), list):
        return [], [document]
    collections = [
        upgraded(mapping(entry.get("collection")) or entry) for entry in mappings(document.get("collections"))
    ]
    environments = [mapping(entry.get("environment")) or entry for entry in mappings(document.get("environments"))]
    if global_values := listed(document.get("globals")):
        environments.append({"name": "Globals", "values": global_values})
    return collections, environments


def _environment(environment: _Object) -> Environment:
    is_global = environment.get("_postman_variable_scope") == "globals"
    name = plain(environment.get("name")) or ("Globals" if is_global else "Environment")
    return Environment(name, _variables(environment.get("values")))


def _variables(value: object) -> tuple[Variable, ...]:
    variables = (
        Variable(
            plain(entry.get("key")) or plain(entry.get("id")),
            plain(entry.get("value")),
            secret=entry.get("type") == "secret",
            enabled=not entry.get("disabled") and entry.get("enabled") is not False,
        )
        for entry in mappings(value)
    )
    return tuple(variable for variable in variables if variable.name)


def _script_text(value: object) -> str:
    return "\n".join(map(plain, value)) if isinstance(value, list) else plain(value)

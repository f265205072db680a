"""OpenAPI 3.0 and 3.1 and Swagger 2.0 documents, API Gateway's exports among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from countersign.formats.importing.gateway_auth import API_KEY_VARIABLE
from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import parse_document
from countersign.formats.importing.loose_values import listed, mapping, mappings, plain
from countersign.formats.importing.openapi_bodies import Bodies
from countersign.formats.importing.openapi_operations import Operation, OperationReader, operations_of
from countersign.formats.importing.openapi_references import References
from countersign.formats.importing.openapi_security import SecuritySchemes
from countersign.formats.importing.schema_samples import Samples
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.text_budget import TextBudget
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.workspace import Environment, Variable

BASE_URL = "base_url"

_LOOK = 4_000
_MARK = re.compile(rb"""^\s*\{?[\s\S]{0,3000}?["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\.""")
_SERVER_VARIABLE = re.compile(r"\{(?P<name>[^{}]{1,100})\}")
_NAMED_OUTSIDE = 20


class OpenApiImporter:
    """Read a document that describes an API."""

    name = "OpenAPI or Swagger"
    suffixes: tuple[str, ...] = (".json", ".yaml", ".yml")

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell by the member `openapi` or `swagger` near the beginning, or at the top of a JSON document's end."""
        head = data[:_LOOK].replace(b"\0", b"")
        return _MARK.search(head) is not None or (
            file_name.lower().endswith(self.suffixes) and re.search(rb'"(?:openapi|swagger)"\s*:', data) is not None
        )

    def read(self, data: bytes, file_name: str) -> Imported:
        """Return its operations in folders by their first tag; nothing that a `$ref` names outside is opened."""
        document = parse_document(data)
        members = mapping(document.value)
        version = plain(members.get("openapi")) or plain(members.get("swagger"))
        if not version.startswith(("3.", "2.")):
            raise refused("openapi-version", "It is no OpenAPI 3 or Swagger 2.0 document.")
        notes = ImportNotes()
        notes.extend(document.notes)
        return secret_free(_Reader(members, version, notes).read(file_name), SecretsFound())


class _Reader:
    def __init__(self, document: Mapping[str, Any], version: str, notes: ImportNotes) -> None:
        self._document = document
        self._version = version
        self._notes = notes
        self._references = References(document)
        self._samples = Samples(self._references)
        self._budget = TextBudget()
        components = mapping(document.get("components"))
        schemes = mapping(components.get("securitySchemes")) or mapping(document.get("securityDefinitions"))
        self._security = SecuritySchemes(schemes, self._references, notes)

    def read(self, file_name: str) -> Imported:
        info = mapping(self._document.get("info"))
        inherited = self._security.inherited(self._document.get("security"))
        items = self._folders(operations_of(self._document.get("paths"), self._references))
        self._note_what_is_left_out()
        variables, environments = self._servers()
        secrets = [Variable(name, "", secret=True) for name in self._security.variables]
        root = ImportedFolder(
            name=" ".join(plain(info.get("title")).split())[:200] or file_name,
            items=items,
            auth=inherited.auth,
            headers=inherited.headers,
            variables=(*variables, *secrets),
            docs=plain(info.get("description")),
        )
        what = "Swagger" if "swagger" in self._document else "OpenAPI"
        return Imported(f"{what} {self._version[:20]}", root, environments, self._notes.all)

    def _folders(self, operations: Iterable[Operation]) -> tuple[ImportedItem | ImportedFolder, ...]:
        reader = OperationReader(
            self._references,
            self._samples,
            Bodies(self._references, self._samples, self._budget, self._notes),
            self._budget,
            self._security,
            self._notes,
            self._document.get("consumes"),
            self._document.get("produces"),
        )
        described = {plain(tag.get("name")): tag for tag in mappings(self._document.get("tags"))}
        by_tag: dict[str, list[ImportedItem]] = {}
        for operation in operations:
            by_tag.setdefault(next(iter(operation.tags), ""), []).append(reader.read(operation))
        loose = tuple(by_tag.pop("", ()))
        order = [tag for tag in described if tag in by_tag] + [tag for tag in by_tag if tag not in described]
        folders = (
            ImportedFolder(tag, tuple(by_tag[tag]), docs=plain(mapping(described.get(tag)).get("description")))
            for tag in order
        )
        return (*folders, *loose)

    def _servers(self) -> tuple[tuple[Variable, ...], tuple[Environment, ...]]:
        """Return the base URL as a variable; of several servers, each one as an environment too."""
        servers = list(mappings(self._document.get("servers"))) or self._swagger_servers()
        variables: dict[str, Variable] = {}
        urls: list[tuple[str, str]] = []
        for server in servers:
            url = self._server_url(server, variables)
            urls.append((plain(server.get("description")) or url, url))
        first = urls[0][1] if urls else ""
        if "://" not in first:
            self._notes.changed(
                "Variables", f"The document names no whole address; complete the variable {BASE_URL}."
            )
            first = f"https://example.com{first if first.startswith('/') else ''}".rstrip("/")
        base = Variable(BASE_URL, first)
        environments = tuple(
            Environment(name, (Variable(BASE_URL, url),))
            for name, url in (dict(urls).items() if len(urls) > 1 else ())
        )
        return (base, *variables.values()), environments

    def _server_url(self, server: Mapping[str, Any], variables: dict[str, Variable]) -> str:
        described = mapping(server.get("variables"))

        def replaced(match: re.Match[str]) -> str:
            about = mapping(described.get(match["name"]))
            default = plain(about.get("default"))
            if match["name"] == "basePath":
                return default.strip("/")
            variables[match["name"]] = Variable(match["name"], default)
            return f"{{{{{match['name']}}}}}"

        return _SERVER_VARIABLE.sub(replaced, plain(server.get("url"))).rstrip("/")

    def _swagger_servers(self) -> list[Mapping[str, Any]]:
        host = plain(self._document.get("host"))
        path = plain(self._document.get("basePath")).strip("/")
        if not host and not path:
            return []
        schemes = [plain(scheme) for scheme in listed(self._document.get("schemes"))]
        usable = [scheme for scheme in schemes if scheme in {"https", "http"}] or ["https"]
        scheme = "https" if "https" in usable else usable[0]
        tail = f"/{path}" if path else ""
        return [{"url": f"{scheme}://{host}{tail}" if host else tail}]

    def _note_what_is_left_out(self) -> None:
        for reference in list(self._references.outside)[:_NAMED_OUTSIDE]:
            self._notes.left_out("", f"“{reference[:120]}” stands outside of the document and was not opened.")
        for reference in list(self._references.missing)[:_NAMED_OUTSIDE]:
            self._notes.left_out("", f"“{reference[:120]}” stands for nothing in the document.")
        if self._samples.is_used_up:
            self._notes.left_out("", "The schemas are too many; the later bodies have no sample.")
        if self._budget.is_used_up:
            self._notes.left_out("", "It is too much text; the later requests have no body and no description.")
        for member, what in (("webhooks", "Webhooks"), ("x-webhooks", "Webhooks")):
            if mapping(self._document.get(member)):
                self._notes.left_out("", f"{what} are requests that the API sends; they are left out.")
        if plain(self._document.get("x-amazon-apigateway-api-key-source")).upper() == "AUTHORIZER":
            sentence = (
                f"The API takes its API key from the authorizer, not from x-api-key ({API_KEY_VARIABLE} is not sent)."
            )
            self._notes.changed("Auth", sentence)


OPENAPI = OpenApiImporter()

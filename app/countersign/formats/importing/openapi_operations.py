"""Operations of OpenAPI and Swagger documents as requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.loose_values import json_text, listed, mapping, mappings, plain
from countersign.formats.importing.openapi_bodies import Bodies, parameter_value
from countersign.formats.importing.openapi_references import References
from countersign.formats.importing.openapi_security import SecuritySchemes
from countersign.formats.importing.path_templates import TemplatedPath, templated
from countersign.formats.importing.schema_samples import Samples
from countersign.formats.importing.text_budget import TextBudget
from countersign.formats.importing.url_parts import as_query_text, with_query
from countersign.model.body import MultipartBody, NoBody
from countersign.model.imported import ImportedItem
from countersign.model.request import Header, Parameter, RequestDraft

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_ANY_METHOD = "x-amazon-apigateway-any-method"

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})  # OpenAPI 3.1, "Parameter Object"


@dataclass(frozen=True, slots=True)
class Operation:
    """Hold one operation as the document has it, with what its path says for all methods."""

    path: str
    method: str
    about: Mapping[str, Any]
    shared: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return what the operation is called."""
        title = plain(self.about.get("summary")) or plain(self.about.get("operationId"))
        return " ".join(title.split())[:200] or f"{self.method} {self.path}"

    @property
    def tags(self) -> tuple[str, ...]:
        """Return its tags, the first of which is its folder."""
        return tuple(dict.fromkeys(plain(tag) for tag in listed(self.about.get("tags")) if plain(tag)))


def operations_of(paths: object, references: References) -> Iterator[Operation]:
    """Yield the operations of a document in their order."""
    for path, raw in mapping(paths).items():
        shared = references.resolve(raw)
        for key, about in shared.items():
            if key in METHODS and isinstance(about, Mapping):
                yield Operation(str(path), str(key).upper(), about, shared)
            elif key == _ANY_METHOD and isinstance(about, Mapping):
                yield Operation(str(path), "GET", {"summary": f"ANY {path}", **about}, shared)


@dataclass(frozen=True, slots=True)
class OperationReader:
    """Make requests of one document's operations; `consumes` and `produces` are Swagger's defaults."""

    references: References
    samples: Samples
    bodies: Bodies
    budget: TextBudget
    security: SecuritySchemes
    notes: ImportNotes
    consumes: object = None
    produces: object = None

    def read(self, operation: Operation) -> ImportedItem:
        """Return the request."""
        place = place_of(*operation.tags[:1], operation.name)
        params = list(self._params(operation))
        path = self._path(operation.path, params, place)
        body, media_type = self._body(operation, params, place)
        secured = self.security.of_operation(operation.about, place)
        base = "{{base_url}}"
        servers = [plain(server.get("url")) for server in mappings(operation.about.get("servers"))]
        if servers:
            base = servers[0].rstrip("/")
            self.notes.changed(place, "The operation has a server of its own, which stands in its URL.")
        url, query = with_query(base + path.path, (*self._query(params), *secured.params))
        headers = (*self._headers(params), *secured.headers)
        if media_type and not isinstance(body, NoBody | MultipartBody):
            headers = (Header("Content-Type", media_type), *headers)
        if plain(operation.about.get("deprecated")) == "true":
            self.notes.changed(place, "The operation is deprecated.")
        draft = RequestDraft(
            name=operation.name,
            method=operation.method,
            url=url,
            params=query,
            path_params=path.params,
            headers=headers,
            body=body,
            auth=secured.auth,
            docs=self.budget.take(plain(operation.about.get("description"))),
        )
        produces = operation.about.get("produces", self.produces)
        examples = self.bodies.responses(operation.about.get("responses"), produces)
        return ImportedItem(draft, path.variables, operation.tags, examples)

    def _params(self, operation: Operation) -> Iterator[Mapping[str, Any]]:
        """Yield the parameters; an operation's own replace those of its path."""
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        if self.budget.is_used_up:
            return
        for source in (operation.shared, operation.about):
            for raw in listed(source.get("parameters")):
                param = self.references.resolve(raw)
                name = self.budget.take(plain(param.get("name")))
                if name:
                    description = self.budget.take(plain(param.get("description")))
                    found[name, plain(param.get("in"))] = {**param, "description": description}
        yield from found.values()

    def _path(self, path: str, params: list[Mapping[str, Any]], place: str) -> TemplatedPath:
        about = {plain(param.get("name")): param for param in params if plain(param.get("in")) == "path"}

        def describe(written: str) -> tuple[str, str]:
            param = about.get(written) or about.get(written.removesuffix("+")) or {}
            return (self._text(param) if param else ""), plain(param.get("description"))

        found = templated(path, describe)
        for name in found.greedy:
            self.notes.changed(place, f"The path variable {name} takes several segments in the API, one here.")
        return found

    def _query(self, params: list[Mapping[str, Any]]) -> Iterator[Parameter]:
        for param in params:
            if plain(param.get("in")) not in {"query", "querystring"}:
                continue
            name, enabled = plain(param.get("name")), param.get("required") is True
            description = plain(param.get("description"))
            for key, value in self._pairs(name, param):
                yield Parameter(key, as_query_text(value), enabled, description)

    def _pairs(self, name: str, param: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what a query parameter is written as.

        Source: OpenAPI 3.1, "Style Values"; Swagger 2.0, `collectionFormat`.
        """
        value = parameter_value(param, self.references, self.samples)
        style = plain(param.get("style")) or "form"
        if isinstance(value, list):
            repeated = style == "form" and param.get("explode") is not False
            if "type" in param:
                repeated = param.get("collectionFormat") == "multi"
            separator = {"spaceDelimited": " ", "ssv": " ", "pipeDelimited": "|", "pipes": "|"}.get(
                plain(param.get("collectionFormat")) or style, ","
            )
            texts = [plain(entry) for entry in value] or [""]
            yield from ((name, text) for text in (texts if repeated else [separator.join(texts)]))
        elif isinstance(value, Mapping) and style in {"form", "deepObject"}:
            for key, member in value.items():
                yield (f"{name}[{key}]" if style == "deepObject" else str(key)), plain(member)
        else:
            yield name, plain(value)

    def _headers(self, params: list[Mapping[str, Any]]) -> Iterator[Header]:
        cookies = []
        for param in params:
            name, where = plain(param.get("name")), plain(param.get("in"))
            if where == "header" and name.lower() not in _IGNORED_HEADERS:
                enabled = param.get("required") is True
                yield Header(name, self._text(param), enabled, plain(param.get("description")))
            elif where == "cookie":
                cookies.append(f"{name}={self._text(param)}")
        if cookies:
            yield Header("Cookie", "; ".join(cookies), enabled=False)

    def _body(self, operation: Operation, params: list[Mapping[str, Any]], place: str) -> tuple[Any, str]:
        request_body = self.references.resolve(operation.about.get("requestBody"))
        if request_body:
            return self.bodies.of_content(request_body.get("content"), place)
        return self.bodies.of_swagger(params, operation.about.get("consumes", self.consumes), place)

    def _text(self, param: Mapping[str, Any]) -> str:
        value = parameter_value(param, self.references, self.samples)
        if isinstance(value, list):
            return self.budget.take(",".join(plain(entry) for entry in value))
        return self.budget.take(json_text(value) if isinstance(value, Mapping) else plain(value))

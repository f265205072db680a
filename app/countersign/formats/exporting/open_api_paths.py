"""A request's URL as OpenAPI takes it apart: server, path template, parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from countersign.model.request import Parameter, RequestDraft
from countersign.variables.query_text import split_query
from countersign.variables.template import tokens
from countersign.variables.template_syntax import VARIABLE, split_outside, variable_name

Document = dict[str, Any]

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class ApiAddress:
    """Hold a server and a path, their variables in single braces, and the path's parameters.

    `server_variables` are pairs of the name in the server and the name of the variable.
    """

    server: str
    server_variables: tuple[tuple[str, str], ...]
    path: str
    parameters: tuple[Document, ...]


def api_address(draft: RequestDraft) -> ApiAddress:
    """Return the address of a request: what stands before the first slash of its path is the server."""
    base = split_query(draft.url)[0].partition("#")[0]
    scheme, mark, rest = base.partition("://")
    authority, *segments = split_outside(rest if mark else base, "/")
    server = f"{scheme}://{authority}" if mark else authority
    names = dict.fromkeys(variable_name(match) for match in VARIABLE.finditer(server))
    path = "/" + "/".join(segments)
    values = {param.name: param for param in draft.path_params if param.enabled}
    pieces: list[str] = []
    parameters: dict[str, Document] = {}
    for token in tokens(path):
        text = path[token.start : token.end]
        if token.kind == "variable" or (token.kind == "path" and token.name in values):
            name = _name(token.name)
            parameters[name] = _path_parameter(name, values.get(token.name))
            pieces.append(f"{{{name}}}")
        else:
            pieces.append(text.replace("{", "%7B").replace("}", "%7D"))
    return ApiAddress(
        _single_braces(server),
        tuple((_name(name), name) for name in names),
        "".join(pieces),
        tuple(parameters.values()),
    )


def query_parameters(draft: RequestDraft) -> list[Document]:
    """Return the parameters of the query, also those that are switched off; a repeated one is a list."""
    found: dict[str, list[Parameter]] = {}
    for param in draft.params or split_query(draft.url)[1]:
        if param.name:
            found.setdefault(param.name, []).append(param)
    return [_listed("query", name, entries) for name, entries in found.items()]


def header_parameters(draft: RequestDraft) -> list[Document]:
    """Return the headers; those of content and auth have places of their own in OpenAPI."""
    found: dict[str, list[Parameter]] = {}
    for header in draft.headers:
        if header.name and header.name.lower() not in {"accept", "content-type", "authorization"}:
            entry = Parameter(header.name, header.value, header.enabled, header.description)
            found.setdefault(header.name.lower(), []).append(entry)
    return [_listed("header", entries[0].name, entries) for entries in found.values()]


def _listed(place: str, name: str, entries: list[Parameter]) -> Document:
    values = [entry.value or "" for entry in entries]
    document: Document = {"name": name, "in": place}
    description = next((entry.description for entry in entries if entry.description), "")
    if description:
        document["description"] = description
    if any(entry.enabled for entry in entries):
        document["required"] = True
    if len(values) == 1:
        return document | {"schema": {"type": "string"}, "example": values[0]}
    return document | {"schema": {"type": "array", "items": {"type": "string"}}, "example": values}


def _path_parameter(name: str, param: Parameter | None) -> Document:
    document: Document = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if param is not None and param.description:
        document["description"] = param.description
    if param is not None and param.value:
        document["example"] = param.value
    return document


def _name(text: str) -> str:
    return _NOT_IN_A_NAME.sub("_", text)


def _single_braces(text: str) -> str:
    return VARIABLE.sub(lambda match: f"{{{_name(variable_name(match))}}}", text)

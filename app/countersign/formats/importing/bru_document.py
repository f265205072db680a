"""A .bru file in the shape of Bruno's JSON export, so that both are read in one place (`bruno_items.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from countersign.formats.importing.bru_text import BruBlock, BruPair, bru_blocks, inner_blocks, inner_pairs

METHODS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "connect", "trace", "http"})
_TEXT_BODIES = {"json": "json", "text": "text", "xml": "xml", "sparql": "sparql"}
_FILE = re.compile(r"@file\((?P<paths>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_CONTENT_TYPE = re.compile(r"@contentType\((?P<type>[^()]*)\)")
_SNAKE = re.compile(r"_([a-z])")


def request_document(text: str) -> dict[str, Any]:
    """Return a request, a folder.bru or a collection.bru; raise `InputError` that names the line at fault."""
    document: dict[str, Any] = {"request": {"body": {}, "auth": {}}, "examples": []}
    for block in bru_blocks(text):
        _take(block, document)
    return document


def environment_document(text: str) -> list[dict[str, Any]]:
    """Return the variables of an environment; raise `InputError` that names the line at fault."""
    variables: list[dict[str, Any]] = []
    for block in bru_blocks(text):
        if block.name == "vars":
            variables += _pairs(block.pairs())
        elif block.name == "vars:secret":
            variables += [
                {"name": name.removeprefix("~"), "value": "", "secret": True, "enabled": not name.startswith("~")}
                for name in block.names()
            ]
    return variables


def _take(block: BruBlock, document: dict[str, Any]) -> None:  # noqa: C901 - one branch for each kind of block
    request = document["request"]
    kind, _, rest = block.name.partition(":")
    if block.name in {"meta", "settings", "auth"}:
        members = _members(block.pairs())
        if block.name == "auth":
            request["auth"]["mode"] = members.get("mode", "")
        else:
            document[block.name] = members
    elif kind in METHODS or kind in {"ws", "grpc"}:
        _take_address(kind, _members(block.pairs()), request)
    elif kind in {"params", "query"}:
        where = "path" if rest == "path" else "query"
        request.setdefault("params", []).extend({**pair, "type": where} for pair in _pairs(block.pairs()))
    elif kind in {"headers", "assert"}:
        request["headers" if kind == "headers" else "assertions"] = _pairs(block.pairs())
    elif kind == "auth":
        request["auth"][rest] = {_camel(pair.name): pair.value for pair in block.pairs()}
    elif kind == "body":
        _take_body(rest, block, request)
    elif kind == "vars":
        request.setdefault("vars", {})["req" if rest == "pre-request" else "res"] = _pairs(block.pairs())
    elif kind == "script":
        request.setdefault("script", {})["req" if rest == "pre-request" else "res"] = block.text
    elif kind in {"tests", "docs"}:
        request[kind] = block.text
    elif kind == "example":
        document["examples"].append(_example(block))


def _take_address(kind: str, members: dict[str, Any], request: dict[str, Any]) -> None:
    request["method"] = str(members.get("method") or ("GET" if kind == "http" else kind)).upper()
    request["url"] = members.get("url", "")
    request["auth"]["mode"] = members.get("auth", "none")
    request["body"]["mode"] = members.get("body", "none")


def _take_body(rest: str, block: BruBlock, request: dict[str, Any]) -> None:
    body = request["body"]
    match rest:
        case "" | "json" | "text" | "xml" | "sparql":
            body[_TEXT_BODIES.get(rest, "json")] = block.text
            body.setdefault("mode", rest or "json")
        case "graphql":
            body.setdefault("graphql", {})["query"] = block.text
        case "graphql:vars":
            body.setdefault("graphql", {})["variables"] = block.text
        case "form-urlencoded":
            body["formUrlEncoded"] = _pairs(block.pairs())
        case "multipart-form":
            body["multipartForm"] = [_part(pair) for pair in block.pairs()]
        case "file":
            body["file"] = [_file(pair) for pair in block.pairs()]
        case "ws":
            body.setdefault("ws", []).append(_members(block.pairs()))


def _members(pairs: Iterable[BruPair]) -> dict[str, Any]:
    return {pair.name: list(pair.values) if pair.values else pair.value for pair in pairs}


def _pairs(pairs: Iterable[BruPair]) -> list[dict[str, Any]]:
    return [
        {
            "name": pair.name.removeprefix("@"),
            "value": pair.value,
            "enabled": pair.enabled,
            "description": pair.description,
        }
        for pair in pairs
    ]


def _part(pair: BruPair) -> dict[str, Any]:
    written = f"{pair.value} {pair.annotation}".strip() if pair.annotation else pair.value
    content_type = _CONTENT_TYPE.search(written)
    file = _FILE.match(pair.value)
    value = pair.value if content_type is None else pair.value.replace(content_type[0], "").rstrip()
    return {
        "name": pair.name,
        "type": "file" if file else "text",
        "value": file["paths"].split("|") if file else value,
        "contentType": content_type["type"] if content_type else "",
        "enabled": pair.enabled,
    }


def _file(pair: BruPair) -> dict[str, Any]:
    part = _part(pair)
    path = part["value"][0] if part["type"] == "file" else part["value"]
    return {"filePath": path, "contentType": part["contentType"], "selected": pair.enabled}


def _example(block: BruBlock) -> dict[str, Any]:
    """Return a saved response; the request that belongs to it is that of the file."""
    example: dict[str, Any] = _members(inner_pairs(block))
    response: dict[str, Any] = {}
    for inner in inner_blocks(block):
        if inner.name != "response":
            continue
        for part in inner_blocks(inner):
            if part.name == "headers":
                response["headers"] = _pairs(part.pairs())
            elif part.name == "status":
                status = _members(part.pairs())
                response |= {"status": status.get("code", ""), "statusText": status.get("text", "")}
            elif part.name == "body":
                response["body"] = _answer(part)
    return {**example, "response": response}


def _answer(block: BruBlock) -> dict[str, Any] | str:
    first = next((line for line in block.lines if line.strip()), "")
    if re.match(r"\s*(?:type|content)\s*:", first):
        return _members(block.pairs())
    return block.text


def _camel(name: str) -> str:
    return _SNAKE.sub(lambda match: match[1].upper(), name)

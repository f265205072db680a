"""Postman's first collection format, which data dumps still hold, as one of version 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from countersign.formats.importing.loose_values import listed, mapping, mappings, plain

_Object = Mapping[str, Any]
_MODES = {"params": "formdata", "urlencoded": "urlencoded", "raw": "raw", "binary": "file", "graphql": "graphql"}
_DEEPEST = 50


def upgraded(collection: _Object) -> _Object:
    """Return a collection as version 2 has it; one of version 2 as it is."""
    if "item" in collection or not isinstance(collection.get("requests"), list):
        return collection
    requests = {plain(request.get("id")): request for request in mappings(collection["requests"])}
    folders = {plain(folder.get("id")): folder for folder in mappings(collection.get("folders"))}
    return {
        "info": {"name": collection.get("name"), "description": collection.get("description")},
        "auth": collection.get("auth"),
        "event": collection.get("events"),
        "variable": collection.get("variables"),
        "item": _items(collection, folders, requests, _DEEPEST),
    }


def _items(
    parent: _Object, folders: dict[str, _Object], requests: dict[str, _Object], deepest: int
) -> list[dict[str, Any]]:
    """Return what a folder lists. What is listed is taken, so that nothing comes twice and no circle is endless."""
    items = []
    for name in map(plain, listed(parent.get("folders_order"))):
        folder = folders.pop(name, None)
        if folder is not None and deepest > 0:
            members = {key: folder.get(key) for key in ("name", "description", "auth")}
            below = _items(folder, folders, requests, deepest - 1)
            items.append(
                {**members, "event": folder.get("events"), "variable": folder.get("variables"), "item": below}
            )
    for name in map(plain, listed(parent.get("order"))):
        request = requests.pop(name, None)
        if request is not None:
            items.append(_request(request))
    if deepest == _DEEPEST:
        items += [_request(request) for request in requests.values()]
    return items


def _request(request: _Object) -> dict[str, Any]:
    query = [_entry(entry) for entry in mappings(request.get("queryParams"))]
    variables = [_entry(entry) for entry in mappings(request.get("pathVariableData"))]
    headers = [_entry(entry) for entry in mappings(request.get("headerData"))]
    return {
        "name": request.get("name"),
        "event": request.get("events") or _events(request),
        "protocolProfileBehavior": request.get("protocolProfileBehavior"),
        "response": [_response(response) for response in mappings(request.get("responses"))],
        "request": {
            "method": request.get("method"),
            "url": {"raw": request.get("url"), "query": query, "variable": variables},
            "header": headers or request.get("headers"),
            "body": _body(request),
            "auth": request.get("auth"),
            "description": request.get("description"),
        },
    }


def _entry(entry: _Object) -> dict[str, Any]:
    return {**entry, "disabled": entry.get("enabled") is False}


def _events(request: _Object) -> list[dict[str, Any]]:
    scripts = {"prerequest": request.get("preRequestScript"), "test": request.get("tests")}
    return [{"listen": name, "script": {"exec": script}} for name, script in scripts.items() if script]


def _body(request: _Object) -> dict[str, Any]:
    mode = _MODES.get(plain(request.get("dataMode")), "")
    raw, fields = request.get("rawModeData"), [_entry(entry) for entry in mappings(request.get("data"))]
    match mode:
        case "raw":
            return {"mode": mode, "raw": raw or request.get("data"), "options": request.get("dataOptions")}
        case "file":
            return {"mode": mode, "file": {"src": raw}}
        case "graphql":
            return {"mode": mode, "graphql": request.get("graphqlModeData")}
        case "formdata":
            files = (
                {**field, "src": field.get("value")} if field.get("type") == "file" else field for field in fields
            )
            return {"mode": mode, "formdata": list(files)}
    return {"mode": mode, mode: fields} if mode else {}


def _response(response: _Object) -> dict[str, Any]:
    code = mapping(response.get("responseCode"))
    return {
        "name": response.get("name"),
        "code": code.get("code"),
        "status": code.get("name"),
        "header": response.get("headers"),
        "body": response.get("text"),
    }

"""One request as Postman writes it: URL, headers, body, examples."""

from __future__ import annotations

from typing import Any

from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    TextBody,
)
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.workspace import Example
from countersign.variables.query_text import split_query
from countersign.variables.template_syntax import split_outside

Document = dict[str, Any]


def postman_request(draft: RequestDraft, inherited: tuple[Header, ...]) -> Document:
    """Return the `request` of an item, without its auth; `inherited` headers come before its own."""
    own = {header.name.lower() for header in draft.headers if header.enabled}
    headers = (*(header for header in inherited if header.name.lower() not in own), *draft.headers)
    document: Document = {
        "method": draft.method,
        "header": [_entry(header) for header in headers],
        "url": postman_url(draft),
    }
    body = _body(draft.body)
    if body is not None:
        document["body"] = body
    if draft.docs:
        document["description"] = draft.docs
    return document


def postman_url(draft: RequestDraft) -> Document:
    """Return a URL as a whole and in parts."""
    base, written = split_query(draft.url)
    base, _, fragment = base.partition("#")
    scheme, mark, rest = base.partition("://")
    authority, *segments = split_outside(rest if mark else base, "/")
    document: Document = {"raw": draft.url}
    if mark:
        document["protocol"] = scheme
    document["host"] = split_outside(authority, ".")
    document["path"] = segments
    params = draft.params or written
    if params:
        document["query"] = [_entry(param) for param in params]
    if draft.path_params:
        document["variable"] = [_entry(param) for param in draft.path_params]
    if fragment:
        document["hash"] = fragment
    return document


def postman_example(example: Example, request: Document) -> Document:
    """Return a saved response."""
    return {
        "name": example.name,
        "originalRequest": request,
        "status": example.reason,
        "code": example.status,
        "_postman_previewlanguage": "json" if "json" in example.content_type else "text",
        "header": [{"key": name, "value": value} for name, value in example.headers],
        "cookie": [],
        "body": example.body,
    }


def profile_behavior(draft: RequestDraft) -> Document:
    """Return Postman's settings of a request, those that are not its default."""
    usual, settings = RequestSettings(), draft.settings
    document: Document = {}
    if settings.follow_redirects != usual.follow_redirects:
        document["followRedirects"] = settings.follow_redirects
    if settings.max_redirects != usual.max_redirects:
        document["maxRedirects"] = settings.max_redirects
    if settings.verify_tls != usual.verify_tls:
        document["strictSSL"] = settings.verify_tls
    if draft.method in {"GET", "HEAD"} and _body(draft.body) is not None:
        document["disableBodyPruning"] = True
    return document


def _entry(entry: Header | Parameter) -> Document:
    document: Document = {"key": entry.name, "value": entry.value}
    if entry.description:
        document["description"] = entry.description
    return document if entry.enabled else document | {"disabled": True}


def _body(body: Body) -> Document | None:
    match body:
        case TextBody():
            return {"mode": "raw", "raw": body.text, "options": {"raw": {"language": body.kind}}}
        case GraphQlBody():
            members = {"query": body.query, "variables": body.variables, "operationName": body.operation_name}
            return {"mode": "graphql", "graphql": {key: value for key, value in members.items() if value}}
        case FormBody():
            return {"mode": "urlencoded", "urlencoded": [_field(field) for field in body.fields]}
        case MultipartBody():
            return {"mode": "formdata", "formdata": [_part(part) for part in body.parts]}
        case FileBody():
            return {"mode": "file", "file": {"src": body.file_path}}
    return None


def _field(field: FormField) -> Document:
    document: Document = {"key": field.name, "value": field.value, "type": "text"}
    return document if field.enabled else document | {"disabled": True}


def _part(part: MultipartPart) -> Document:
    what = {"type": "file", "src": part.file_path} if part.file_path else {"type": "text", "value": part.value}
    typed = {"contentType": part.content_type} if part.content_type else {}
    document: Document = {"key": part.name, **what, **typed}
    return document if part.enabled else document | {"disabled": True}

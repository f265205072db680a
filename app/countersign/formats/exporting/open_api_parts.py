"""Bodies, answers and security schemes as OpenAPI writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, CognitoAuth, OAuthAuth, SigV4Auth
from countersign.model.body import Body, FileBody, FormBody, GraphQlBody, MultipartBody, NoBody, TextBody
from countersign.model.workspace import Example

Document = dict[str, Any]

_TEXT_TYPES = {"json": "application/json", "text": "text/plain", "xml": "application/xml"}


def request_body(body: Body, content_type: str) -> Document | None:
    """Return a `requestBody`; `content_type` is the request's own header, "" without one."""
    if isinstance(body, NoBody):
        return None
    usual, media = _media(body)
    return {"content": {content_type or usual: media}}


def responses(examples: tuple[Example, ...]) -> Document:
    """Return the `responses` that saved examples show; one that says nothing where there are none."""
    if not examples:
        return {"default": {"description": "Any answer."}}
    found: Document = {}
    for example in examples:
        answer = found.setdefault(str(example.status), {"description": example.description or example.reason or ""})
        if example.body:
            media = answer.setdefault("content", {}).setdefault(
                example.content_type or "text/plain", {"examples": {}}
            )
            name = _free(example.name or "example", media["examples"])
            media["examples"][name] = {"value": _value(example.body, example.content_type)}
        for header, value in example.headers:
            if header.lower() != "content-type":
                answer.setdefault("headers", {})[header] = {"schema": {"type": "string"}, "example": value}
    return found


def security_scheme(auth: Auth) -> tuple[str, Document] | None:  # noqa: PLR0911 - one per kind
    """Return a name and the scheme of an auth, None where it is none or inherited.

    SigV4 is written as API Gateway's own extension says ("x-amazon-apigateway-authtype", Developer Guide).
    """
    match auth:
        case SigV4Auth():
            scheme = {"type": "apiKey", "name": "Authorization", "in": "header"}
            return "sigv4", scheme | {"x-amazon-apigateway-authtype": "awsSigv4"}
        case BasicAuth():
            return "basic", {"type": "http", "scheme": "basic"}
        case BearerAuth():
            return "bearer", {"type": "http", "scheme": "bearer"}
        case CognitoAuth(pool, token, header, prefix):
            return _slug(f"cognito-{pool}-{token}"), _token_scheme(
                header, prefix, f"A token of the user pool {pool}."
            )
        case OAuthAuth(provider, header, prefix):
            return _slug(f"oauth-{provider}"), _token_scheme(header, prefix, f"An access token of {provider}.")
        case ApiKeyAuth(name, _, place):
            return _slug(f"key-{name}"), {"type": "apiKey", "name": name, "in": place}
    return None


def _token_scheme(header: str, prefix: str, description: str) -> Document:
    if header.lower() == "authorization" and prefix == "Bearer":
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": description}
    return {"type": "apiKey", "name": header, "in": "header", "description": description}


def _media(body: Body) -> tuple[str, Document]:
    match body:
        case TextBody():
            return _TEXT_TYPES[body.kind], {"example": _value(body.text, body.kind)}
        case GraphQlBody():
            members = {
                "query": body.query,
                "variables": _value(body.variables, "json") if body.variables else None,
                "operationName": body.operation_name,
            }
            return "application/json", {"example": {key: value for key, value in members.items() if value}}
        case FormBody():
            fields = [(field.name, {"type": "string"}, field.value) for field in body.fields]
            return "application/x-www-form-urlencoded", _object(fields)
        case MultipartBody():
            file: Document = {"type": "string", "contentMediaType": "application/octet-stream"}
            parts = [
                (part.name, file if part.file_path else {"type": "string"}, None if part.file_path else part.value)
                for part in body.parts
            ]
            return "multipart/form-data", _object(parts)
        case FileBody():
            return body.content_type or "application/octet-stream", {}
    return "application/octet-stream", {}


def _object(fields: Sequence[tuple[str, Document, str | None]]) -> Document:
    properties: Document = {}
    example: Document = {}
    for name, schema, value in fields:
        properties[name] = {"type": "array", "items": schema} if name in properties else schema
        if value is not None:
            # A field that stands there more than once is a list.
            example[name] = [*_as_list(example[name]), value] if name in example else value
    document: Document = {"schema": {"type": "object", "properties": properties}}
    return document | {"example": example} if example else document


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(text: str, content_type: str) -> Any:
    """Return JSON as values where it is JSON without variables outside its texts; else the text."""
    if "json" not in content_type:
        return text
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return text


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _free(name: str, taken: Document) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found


def _slug(text: str) -> str:
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in text)

"""Bodies in OpenCollection documents, both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from countersign.formats.document_fields import Fields
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)


def read_body(parent: Fields) -> Body:
    """Return the body of an http item: of several variants the selected one."""
    if "body" not in parent:
        return NoBody()
    body = parent.selected("body")
    body = body.fields("body") if "body" in body else body
    kind = body.required_text("type")
    if kind not in _READERS:
        raise body.unknown("type", "a kind of body that OpenCollection 1.0 knows")
    return _READERS[kind](body)


def read_graphql(parent: Fields, options: Fields) -> GraphQlBody:
    """Return the body of a graphql item."""
    body = parent.selected("body")
    body = body.fields("body") if "body" in body else body
    return GraphQlBody(body.text("query"), body.text("variables"), options.text("operationName"))


def body_document(body: Body) -> dict[str, Any] | None:
    """Return the `body` of a document, None for no body."""
    match body:
        case TextBody():
            return {"type": body.kind, "data": body.text}
        case GraphQlBody():
            return {"query": body.query, **({"variables": body.variables} if body.variables else {})}
        case FormBody():
            return {"type": "form-urlencoded", "data": [_form_document(entry) for entry in body.fields]}
        case MultipartBody():
            return {"type": "multipart-form", "data": [_part_document(part) for part in body.parts]}
        case FileBody():
            file = {"filePath": body.file_path, "contentType": body.content_type, "selected": True}
            return {"type": "file", "data": [file]}
    return None


def _sparql(body: Fields) -> TextBody:
    body.note("The SPARQL body is sent as plain text.")
    return TextBody(body.text("data"), "text")


def _form_field(entry: Fields) -> FormField:
    return FormField(entry.required_text("name"), entry.required_text("value"), not entry.flag("disabled"))


def _parts(entry: Fields) -> tuple[MultipartPart, ...]:
    name, enabled = entry.required_text("name"), not entry.flag("disabled")
    content_type = entry.text("contentType")
    is_file = entry.choice("type", ("text", "file"), "text") == "file"
    values = entry.raw("value")
    if not isinstance(values, list):
        values = [entry.required_text("value")]
    if not all(isinstance(value, str) for value in values):
        raise entry.unknown("value", "a list of texts")
    return tuple(
        MultipartPart(name, "" if is_file else value, value if is_file else "", content_type, enabled)
        for value in values
    )


def _file(body: Fields) -> FileBody:
    files = list(body.each("data"))
    chosen = next((file for file in files if file.flag("selected")), files[0] if files else None)
    return FileBody() if chosen is None else FileBody(chosen.required_text("filePath"), chosen.text("contentType"))


def _form_document(entry: FormField) -> dict[str, Any]:
    return {"name": entry.name, "value": entry.value, **({} if entry.enabled else {"disabled": True})}


def _part_document(part: MultipartPart) -> dict[str, Any]:
    kind = {"type": "file", "value": part.file_path} if part.file_path else {"type": "text", "value": part.value}
    content_type = {"contentType": part.content_type} if part.content_type else {}
    return {"name": part.name, **kind, **content_type, **({} if part.enabled else {"disabled": True})}


_READERS: dict[str, Callable[[Fields], Body]] = {
    "json": lambda body: TextBody(body.text("data"), "json"),
    "xml": lambda body: TextBody(body.text("data"), "xml"),
    "text": lambda body: TextBody(body.text("data"), "text"),
    "sparql": _sparql,
    "form-urlencoded": lambda body: FormBody(tuple(_form_field(entry) for entry in body.each("data"))),
    "multipart-form": lambda body: MultipartBody(
        tuple(part for entry in body.each("data") for part in _parts(entry))
    ),
    "file": _file,
}

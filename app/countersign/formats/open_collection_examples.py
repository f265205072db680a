"""Tags and examples of OpenCollection documents, both ways; an entry that does not fit is noted and left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from countersign.formats.document_fields import Fields
from countersign.model.errors import InputError
from countersign.model.workspace import Example

_BODY_TYPES = {"json": "application/json", "xml": "application/xml", "html": "text/html"}


def read_tags(info: Fields) -> tuple[str, ...]:
    """Return the tags of a request or folder; what is no text, and a tag for the second time, is passed over."""
    listed = info.raw("tags")
    if listed is None:
        return ()
    if not isinstance(listed, list):
        info.note("The tags are not a list; they are not shown.")
        return ()
    tags = (read_tag(entry) for entry in listed)
    return tuple(dict.fromkeys(tag for tag in tags if tag is not None))


def read_tag(entry: object) -> str | None:
    """Return one tag as it is listed, None for what is none."""
    is_tag = isinstance(entry, str | int) and not isinstance(entry, bool) and str(entry).strip()
    return str(entry).strip() if is_tag else None


def read_examples(item: Fields) -> tuple[Example, ...]:
    """Return the examples of an http item that can be shown."""
    listed = item.raw("examples")
    if listed is None:
        return ()
    if not isinstance(listed, list):
        item.note("The examples are not a list; they are not shown.")
        return ()
    found = []
    for at, entry in enumerate(listed):
        try:
            found.append(read_example(entry, f"examples[{at}]"))
        except InputError as error:
            item.note(f"An example is not shown: {error.failure.sentence}")
    return tuple(found)


def read_example(entry: object, place: str = "") -> Example:
    """Return one example; raise `InputError` that names the place of a value that does not fit."""
    fields = Fields(entry, place, [])
    response = fields.fields("response")
    body = response.fields("body")
    headers = tuple(
        (header.required_text("name"), header.required_text("value")) for header in response.each("headers")
    )
    written = next((value for name, value in headers if name.lower() == "content-type"), "")
    status = response.number("status")
    return Example(
        name=fields.text("name"),
        status=200 if status is None else int(status),
        reason=response.text("statusText"),
        headers=headers,
        body=body.text("data"),
        content_type=written or _BODY_TYPES.get(body.text("type"), ""),
        description=fields.description(),
    )


def example_document(example: Example) -> dict[str, Any]:
    """Return one example as a document lists it."""
    response: dict[str, Any] = {"status": example.status}
    if example.reason:
        response["statusText"] = example.reason
    if example.headers:
        response["headers"] = [{"name": name, "value": value} for name, value in example.headers]
    if example.body:
        kind = next((kind for kind in _BODY_TYPES if kind in example.content_type.lower()), "text")
        response["body"] = {"type": kind, "data": example.body}
    described = {"description": example.description} if example.description else {}
    return {"name": example.name, **described, "response": response}


def changed_entry(entry: Mapping[str, Any], before: Example, after: Example) -> dict[str, Any]:
    """Return a listed example with what differs between two; what neither knows, such as its request, stays."""
    return _changed(entry, example_document(before), example_document(after))


def _changed(entry: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    result = {key: value for key, value in entry.items() if key in after or key not in before}
    for key, value in after.items():
        known, present = before.get(key), result.get(key)
        if isinstance(known, dict) and isinstance(value, dict) and isinstance(present, dict):
            result[key] = _changed(present, known, value)
        elif known != value:
            result[key] = value
    return result

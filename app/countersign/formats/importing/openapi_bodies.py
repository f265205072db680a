"""Bodies and saved responses of OpenAPI and Swagger operations: the document's examples, else samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.loose_values import json_text, listed, mapping, plain
from countersign.formats.importing.openapi_references import References
from countersign.formats.importing.schema_samples import Direction, Samples
from countersign.formats.importing.text_budget import TextBudget
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    FormField,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
    TextKind,
)
from countersign.model.workspace import Example

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_MOST_EXAMPLES = 5  # of one answer
_MOST_ANSWERS = 20  # of one operation


@dataclass(frozen=True, slots=True)
class Bodies:
    """Read bodies of one document."""

    references: References
    samples: Samples
    budget: TextBudget
    notes: ImportNotes

    def of_content(self, content: object, place: str) -> tuple[Body, str]:
        """Return an OpenAPI 3 request body of the most usual media type, and that type."""
        types = {str(name): about for name, about in mapping(content).items()}
        if not types:
            return NoBody(), ""
        name = min(types, key=_how_unusual)
        if len(types) > 1:
            others = ", ".join(other[:60] for other in list(types)[:8] if other != name)
            self.notes.left_out(place, f"The body comes in as {name[:60]}; it could also be {others}.")
        media = self.references.resolve(types[name])
        return self._body(name, media, place), name

    def of_swagger(self, params: list[Mapping[str, Any]], consumes: object, place: str) -> tuple[Body, str]:
        """Return a Swagger 2.0 request body: of its body parameter, or of its form fields."""
        types = [plain(entry) for entry in listed(consumes)]
        body = next((param for param in params if plain(param.get("in")) == "body"), None)
        fields = [param for param in params if plain(param.get("in")) == "formData"]
        if body is not None:
            name = min(types, key=_how_unusual, default="application/json")
            return self._body(name, {"schema": body.get("schema"), "example": body.get("x-example")}, place), name
        if not fields:
            return NoBody(), ""
        if _MULTIPART in types or any(field.get("type") == "file" for field in fields):
            return MultipartBody(tuple(self._swagger_part(field, place) for field in fields)), _MULTIPART
        pairs = ((plain(field.get("name")), _flat(self._parameter_value(field))) for field in fields)
        return FormBody(tuple(FormField(name, value) for name, value in pairs)), _FORM

    def responses(self, responses: object, produces: object) -> tuple[Example, ...]:
        """Return the saved responses of an operation: one for each example, where there is none, one for a schema."""
        found: list[Example] = []
        for status, raw in list(mapping(responses).items())[:_MOST_ANSWERS]:
            response = self.references.resolve(raw)
            code = _status(str(status))
            if code is None:
                continue
            found += self._answers(code, response, [plain(entry) for entry in listed(produces)])
        return tuple(found)

    def _answers(self, code: int, response: Mapping[str, Any], produces: list[str]) -> Iterator[Example]:
        reason = " ".join(plain(response.get("description")).split())[:80]
        headers = tuple(
            (str(name), _flat(self._parameter_value(self.references.resolve(about))))
            for name, about in mapping(response.get("headers")).items()
        )
        name = f"{code} {reason}".strip()
        for label, media_type, value in self._answer_values(response, produces):
            text = self._as_text(value, media_type)
            title = f"{name} ({label})" if label else name
            yield Example(
                title, code, "", headers, text, media_type, self.budget.take(plain(response.get("description")))
            )

    def _answer_values(self, response: Mapping[str, Any], produces: list[str]) -> Iterator[tuple[str, str, Any]]:
        if "content" in response:
            for media_type, raw in list(mapping(response["content"]).items())[:_MOST_EXAMPLES]:
                media = self.references.resolve(raw)
                for label, value in self._media_values(media, "response"):
                    yield label, str(media_type), value
            return
        examples = mapping(response.get("examples"))
        for media_type, value in list(examples.items())[:_MOST_EXAMPLES]:
            yield "", str(media_type), value
        if not examples and response.get("schema") is not None:
            media_type = min(produces, key=_how_unusual, default="application/json")
            yield "", media_type, self.samples.sample(response["schema"], "response")

    def _media_values(self, media: Mapping[str, Any], direction: Direction) -> Iterator[tuple[str, Any]]:
        if media.get("example") is not None:
            yield "", media["example"]
            return
        named = [
            (str(name), self.references.resolve(about)) for name, about in mapping(media.get("examples")).items()
        ]
        with_value = [(name, about["value"]) for name, about in named if about.get("value") is not None]
        yield from with_value[:_MOST_EXAMPLES]
        if not with_value and media.get("schema") is not None:
            yield "", self.samples.sample(media["schema"], direction)

    def _body(self, media_type: str, media: Mapping[str, Any], place: str) -> Body:
        label, value = next(self._media_values(media, "request"), ("", None))
        if label and len(mapping(media.get("examples"))) > 1:
            self.notes.left_out(place, f"Of several examples of the body the first one, “{label[:60]}”, is taken.")
        kind = media_type.partition(";")[0].strip().lower()
        if kind == _FORM:
            return FormBody(tuple(FormField(name, _flat(entry)) for name, entry in mapping(value).items()))
        if kind == _MULTIPART:
            return MultipartBody(tuple(self._parts(value, media)))
        if _is_binary(kind, self.references.resolve(media.get("schema"))):
            return FileBody("", media_type)
        if kind.endswith("xml") and not isinstance(value, str):
            self.notes.left_out(place, "No XML is made up from the schema; the body is empty.")
            value = ""
        return TextBody(self._as_text(value, kind), _text_kind(kind))

    def _parts(self, value: object, media: Mapping[str, Any]) -> Iterator[MultipartPart]:
        schema = self.references.resolve(media.get("schema"))
        encoding = mapping(media.get("encoding"))
        for name, about in mapping(schema.get("properties")).items():
            member = self.references.resolve(about)
            content_type = plain(mapping(encoding.get(name)).get("contentType")).partition(",")[0].strip()
            given = mapping(value).get(name)
            if _is_binary("", member) or _is_binary("", self.references.resolve(member.get("items"))):
                yield MultipartPart(str(name), content_type=content_type)
            elif given is not None:
                yield MultipartPart(str(name), _flat(given), content_type=content_type)

    def _swagger_part(self, field: Mapping[str, Any], place: str) -> MultipartPart:
        name = plain(field.get("name"))
        if field.get("type") == "file":
            self.notes.changed(place, f"The part “{name[:60]}” is a file; choose one.")
            return MultipartPart(name)
        return MultipartPart(name, _flat(self._parameter_value(field)))

    def _as_text(self, value: object, media_type: str) -> str:
        if value is None or self.budget.is_used_up:
            return ""
        if isinstance(value, str) and ("json" not in media_type or value.lstrip()[:1] in {"{", "[", '"'}):
            return self.budget.take(value)
        return self.budget.take(json_text(value, indent=2))

    def _parameter_value(self, param: Mapping[str, Any]) -> Any:
        return parameter_value(param, self.references, self.samples)


def parameter_value(param: Mapping[str, Any], references: References, samples: Samples) -> Any:
    """Return an example of a parameter, a header or a form field, else a sample of its schema."""
    for key in ("example", "x-example"):
        if param.get(key) is not None:
            return param[key]
    for about in mapping(param.get("examples")).values():
        value = references.resolve(about).get("value")
        if value is not None:
            return value
    if "schema" in param:
        return samples.sample(param["schema"])
    content = next((media for media in mapping(param.get("content")).values()), None)
    if content is not None:
        media = references.resolve(content)
        value = media.get("example")
        return json_text(samples.sample(media.get("schema")) if value is None else value)
    return samples.sample({key: value for key, value in param.items() if key not in {"in", "name", "title"}})


def _flat(value: object) -> str:
    if isinstance(value, list):
        return ",".join(plain(entry) for entry in value)
    return plain(value)


def _text_kind(media_type: str) -> TextKind:
    if "json" in media_type or media_type == "*/*":
        return "json"
    return "xml" if media_type.endswith("xml") else "text"


def _is_binary(media_type: str, schema: Mapping[str, Any]) -> bool:
    if media_type in {"application/octet-stream", "application/pdf", "application/zip"}:
        return True
    if media_type.startswith(("image/", "audio/", "video/")) and not media_type.endswith("xml"):
        return True
    encoded = "contentMediaType" in schema and "contentEncoding" not in schema
    return schema.get("format") == "binary" or schema.get("type") == "file" or encoded


def _how_unusual(media_type: str) -> tuple[int, str]:
    kind = media_type.partition(";")[0].strip().lower()
    usual = ("application/json", "*/*", _FORM, _MULTIPART)
    if kind in usual:
        return usual.index(kind), kind
    return (1 if kind.endswith("+json") else len(usual)), kind


def _status(text: str) -> int | None:
    if text == "default":
        return 200
    if len(text) == 3 and text[0] in "12345" and text[1:].lower() == "xx":
        return int(text[0]) * 100
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and text[0] in "12345" else None

"""Turn a body as written into the exact bytes that are hashed, signed and sent."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlencode

from countersign.http_engine.body_files import hashed, look_at
from countersign.http_engine.multipart import encode_multipart
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    GraphQlBody,
    MultipartBody,
    TextBody,
    WireBody,
)
from countersign.model.errors import Failure, InputError

BINARY = "application/octet-stream"
_TEXT_TYPES = {"json": "application/json", "text": "text/plain; charset=utf-8", "xml": "application/xml"}
_FIELD = "Request body"


@dataclass(frozen=True, slots=True)
class EncodedBody:
    """Hold the bytes of a body and the Content-Type that they call for, "" for none."""

    wire: WireBody
    content_type: str


async def encode_body(body: Body, boundary: str | None = None) -> EncodedBody:
    """Encode a body and hash it; raise `InputError` on the field `Request body`.

    The same body gives the same bytes: a multipart boundary comes from the content unless `boundary` names one.
    Files are only looked at and hashed, never held in memory. JSON text goes out as it is written, valid or not.
    """
    if isinstance(body, TextBody):
        return await _in_memory(_utf8(body.text), _TEXT_TYPES[body.kind])
    if isinstance(body, GraphQlBody):
        return await _in_memory(_utf8(_graphql(body)), "application/json")
    if isinstance(body, FormBody):
        return await _in_memory(_form(body), "application/x-www-form-urlencoded")
    if isinstance(body, MultipartBody):
        pieces, content_type = await encode_multipart(body, boundary)
        return EncodedBody(await hashed(pieces), content_type)
    if isinstance(body, FileBody):
        content_type = body.content_type or mimetypes.guess_type(body.file_path)[0] or BINARY
        return EncodedBody(await hashed((await look_at(body.file_path),)), content_type)
    return EncodedBody(WireBody(), "")


async def _in_memory(data: bytes, content_type: str) -> EncodedBody:
    return EncodedBody(await hashed((data,) if data else ()), content_type)


def _form(body: FormBody) -> bytes:
    """Encode as the WHATWG URL standard's serializer does, a space as "+"."""
    fields = [(_utf8(field.name), _utf8(field.value)) for field in body.fields if field.enabled]
    return urlencode(fields, safe="*").replace("~", "%7E").encode("ascii")


def _graphql(body: GraphQlBody) -> str:
    """Write the parameters of GraphQL over HTTP, section 5.3.1. The variables stay as they are written."""
    members = [f'"query":{json.dumps(body.query, ensure_ascii=False)}']
    if body.variables.strip():
        _check_variables(body.variables)
        members.append(f'"variables":{body.variables.strip()}')
    if body.operation_name:
        members.append(f'"operationName":{json.dumps(body.operation_name, ensure_ascii=False)}')
    return "{" + ",".join(members) + "}"


def _check_variables(text: str) -> None:
    try:
        variables = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _variables_error(f"do not parse at {place}: {error.msg.lower()}", "Correct them there.") from None
    except (RecursionError, ValueError):
        raise _variables_error("are not valid JSON", "Write them as one JSON object.") from None
    if not isinstance(variables, dict):
        raise _variables_error("are not a JSON object", "Put them in braces.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _variables_error(what: str, action: str) -> InputError:
    return InputError(Failure("body.graphql-variables", f"The GraphQL variables {what}.", action, field=_FIELD))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

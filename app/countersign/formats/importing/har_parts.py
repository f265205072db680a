"""The parts of one entry of an HTTP archive: headers, body, the saved response, messages of a WebSocket."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countersign.formats.importing.form_texts import form_fields
from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.loose_values import mapping, mappings, plain
from countersign.model.body import Body, FormBody, FormField, MultipartBody, MultipartPart, NoBody, TextBody
from countersign.model.request import Header
from countersign.model.socket import MessageKind, SavedMessage
from countersign.model.workspace import Example

_LONGEST_ANSWER = 200_000  # characters of one saved response
_ALL_ANSWERS = 8_000_000
_MOST_MESSAGES = 100
# What the client writes itself, and HTTP/2's own.
_NOT_KEPT = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "keep-alive", "proxy-connection"}
)
_TEXT_TYPES = ("json", "xml", "text", "javascript", "form-urlencoded", "graphql", "yaml", "csv")


@dataclass(slots=True)
class Archive:
    """Hold what is shared by the entries of one archive: its notes, and how much more of the answers is kept."""

    notes: ImportNotes
    characters_left: int = _ALL_ANSWERS

    def take(self, text: str) -> bool:
        """Tell whether an answer is kept, and count it."""
        if len(text) > min(_LONGEST_ANSWER, self.characters_left):
            self.notes.left_out(
                "", f"Saved responses beyond {_LONGEST_ANSWER // 1000} kB each, 8 MB in all, are left out."
            )
            return False
        self.characters_left -= len(text)
        return True


def headers_of(request: Mapping[str, Any]) -> tuple[Header, ...]:
    """Return the headers of a request without those that every client writes itself; cookies are one of them."""
    headers = [
        Header(plain(entry.get("name")), plain(entry.get("value"))) for entry in mappings(request.get("headers"))
    ]
    kept = [header for header in headers if _is_kept(header.name)]
    if not any(header.name.lower() == "cookie" for header in kept):
        cookies = [
            f"{plain(entry.get('name'))}={plain(entry.get('value'))}" for entry in mappings(request.get("cookies"))
        ]
        kept += [Header("Cookie", "; ".join(cookies))] if cookies else []
    return tuple(kept)


def body_of(data: Mapping[str, Any], place: str, archive: Archive) -> Body:
    """Return a request's body: fields of a form, parts, or text."""
    kind, text = plain(data.get("mimeType")).lower(), plain(data.get("text"))
    params = list(mappings(data.get("params")))
    if "multipart/form-data" in kind and params:
        return MultipartBody(tuple(_part(param, place, archive) for param in params))
    if "x-www-form-urlencoded" in kind:
        fields = tuple(FormField(plain(param.get("name")), plain(param.get("value"))) for param in params)
        decoded = fields or form_fields(text)
        return TextBody(text, "text") if decoded is None else FormBody(decoded)
    if not text:
        return NoBody()
    if data.get("encoding") == "base64":
        archive.notes.left_out(place, "The body is binary and is left out; choose a file.")
        return NoBody()
    return TextBody(text, "json" if "json" in kind else "xml" if "xml" in kind else "text")


def example_of(response: Mapping[str, Any], archive: Archive) -> Example | None:
    """Return a response as a saved one, None where none came."""
    status = response.get("status")
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        return None
    content = mapping(response.get("content"))
    content_type = plain(content.get("mimeType"))
    text = _answer_text(content, content_type)
    reason = plain(response.get("statusText"))
    headers = tuple(
        (plain(entry.get("name")), plain(entry.get("value"))) for entry in mappings(response.get("headers"))
    )
    kept = text if archive.take(text) else ""
    return Example(f"{status} {reason}".strip(), status, reason, headers, kept, content_type)


def messages_of(value: object, place: str, archive: Archive) -> tuple[SavedMessage, ...]:
    """Return the messages that were sent, each once."""
    sent: dict[tuple[MessageKind, str], None] = {}
    received = 0
    for message in mappings(value):
        if message.get("type") != "send":
            received += 1
            continue
        data = plain(message.get("data"))
        sent[_message_kind(message.get("opcode"), data), data] = None
    if received:
        archive.notes.left_out(place, f"{received:,} messages that the server sent are left out.")
    if len(sent) > _MOST_MESSAGES:
        archive.notes.left_out(place, f"Of {len(sent):,} messages that were sent the first {_MOST_MESSAGES} come in.")
    numbered = enumerate(list(sent)[:_MOST_MESSAGES], 1)
    return tuple(SavedMessage(f"Message {number}", kind, data) for number, (kind, data) in numbered)


def _is_kept(name: str) -> bool:
    return bool(name) and not name.startswith(":") and name.lower() not in _NOT_KEPT


def _part(param: Mapping[str, Any], place: str, archive: Archive) -> MultipartPart:
    name, file_name = plain(param.get("name")), plain(param.get("fileName"))
    content_type = plain(param.get("contentType"))
    if file_name:
        archive.notes.file_named(place, file_name)
        return MultipartPart(name, file_path=file_name, content_type=content_type)
    return MultipartPart(name, plain(param.get("value")), content_type=content_type)


def _message_kind(opcode: object, data: str) -> MessageKind:
    if opcode == 2:
        return "binary"
    return "json" if data.lstrip()[:1] in {"{", "["} else "text"


def _answer_text(content: Mapping[str, Any], content_type: str) -> str:
    text = plain(content.get("text"))
    if content.get("encoding") != "base64":
        return text
    if not any(kind in content_type.lower() for kind in _TEXT_TYPES):
        return ""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""

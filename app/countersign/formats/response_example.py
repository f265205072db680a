"""Responses as examples that are saved with their request, and held against later responses."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from countersign.formats.importing.secrets_found import is_sensitive
from countersign.formats.response_diff import ComparedResponse
from countersign.model.history import KeptBody
from countersign.model.signing_record import HeaderList
from countersign.model.workspace import Example

LONGEST = 300_000  # bytes of a body that an example keeps
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class TwoResponses:
    """Hold two responses to compare, each with what stands over it."""

    left_title: str
    left: ComparedResponse
    right_title: str
    right: ComparedResponse


def example_of(
    status: int, reason: str, headers: HeaderList, body: bytes, taken: frozenset[str] = frozenset()
) -> Example:
    """Return a response as an example; `taken` are names that others have.

    Headers that carry secrets are left out, as is a body that is no UTF-8 text. A body is cut where it is too long.
    """
    kept = tuple((name, value) for name, value in headers if not is_sensitive(name))
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    phrase = reason or _PHRASES.get(status, "")
    return Example(
        name=_free(f"{status} {phrase}".strip(), taken),
        status=status,
        reason=phrase,
        headers=kept,
        body=_text(body[:LONGEST]),
        content_type=content_type,
    )


def compared(example: Example) -> ComparedResponse:
    """Return an example as one side of a comparison."""
    data = example.body.encode("utf-8", "replace")
    return ComparedResponse(example.status, example.reason, example.headers, KeptBody(data, len(data)))


def compared_response(status: int, reason: str, headers: HeaderList, body: bytes) -> ComparedResponse:
    """Return a response as the other side, read as an example of it would be kept."""
    return compared(example_of(status, reason, headers, body))


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return ""
        text = body[: error.start].decode("utf-8")
    return "" if "\0" in text else text


def _free(wanted: str, taken: frozenset[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} ({number})", number + 1
    return name

"""Entries of the history as rows of its tables, and back."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from countersign.formats.draft_json import draft_from_json, draft_to_json
from countersign.model.drafts import Draft
from countersign.model.errors import InputError
from countersign.model.history import HistoryEntry, HistoryRow, KeptBody, Origin
from countersign.storage.history_words import (
    header_words,
    headers_from,
    headers_text,
    packed,
    storable,
    unpacked,
)

ENTRY_COLUMNS = (
    "at",
    "method",
    "url",
    "host",
    "status",
    "milliseconds",
    "failure",
    "workspace",
    "source",
    "environment",
)
CONTENT_COLUMNS = (
    "draft",
    "reason",
    "request_headers",
    "request_body",
    "request_size",
    "request_is_text",
    "request_note",
    "response_headers",
    "response_body",
    "response_size",
    "response_is_text",
    "response_note",
)
_ROW_OVERHEAD = 200
_UNREADABLE = "It is damaged and can no longer be read."


def entry_values(entry: HistoryEntry, content: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values of `ENTRY_COLUMNS`, and the weight of row, content and index in bytes."""
    row = entry.row
    texts = (row.method, row.url, row.host)
    origin = (row.origin.workspace, row.origin.source, row.origin.environment)
    values = (
        row.at.timestamp(),
        *map(storable, texts),
        row.status,
        row.milliseconds,
        storable(row.failure),
        *map(storable, origin),
    )
    kept = sum(len(value) for value in (*content, *texts, *origin, row.failure) if isinstance(value, str | bytes))
    return (*values, _ROW_OVERHEAD + kept + _indexed(entry))


def content_values(entry: HistoryEntry) -> tuple[Any, ...]:
    """Return the values of `CONTENT_COLUMNS`."""
    return (
        "" if entry.draft is None else json.dumps(draft_to_json(entry.draft)),
        storable(entry.reason),
        headers_text(entry.request_headers),
        *_body_values(entry.request_body),
        headers_text(entry.response_headers),
        *_body_values(entry.response_body),
    )


def row_from(values: tuple[Any, ...]) -> HistoryRow:
    """Return a row from its id and `ENTRY_COLUMNS`."""
    return HistoryRow(
        id=values[0],
        at=datetime.fromtimestamp(values[1], UTC),
        method=values[2],
        url=values[3],
        host=values[4],
        status=values[5],
        milliseconds=values[6],
        failure=values[7],
        origin=Origin(*values[8:11]),
    )


def entry_from(values: tuple[Any, ...]) -> HistoryEntry:
    """Return an entry from its id, `ENTRY_COLUMNS` and `CONTENT_COLUMNS`; what is damaged is left out and said."""
    content = dict(zip(CONTENT_COLUMNS, values[1 + len(ENTRY_COLUMNS) :], strict=True))
    return HistoryEntry(
        row=row_from(values),
        draft=_draft(content["draft"]),
        request_headers=headers_from(content["request_headers"]),
        request_body=_body(content, "request"),
        reason=content["reason"],
        response_headers=headers_from(content["response_headers"]),
        response_body=_body(content, "response"),
    )


def _indexed(entry: HistoryEntry) -> int:
    headers = sum(len(header_words(headers_text(one))) for one in (entry.request_headers, entry.response_headers))
    bodies = sum(len(one.data) for one in (entry.request_body, entry.response_body) if one.is_text)
    return headers + bodies


def _body_values(body: KeptBody) -> tuple[bytes, int, int, str]:
    return packed(body.data), body.size, int(body.is_text), storable(body.note)


def _body(content: dict[str, Any], side: str) -> KeptBody:
    size, is_text, note = (content[f"{side}_{name}"] for name in ("size", "is_text", "note"))
    try:
        data = unpacked(content[f"{side}_body"])
    except ValueError:
        return KeptBody(b"", size, bool(is_text), _UNREADABLE)
    return KeptBody(data, size, bool(is_text), note)


def _draft(text: str) -> Draft | None:
    with suppress(InputError, ValueError, RecursionError):
        return draft_from_json(json.loads(text))
    return None

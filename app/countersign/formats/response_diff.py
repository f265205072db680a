"""Two responses held against each other: status, headers, body line beside line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from countersign.formats.line_alignment import Block, Change, Span, aligned
from countersign.formats.pretty import pretty_json
from countersign.formats.sorted_json import sorted_json
from countersign.model.history import HistoryEntry, HistoryRow, KeptBody
from countersign.model.signing_record import HeaderList

_MOST_LINES = 20_000
_LONGEST_MARKED = 10_000


@dataclass(frozen=True, slots=True)
class ComparedResponse:
    """Hold one side. `status` is None where nothing answered, and then `reason` may say why."""

    status: int | None
    reason: str = ""
    headers: HeaderList = ()
    body: KeptBody = field(default_factory=KeptBody)


@dataclass(frozen=True, slots=True)
class DiffRow:
    """Hold one line of both sides, None where a side has none.

    `left_span` and `right_span` say which characters differ where both sides have one. Numbers count from 1, 0 for
    none.
    """

    change: Change
    left: str | None
    right: str | None
    left_number: int = 0
    right_number: int = 0
    left_span: Span = (0, 0)
    right_span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class ResponseDiff:
    """Hold what two responses have in common and what not; `notes` are sentences on what could not be compared."""

    status: DiffRow
    headers: tuple[DiffRow, ...]
    body: tuple[DiffRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """Count the rows that differ."""
        return sum(row.change != "same" for row in (self.status, *self.headers, *self.body))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold two exchanges of the history and what their responses have in common."""

    left: HistoryRow
    right: HistoryRow
    diff: ResponseDiff


def compare_entries(left: HistoryEntry, right: HistoryEntry, *, sort_keys: bool = False) -> Comparison:
    """Compare the responses of two exchanges of the history."""
    diff = compare_responses(_response_of(left), _response_of(right), sort_keys=sort_keys)
    return Comparison(left.row, right.row, diff)


def compare_responses(left: ComparedResponse, right: ComparedResponse, *, sort_keys: bool = False) -> ResponseDiff:
    """Compare two responses. JSON is laid out first, with `sort_keys` its members in order of their names.

    Headers are held together by name, whatever its case, and by their order where a name repeats.
    """
    left_lines, left_notes = _lines(left.body, "left", sort_keys=sort_keys)
    right_lines, right_notes = _lines(right.body, "right", sort_keys=sort_keys)
    blocks = aligned(left_lines, right_lines)
    notes = [*left_notes, *right_notes]
    if not all(block.is_exact for block in blocks):
        notes.append("The bodies differ too much for every line to be matched; some stand side by side as they come.")
    return ResponseDiff(
        status=_row(_status(left), _status(right)),
        headers=tuple(_header_rows(left.headers, right.headers)),
        body=tuple(_body_rows(left_lines, right_lines, blocks)),
        notes=tuple(notes),
    )


def _response_of(entry: HistoryEntry) -> ComparedResponse:
    reason = entry.reason if entry.row.status is not None else entry.row.failure
    return ComparedResponse(entry.row.status, reason, entry.response_headers, entry.response_body)


def _status(response: ComparedResponse) -> str:
    return f"{response.status or 'No response'} {response.reason}".strip()


def _header_rows(left: HeaderList, right: HeaderList) -> Iterator[DiffRow]:
    others = _numbered(right)
    own = _numbered(left)
    for key, line in own.items():
        yield _row(line, others.get(key))
    yield from (_row(None, line) for key, line in others.items() if key not in own)


def _numbered(headers: HeaderList) -> dict[tuple[str, int], str]:
    """Return the lines by name and by how many of that name came before."""
    counts: dict[str, int] = {}
    lines: dict[tuple[str, int], str] = {}
    for name, value in headers:
        key = name.lower()
        counts[key] = counts.get(key, 0) + 1
        lines[key, counts[key]] = f"{key}: {value}"
    return lines


def _lines(body: KeptBody, side: str, *, sort_keys: bool) -> tuple[list[str], list[str]]:
    notes = [f"The {side} body: {body.note}"] if body.note else []
    if not body.is_text:
        return _dump(body.data), notes
    lines = _laid_out(body.data, sort_keys=sort_keys).splitlines()
    if len(lines) > _MOST_LINES:
        notes.append(f"Only the first {_MOST_LINES:,} lines of the {side} body are compared.")
    return lines[:_MOST_LINES], notes


def _laid_out(data: bytes, *, sort_keys: bool) -> str:
    text = data.decode("utf-8", "replace")
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return text
    if sort_keys:
        in_order = sorted_json(text)
        if in_order is not None:
            return in_order
    laid_out = pretty_json(data)
    return laid_out.decode("utf-8", "replace") if isinstance(laid_out, bytes) else text


def _dump(data: bytes) -> list[str]:
    """Return bytes as lines of sixteen in hex, as many as lines of text would be compared."""
    return [data[at : at + 16].hex(" ") for at in range(0, min(len(data), 16 * _MOST_LINES), 16)]


def _body_rows(left: Sequence[str], right: Sequence[str], blocks: Sequence[Block]) -> Iterator[DiffRow]:
    for block in blocks:
        (from_left, to_left), (from_right, to_right) = block.left, block.right
        for step in range(max(to_left - from_left, to_right - from_right)):
            at_left, at_right = from_left + step, from_right + step
            yield _row(
                left[at_left] if at_left < to_left else None,
                right[at_right] if at_right < to_right else None,
                at_left + 1 if at_left < to_left else 0,
                at_right + 1 if at_right < to_right else 0,
            )


def _row(left: str | None, right: str | None, left_number: int = 0, right_number: int = 0) -> DiffRow:
    if left is None:
        return DiffRow("added", left, right, left_number, right_number)
    if right is None:
        return DiffRow("removed", left, right, left_number, right_number)
    if left == right:
        return DiffRow("same", left, right, left_number, right_number)
    left_span, right_span = _differing(left, right)
    return DiffRow("changed", left, right, left_number, right_number, left_span, right_span)


def _differing(left: str, right: str) -> tuple[Span, Span]:
    """Return what lies between the common beginning and the common end of two lines."""
    shortest = min(len(left), len(right))
    if shortest > _LONGEST_MARKED:
        return (0, len(left)), (0, len(right))
    head = next((at for at in range(shortest) if left[at] != right[at]), shortest)
    tail = next((at for at in range(shortest - head) if left[-1 - at] != right[-1 - at]), shortest - head)
    return (head, len(left) - tail), (head, len(right) - tail)

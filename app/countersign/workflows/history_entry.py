"""From an exchange to what the history keeps of it."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass

from countersign.model.body import FileSlice, StoredBody, WireBody
from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.exchange import Exchange, Response
from countersign.model.history import HistoryEntry, HistoryRow, KeptBody, Origin
from countersign.model.request import RequestDraft
from countersign.workflows.history_secrets import HistorySecrets, Scrub

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
# Those whose decoders take no longer for a body that was made to slow them down.
_PLAIN_CHARSET = re.compile(
    r"utf-?(?:8|16|32)|iso-?8859|windows-\d|cp\d|latin|(?:us-)?ascii|shift_jis|euc-|gb|big5|koi8", re.IGNORECASE
)
_MARGIN = 64_000  # bytes read beyond a limit, so that a secret across it is seen whole before the cut


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Bound how many bytes are kept of one body."""

    request: int = 256_000
    response: int = 1_000_000


def is_kept(draft: Draft, exchange: Exchange) -> bool:
    """Tell whether an exchange belongs into the history: it was sent, or a channel could not even be joined."""
    return exchange.request is not None or isinstance(draft, ChannelDraft)


def history_entry(
    draft: Draft, exchange: Exchange, origin: Origin, scrub: Scrub, limits: BodyLimits | None = None
) -> HistoryEntry:
    """Return what is kept: no secret in it, bodies cut. Reads a spooled body from the disk."""
    bounds = limits or BodyLimits()
    secrets = HistorySecrets(scrub, draft, exchange)
    request, response = exchange.request, exchange.response
    request_body = KeptBody()
    if request is not None:
        request_body = _request_body(request.body, secrets, bounds.request)
    return HistoryEntry(
        row=_row(draft, exchange, origin, secrets),
        draft=secrets.draft(),
        request_headers=secrets.headers(request.headers if request else ()),
        request_body=request_body,
        reason=secrets.text(response.reason if response else ""),
        response_headers=secrets.headers(response.headers if response else ()),
        response_body=_response_body(response, secrets, bounds.response) if response else KeptBody(),
    )


def _row(draft: Draft, exchange: Exchange, origin: Origin, secrets: HistorySecrets) -> HistoryRow:
    request, response, failure = exchange.request, exchange.response, exchange.failure
    if request is not None:
        url, host = str(request.url), request.url.host
    else:
        url, host = draft.channel if isinstance(draft, ChannelDraft) else draft.url, ""
    return HistoryRow(
        at=exchange.started_at,
        method=request.method if request is not None and isinstance(draft, RequestDraft) else draft.method,
        url=secrets.text(url),
        host=secrets.text(host),
        status=response.status if response is not None else None,
        milliseconds=exchange.milliseconds,
        failure=secrets.text(failure.sentence) if failure is not None else "",
        origin=origin,
    )


def _request_body(body: WireBody, secrets: HistorySecrets, limit: int) -> KeptBody:
    """Return what was typed; the contents of files stay where they are."""
    pieces = [_typed(piece)[: limit + _MARGIN] for piece in body.pieces]
    data = b"".join(pieces)[: limit + _MARGIN]
    secrets.learn(data.decode("utf-8", "replace"))
    typed = sum(len(_typed(piece)) for piece in body.pieces)
    kept = _kept(data, "", typed, secrets, limit)
    has_files = any(isinstance(piece, FileSlice) for piece in body.pieces)
    note = " ".join(filter(None, ("What was sent from files is not kept." if has_files else "", kept.note)))
    return KeptBody(kept.data, body.size, kept.is_text, note)


def _typed(piece: bytes | FileSlice) -> bytes:
    if isinstance(piece, bytes):
        return piece
    return f"[{piece.path.name}, {piece.size} bytes]".encode("utf-8", "replace")


def _response_body(response: Response, secrets: HistorySecrets, limit: int) -> KeptBody:
    body = response.body
    try:
        data = body.read(limit + _MARGIN)
    except OSError:
        return KeptBody(b"", body.size, is_text=True, note="It was no longer there when it was to be kept.")
    kept = _kept(data, response.header("Content-Type"), body.size, secrets, limit)
    return KeptBody(kept.data, body.size, kept.is_text, _with_end(kept.note, body))


def _kept(data: bytes, content_type: str, size: int, secrets: HistorySecrets, limit: int) -> KeptBody:
    text = _text(data, content_type, is_whole=len(data) >= size)
    if text is not None:
        return _kept_text(secrets.text(text), size, limit, is_whole=len(data) >= size)
    if not secrets.holds_none(data):
        return KeptBody(b"", size, is_text=False, note="A secret stands in it, so it is not kept.")
    return KeptBody(data[:limit], size, is_text=False, note=_cut_note(limit) if size > limit else "")


def _kept_text(text: str, size: int, limit: int, *, is_whole: bool) -> KeptBody:
    data = text.encode("utf-8", "replace")
    if is_whole and len(data) <= limit:
        return KeptBody(data, size)
    return KeptBody(data[:limit].decode("utf-8", "ignore").encode(), size, note=_cut_note(limit))


def _text(data: bytes, content_type: str, *, is_whole: bool) -> str | None:
    """Return a body as text; None where it is none. A character that the reading limit cut is left out."""
    with suppress(UnicodeDecodeError):
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=is_whole)
    charset = _CHARSET.search(content_type)
    if charset is not None and _PLAIN_CHARSET.match(charset[1]):
        with suppress(LookupError, ValueError):
            return data.decode(charset[1], "replace")
    return None


def _cut_note(limit: int) -> str:
    return f"Only the first {limit // 1000} KB are kept."


def _with_end(note: str, body: StoredBody) -> str:
    return " ".join(filter(None, (note, f"It ended early: {body.ended_early}" if body.ended_early else "")))

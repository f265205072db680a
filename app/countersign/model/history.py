"""What was sent, as the history keeps it: no secret in it, bodies of a bounded size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from countersign.model.drafts import Draft
from countersign.model.signing_record import HeaderList

StatusClass = Literal["1xx", "2xx", "3xx", "4xx", "5xx", "failed"]
FAILED: Final[Literal["failed"]] = "failed"


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where a draft stood when it was sent: the workspace's folder, its file there, the environment's name."""

    workspace: str = ""
    source: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class KeptBody:
    """Hold a body as it is kept: text in UTF-8, or bytes. `size` is its whole length before anything was cut.

    `note` is "" or says in a sentence what is missing.
    """

    data: bytes = b""
    size: int = 0
    is_text: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Hold what a list shows of one exchange. `id` is 0 until it is kept; `failure` is a sentence, "" without one.

    `method` is WS or KVS where the draft opens a connection. `status` is None where nothing answered.
    """

    at: datetime
    method: str
    url: str
    host: str = ""
    status: int | None = None
    milliseconds: float = 0.0
    failure: str = ""
    origin: Origin = field(default_factory=Origin)
    id: int = 0


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Hold one exchange. `draft` is None where it can no longer be read."""

    row: HistoryRow
    draft: Draft | None = None
    request_headers: HeaderList = ()
    request_body: KeptBody = field(default_factory=KeptBody)
    reason: str = ""
    response_headers: HeaderList = ()
    response_body: KeptBody = field(default_factory=KeptBody)


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Ask for exchanges, newest first.

    Every word of `text` must begin a word of method, URL, headers or bodies. Empty members ask for nothing.
    `methods` and `statuses` are alternatives. `source` is a file of the workspace, or a folder with all in it.
    `before` is the id of the last row that is known, 0 to start at the newest.
    """

    text: str = ""
    methods: tuple[str, ...] = ()
    statuses: tuple[StatusClass, ...] = ()
    host: str = ""
    since: datetime | None = None
    until: datetime | None = None
    workspace: str = ""
    source: str = ""
    limit: int = 100
    before: int = 0


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """Bound what is kept: bytes on the disk, days, entries; None does not bound."""

    most_bytes: int | None = 500_000_000
    most_days: float | None = 90.0
    most_entries: int | None = None

"""One request and what came of it, frozen: what every view, the history and the CLI read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.model.body import StoredBody, WireBody
from countersign.model.errors import Failure
from countersign.model.signing_record import HeaderList, SigningRecord
from countersign.model.url import WireUrl


@dataclass(frozen=True, slots=True)
class WireRequest:
    """Hold a request as it goes on the wire: signed, encoded, complete but for what the transport must add.

    `headers` holds Host; Content-Length is added by the transport.
    """

    method: str
    url: WireUrl
    headers: HeaderList
    body: WireBody


@dataclass(frozen=True, slots=True)
class Phase:
    """Name a span of an exchange, in milliseconds from its start: "DNS and TCP", "TLS", "Sending", "Waiting",
    "Download".
    """

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """Describe one certificate of the server's chain. Names are RFC 4514 strings, the fingerprint is hex."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    names: tuple[str, ...]
    serial: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Connection:
    """Describe the connection that carried an exchange; "" where a thing does not apply."""

    http_version: str = ""
    remote_address: str = ""
    tls_version: str = ""
    cipher: str = ""
    certificates: tuple[Certificate, ...] = ()
    reused: bool = False
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """Hold a response; `headers` are in wire order, as received, `body` is decoded."""

    status: int
    reason: str
    headers: HeaderList
    body: StoredBody

    def header(self, name: str) -> str:
        """Return the first value of a header, "" without one."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Hop:
    """Remember one redirect that was followed: what was asked, what was answered, which headers were left behind."""

    method: str
    url: str
    status: int
    location: str
    dropped_headers: tuple[str, ...] = ()
    signed_again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what the transport brought back for one hop: a response, a failure, or both when it broke midway."""

    response: Response | None
    failure: Failure | None
    phases: tuple[Phase, ...]
    connection: Connection


@dataclass(frozen=True, slots=True)
class Exchange:
    """Hold one finished exchange.

    `request` is None when nothing could be prepared, and then nothing was sent. `warnings` are sentences that the
    user must see although the request went out (signed over plain http, certificate not verified).
    """

    id: str
    started_at: datetime
    request: WireRequest | None
    response: Response | None
    failure: Failure | None
    phases: tuple[Phase, ...] = ()
    connection: Connection = Connection()
    signing: SigningRecord | None = None
    hops: tuple[Hop, ...] = ()
    warnings: tuple[Failure, ...] = ()

    @property
    def milliseconds(self) -> float:
        """Return the time from the start to the last byte."""
        return max((phase.end for phase in self.phases), default=0.0)


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """Hold one event of a text/event-stream (WHATWG HTML, section 9.2)."""

    event: str
    data: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Tell how far an exchange is: the span under way, sizes in bytes; `expected` is None if unknown."""

    phase: str
    sent: int = 0
    received: int = 0
    expected: int | None = None
    status: int | None = None
    events: tuple[ServerSentEvent, ...] = ()

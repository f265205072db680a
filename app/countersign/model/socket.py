"""A WebSocket as the user has written it, and the state of one that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from countersign.model.auth import Auth, InheritAuth
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange
from countersign.model.frames import Closing, Limit
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings

MessageKind = Literal["text", "json", "xml", "binary"]


@dataclass(frozen=True, slots=True)
class SavedMessage:
    """Hold a message to send: `data` as written, with variables; of a binary one it is Base64."""

    title: str = ""
    kind: MessageKind = "text"
    data: str = ""


@dataclass(frozen=True, slots=True)
class SocketDraft:
    """Hold all that the WebSocket editor knows, frozen.

    `url`, `params` and `path_params` are as in `RequestDraft`. `subprotocols` are names with commas between them.
    `ping_interval` counts seconds; None sends no pings of its own. `message` is what stands in the composer.
    """

    name: str = "New WebSocket"
    url: str = ""
    params: tuple[Parameter, ...] = ()
    path_params: tuple[Parameter, ...] = ()
    headers: tuple[Header, ...] = ()
    subprotocols: str = ""
    auth: Auth = field(default_factory=InheritAuth)
    settings: RequestSettings = field(default_factory=RequestSettings)
    compression: bool = True
    reconnect: bool = False
    ping_interval: float | None = 20.0
    messages: tuple[SavedMessage, ...] = ()
    message: SavedMessage = field(default_factory=SavedMessage)
    docs: str = ""

    @property
    def method(self) -> str:
        """Return what stands before the name in tabs and lists."""
        return "WS"

    def handshake(self) -> RequestDraft:
        """Return the request that opens the connection, without what RFC 6455 adds."""
        return RequestDraft(
            name=self.name,
            method="GET",
            url=self.url,
            params=self.params,
            path_params=self.path_params,
            headers=self.headers,
            auth=self.auth,
            settings=self.settings,
        )


SocketPhase = Literal["idle", "connecting", "open", "closing", "waiting", "closed"]


@dataclass(frozen=True, slots=True)
class SocketState:
    """Describe a live connection. Times are seconds since the epoch, 0 for none.

    `exchange` is the last handshake, whatever came of it. `retry_at` counts in the phase "waiting". `ping_ms` is the
    last round trip. `failure` says why it is not open, None where nobody wanted it to be.
    """

    phase: SocketPhase = "idle"
    since: float = 0.0
    attempt: int = 0
    retry_at: float = 0.0
    exchange: Exchange | None = None
    subprotocol: str = ""
    extensions: str = ""
    ping_ms: float | None = None
    limits: tuple[Limit, ...] = ()
    closing: Closing | None = None
    failure: Failure | None = None

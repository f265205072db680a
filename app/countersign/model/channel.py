"""A KVS signaling channel as the user has written it, and the steps of joining one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from countersign.model.auth import CredentialsSource
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange
from countersign.model.request import RequestSettings
from countersign.model.signing_record import SigningRecord
from countersign.model.socket import SocketState

Role = Literal["MASTER", "VIEWER"]
JoinAs = Literal["MASTER", "VIEWER", "BOTH"]
SignalType = Literal["SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE", "RAW"]

LONGEST_EXPIRY = 299  # seconds, "ConnectAsViewer", KVS WebRTC Developer Guide


@dataclass(frozen=True, slots=True)
class SignalDraft:
    """Hold a signaling message to send: `payload` is the JSON before Base64, for RAW the whole frame.

    `recipient` "" means the master, where a viewer sends.
    """

    title: str = ""
    type: SignalType = "SDP_OFFER"
    recipient: str = ""
    correlation_id: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """Hold all that the channel builder knows, frozen; every text may hold variables.

    `channel` is a name or an ARN. `client_id` "" takes a random one at each connect. `region` "" comes from the ARN.
    `endpoint` "" is asked for; else it is a wss:// URL. `control_plane` "" is AWS's own, else a base URL.
    `identity` "" takes the default one. `fixed_date` is "" or `YYYYMMDDTHHMMSSZ`.
    """

    name: str = "New channel"
    channel: str = ""
    join_as: JoinAs = "VIEWER"
    client_id: str = ""
    region: str = ""
    endpoint: str = ""
    fips: bool = False
    dual_stack: bool = False
    expires: int = LONGEST_EXPIRY
    fixed_date: str = ""
    source: CredentialsSource = "keyring"
    identity: str = ""
    control_plane: str = ""
    reconnect: bool = True
    settings: RequestSettings = field(default_factory=RequestSettings)
    messages: tuple[SignalDraft, ...] = ()
    message: SignalDraft = field(default_factory=SignalDraft)
    docs: str = ""

    @property
    def method(self) -> str:
        """Return what stands before the name in tabs and lists."""
        return "KVS"

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the roles to join as, in the order of the consoles."""
        return ("MASTER", "VIEWER") if self.join_as == "BOTH" else (self.join_as,)


StepName = Literal["describe", "endpoint", "ice", "sign", "connect"]
STEP_TITLES: dict[StepName, str] = {
    "describe": "Describe channel",
    "endpoint": "Get signaling endpoint",
    "ice": "Get ICE servers",
    "sign": "Sign URL",
    "connect": "WebSocket handshake",
}
STEP_NAMES: tuple[StepName, ...] = tuple(STEP_TITLES)


@dataclass(frozen=True, slots=True)
class IceServer:
    """Hold one answer of GetIceServerConfig; `expires_at` is seconds since the epoch, 0 for a STUN server."""

    uris: tuple[str, ...]
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    expires_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step of joining: what came of it. `milliseconds` counts once it is over.

    `answer` is a few words ("ACTIVE", "2 TURN, 1 STUN"). `exchange` is the call behind it, None for one that needs
    none.
    """

    name: StepName
    state: Literal["waiting", "running", "done", "failed", "skipped"] = "waiting"
    answer: str = ""
    milliseconds: float = 0.0
    failure: Failure | None = None
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class JoinState:
    """Describe one connection to a channel, from its first step on. `client_id` is the one that was used.

    `signing` is the record of the last signed URL, `channel_arn` is "" until it is known.
    """

    role: Role
    steps: tuple[Step, ...] = tuple(Step(name) for name in STEP_NAMES)
    channel_arn: str = ""
    client_id: str = ""
    ice_servers: tuple[IceServer, ...] = ()
    signing: SigningRecord | None = None
    socket: SocketState = field(default_factory=SocketState)

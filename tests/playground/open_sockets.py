"""WebSocket connections to the playground, opened by the websockets library and signed by botocore."""

from __future__ import annotations

import base64
import json
import ssl
from dataclasses import dataclass
from urllib.parse import urlencode

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from countersign.playground.address import PlaygroundAddress


@dataclass(frozen=True)
class Refused:
    """Hold what came instead of the upgrade."""

    status: int
    message: str
    headers: dict[str, str]

    @property
    def kind(self) -> str:
        """Return the name of the exception, without its namespace."""
        return self.headers.get("x-amzn-errortype", "").partition(":")[0]


def open_socket(address: PlaygroundAddress, url: str, **options) -> ClientConnection:
    """Open a WebSocket, trusting the playground's CA."""
    context = ssl.create_default_context(cadata=address.ca_pem) if url.startswith("wss") else None
    return connect(url, ssl=context, proxy=None, open_timeout=10, close_timeout=5, max_size=None, **options)


def refusal(address: PlaygroundAddress, url: str, **options) -> Refused:
    """Try to open a WebSocket and return what it is refused with."""
    try:
        with open_socket(address, url, **options):
            pass
    except InvalidStatus as refused:
        answer = refused.response
        body = json.loads(answer.body) if answer.body else {}
        message = body.get("message", body.get("Message", ""))
        return Refused(answer.status_code, message, {name.lower(): value for name, value in answer.headers.items()})
    raise AssertionError("the connection was opened")


def signaling_url(address: PlaygroundAddress, endpoint: str, client_id: str | None = None, **changes) -> str:
    """Return a signaling URL as botocore signs it; `changes` spoil it."""
    keys = Credentials(
        changes.get("access_key_id", address.access_key_id),
        changes.get("secret", address.secret_access_key),
        changes.get("token", address.session_token),
    )
    pairs = {"X-Amz-ChannelARN": changes.get("arn", address.channel_arn), "X-Amz-ClientId": client_id}
    query = urlencode({name: value for name, value in pairs.items() if value is not None})
    request = AWSRequest(method="GET", url=f"{endpoint}/?{query}", headers=changes.get("headers", {}))
    region, service = changes.get("region", address.region), changes.get("service", "kinesisvideo")
    SigV4QueryAuth(keys, service, region, expires=changes.get("expires", 299)).add_auth(request)
    return request.url


class Peer:
    """Speak the signaling protocol by hand."""

    def __init__(self, address: PlaygroundAddress, client_id: str | None = None, arn: str = "") -> None:
        endpoint = address.signaling_master if client_id is None else address.signaling_viewer
        url = signaling_url(address, endpoint, client_id, arn=arn or address.channel_arn)
        self.socket = open_socket(address, url).__enter__()

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_) -> None:
        self.socket.__exit__(None, None, None)

    def send(self, action: str, payload: object, to: str = "", correlation_id: str = "") -> None:
        """Send a message whose payload is encoded as JSON in Base64."""
        fields = {
            "action": action,
            "messagePayload": base64.b64encode(json.dumps(payload).encode()).decode(),
            "recipientClientId": to,
            "correlationId": correlation_id,
        }
        self.socket.send(json.dumps({name: value for name, value in fields.items() if value}))

    def event(self) -> dict:
        """Return the next event as it came."""
        return json.loads(self.socket.recv(10))

    def receive(self) -> tuple[str, object, str | None]:
        """Return type, decoded payload and sender of the next event."""
        event = self.event()
        payload = json.loads(base64.b64decode(event["messagePayload"]))
        return event["messageType"], payload, event.get("senderClientId")

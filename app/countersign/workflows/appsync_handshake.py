"""How AppSync takes auth on a WebSocket: the headers of an HTTP call, authorised, as one more subprotocol.

Sources: "Building a real-time WebSocket client", AWS AppSync GraphQL Developer Guide; "Understanding the Event API
WebSocket protocol", AWS AppSync Events Developer Guide.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace

from countersign.model.auth import Auth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import WireBody
from countersign.model.exchange import WireRequest
from countersign.model.url import WireUrl

_REALTIME, _API = ".appsync-realtime-api.", ".appsync-api."
_BODY = WireBody((b"{}",), "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
_HEADERS = (
    ("accept", "application/json, text/javascript"),
    ("content-encoding", "amz-1.0"),
    ("content-type", "application/json; charset=UTF-8"),
)


@dataclass(frozen=True, slots=True)
class AppSyncCall:
    """Hold the HTTP call whose auth the handshake carries, and the protocol that is spoken afterwards."""

    request: WireRequest
    auth: Auth
    protocol: str


def appsync_call(url: WireUrl, auth: Auth) -> AppSyncCall | None:
    """Return what AppSync wants authorised for a handshake, None for any other server and without auth.

    A custom domain is recognised by its path, /event/realtime or /graphql/realtime, and the service appsync.
    """
    if isinstance(auth, NoAuth | InheritAuth):
        return None
    is_own = _REALTIME in url.host
    if not is_own and not (isinstance(auth, SigV4Auth) and auth.service == "appsync" and "/realtime" in url.path):
        return None
    events = url.path.startswith("/event")
    target = replace(
        url,
        scheme="https" if url.scheme == "wss" else "http",
        host=url.host.replace(_REALTIME, _API),
        path="/event" if events else "/graphql/connect",
        query=None,
    )
    request = WireRequest("POST", target, (("Host", target.authority), *_HEADERS), _BODY)
    auth = replace(auth, place="headers") if isinstance(auth, SigV4Auth) else auth
    return AppSyncCall(request, auth, "aws-appsync-event-ws" if events else "graphql-ws")


def header_subprotocol(authorized: WireRequest) -> str:
    """Return the subprotocol that carries the headers of an authorised call: Base64 for URLs, without padding."""
    headers = {name if name.lower() == "authorization" else name.lower(): value for name, value in authorized.headers}
    packed = base64.urlsafe_b64encode(json.dumps(headers).encode()).decode("ascii")
    return f"header-{packed.rstrip('=')}"

"""What the answers of the control plane hold.

Source: the output shapes of each operation, Kinesis Video Streams API Reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from countersign.kvs.json_reading import clean_text
from countersign.model.body import StoredBody
from countersign.model.channel import IceServer
from countersign.model.exchange import Exchange
from countersign.model.redaction import MASK

Content = Mapping[str, object]

_LONGEST_ICE_ANSWER = 256 * 1024  # bytes
_ICE_SECRET = re.compile(rb'("(?:username|password)"\s*:\s*)"(?:[^"\\]|\\.)*"?', re.IGNORECASE | re.DOTALL)


class UnreadableAnswer(Exception):  # noqa: N818 - it never reaches a person: the control plane makes a failure of it
    """An answer lacks what AWS's model promises; the text is half a sentence."""


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """Describe a channel; `created_at` is seconds since the epoch, 0 if unknown, `message_ttl` seconds."""

    name: str
    arn: str
    status: str
    type: str = ""
    created_at: float = 0.0
    message_ttl: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """Hold one page of a list; `next_token` is "" on the last one."""

    channels: tuple[ChannelInfo, ...]
    next_token: str


@dataclass(frozen=True, slots=True)
class ChannelEndpoints:
    """Hold where a role connects, by protocol; "" where a protocol was not asked for."""

    wss: str = ""
    https: str = ""
    webrtc: str = ""


def channel_info(content: Content) -> ChannelInfo:
    """Read the answer of DescribeSignalingChannel."""
    found = _object(content, "ChannelInfo")
    if not clean_text(found.get("ChannelARN")):
        raise UnreadableAnswer("it names no channel")
    return _info(found)


def channel_arn(content: Content) -> str:
    """Read the answer of CreateSignalingChannel."""
    arn = clean_text(content.get("ChannelARN"))
    if not arn:
        raise UnreadableAnswer("it holds no ChannelARN")
    return arn


def channel_page(content: Content) -> ChannelPage:
    """Read one answer of ListSignalingChannels."""
    channels = tuple(_info(item) for item in _objects(content, "ChannelInfoList"))
    return ChannelPage(channels, clean_text(content.get("NextToken")))


def channel_endpoints(content: Content) -> ChannelEndpoints:
    """Read the answer of GetSignalingChannelEndpoint."""
    found = {
        clean_text(item.get("Protocol")): clean_text(item.get("ResourceEndpoint"))
        for item in _objects(content, "ResourceEndpointList")
    }
    if not found.get("WSS"):
        raise UnreadableAnswer("it holds no endpoint for WSS")
    return ChannelEndpoints(found["WSS"], found.get("HTTPS", ""), found.get("WEBRTC", ""))


def endpoint_host(endpoints: ChannelEndpoints) -> str:
    """Return the host of the WebSocket endpoint."""
    return endpoints.wss.partition("://")[2].partition("/")[0] or endpoints.wss


def ice_servers(content: Content, now: float) -> tuple[IceServer, ...]:
    """Read the answer of GetIceServerConfig; a time to live counts from `now`."""
    return tuple(_ice_server(item, now) for item in _objects(content, "IceServerList"))


def ice_words(servers: tuple[IceServer, ...]) -> str:
    """Return how many servers of which kind there are, "2 TURN, 1 STUN"."""
    kinds = ["STUN" if all(uri.startswith("stun") for uri in server.uris) else "TURN" for server in servers]
    counts = ((kind, kinds.count(kind)) for kind in ("TURN", "STUN"))
    return ", ".join(f"{count} {kind}" for kind, count in counts if count) or "none"


def without_ice_secrets(exchange: Exchange) -> Exchange:
    """Return the exchange as it may be shown and kept: user names and passwords are masked in its answer."""
    response = exchange.response
    if response is None:
        return exchange
    plain = response.body.read(_LONGEST_ICE_ANSWER)
    masked = _ICE_SECRET.sub(rb'\1"' + MASK.encode() + b'"', plain)
    body = StoredBody(
        masked, size=len(masked), wire_size=response.body.wire_size, ended_early=response.body.ended_early
    )
    return replace(exchange, response=replace(response, body=body))


def _info(found: Content) -> ChannelInfo:
    single = found.get("SingleMasterConfiguration")
    ttl = single.get("MessageTtlSeconds") if isinstance(single, dict) else None
    return ChannelInfo(
        name=clean_text(found.get("ChannelName")),
        arn=clean_text(found.get("ChannelARN")),
        status=clean_text(found.get("ChannelStatus")),
        type=clean_text(found.get("ChannelType")),
        created_at=_seconds(found.get("CreationTime")),
        message_ttl=int(_number(ttl)),
        version=clean_text(found.get("Version")),
    )


def _ice_server(found: Content, now: float) -> IceServer:
    uris = found.get("Uris")
    texts = tuple(clean_text(uri) for uri in uris) if isinstance(uris, list) else ()
    if not any(texts):
        raise UnreadableAnswer("a server in it has no address")
    ttl = _number(found.get("Ttl"))
    return IceServer(
        uris=tuple(text for text in texts if text),
        username=clean_text(found.get("Username")),
        password=clean_text(found.get("Password")),
        expires_at=now + ttl if ttl else 0.0,
    )


def _object(content: Content, name: str) -> Content:
    found = content.get(name)
    if not isinstance(found, dict):
        raise UnreadableAnswer(f"it holds no {name}")
    return found


def _objects(content: Content, name: str) -> Iterator[Content]:
    found = content.get(name)
    if not isinstance(found, list):
        raise UnreadableAnswer(f"it holds no {name}")
    for item in found:
        if not isinstance(item, dict):
            raise UnreadableAnswer(f"{name} holds something that is no object")
        yield item


def _number(value: object) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else 0.0


def _seconds(value: object) -> float:
    """Read a time: AWS writes seconds since the epoch, other implementations ISO 8601."""
    if not isinstance(value, str):
        return _number(value)
    try:
        return datetime.fromisoformat(value).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0

"""The control plane of Kinesis Video Streams, as far as signaling needs it.

Source: the models of kinesisvideo, kinesis-video-signaling and kinesis-video-webrtc-storage in botocore. At AWS, ICE
servers are asked for at a channel's HTTPS endpoint and storage sessions joined at its WEBRTC endpoint; here both are
where the control plane is.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.judge import SignedService, judge
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.kvs_input import CallInput
from countersign.playground.kvs_words import SERVICE, KvsError, kvs_answer, word_error, word_refusal
from countersign.playground.refusal import Refusal
from countersign.playground.routing import Arguments, Route
from countersign.playground.signaling_channels import DEFAULT_TTL, SignalingChannels

Call = Callable[[CallInput], Any]

_ICE_TTL = 300  # seconds
_TURN_HOSTS = ("203-0-113-7.t-1a2b3c4d", "203-0-113-8.t-5e6f7a8b")  # documentation addresses, RFC 5737: no server


@dataclass(frozen=True, slots=True)
class SignalingEndpoints:
    """Hold the URLs of a channel's endpoints: two roles on WSS, and one for HTTPS and WEBRTC."""

    master: str
    viewer: str
    https: str


class KvsApi:
    """Answer the calls; every one must be signed for kinesisvideo."""

    def __init__(
        self,
        channels: SignalingChannels,
        endpoints: SignalingEndpoints,
        keys: PlaygroundKeys,
        region: str,
        now: Callable[[], datetime],
    ) -> None:
        self._channels = channels
        self._endpoints = endpoints
        self._keys = keys
        self._service = SignedService(SERVICE, region, s3=False, skew=timedelta(minutes=5))
        self._now = now

    def routes(self) -> tuple[Route, ...]:
        """Return the routes, at the paths of AWS."""
        return (
            self._route("/describeSignalingChannel", "a channel by name or ARN", self._describe),
            self._route("/createSignalingChannel", "make a channel", self._create),
            self._route("/listSignalingChannels", "the channels", self._list),
            self._route("/deleteSignalingChannel", "remove a channel", self._delete),
            self._route("/getSignalingChannelEndpoint", "a channel's endpoints for a role", self._endpoint),
            self._route("/v1/get-ice-server-config", "TURN servers (there is none at these addresses)", self._ice),
            self._route("/joinStorageSession", "join as master; nothing is stored", self._join),
            self._route("/joinStorageSessionAsViewer", "join as viewer; nothing is stored", self._join_as_viewer),
        )

    def _route(self, path: str, summary: str, call: Call) -> Route:
        async def answer(request: ReceivedRequest, _: Arguments) -> Answer:
            try:
                judge(request, self._keys, self._service, self._now())
                return kvs_answer(call(CallInput.read(request)))
            except Refusal as refusal:
                return word_refusal(refusal, request)
            except KvsError as error:
                return word_error(error)

        return Route(path, f"KVS: {summary}; signed", answer, ("POST",))

    def _describe(self, given: CallInput) -> Any:
        if given.has("ChannelName") == given.has("ChannelARN"):
            raise KvsError("InvalidArgumentException", "Either ChannelName or ChannelARN must be given, not both.")
        by_name = given.has("ChannelName")
        channel = (
            self._channels.named(given.name("ChannelName")) if by_name else self._channels.at(given.arn("ChannelARN"))
        )
        return {"ChannelInfo": channel.describe()}

    def _create(self, given: CallInput) -> Any:
        name, ttl = given.name("ChannelName"), DEFAULT_TTL
        given.check_tags()
        if given.choice("ChannelType", ("SINGLE_MASTER", "FULL_MESH"), "SINGLE_MASTER") == "FULL_MESH":
            raise KvsError("InvalidArgumentException", "FULL_MESH channels are not supported.")
        if given.has("SingleMasterConfiguration"):
            ttl = given.member("SingleMasterConfiguration").number("MessageTtlSeconds", 5, 120, DEFAULT_TTL)
        return {"ChannelARN": self._channels.create(name, ttl).arn}

    def _list(self, given: CallInput) -> Any:
        most, prefix = given.number("MaxResults", 1, 10_000, 10_000), ""
        if given.has("ChannelNameCondition"):
            condition = given.member("ChannelNameCondition")
            condition.choice("ComparisonOperator", ("BEGINS_WITH",), "BEGINS_WITH")
            prefix = condition.name("ComparisonValue")
        start = _place(given.text("NextToken", ""))
        found = self._channels.listing(prefix)
        page = {"ChannelInfoList": [channel.describe() for channel in found[start : start + most]]}
        more = start + most < len(found)
        return page | ({"NextToken": base64.b64encode(b"%d" % (start + most)).decode()} if more else {})

    def _delete(self, given: CallInput) -> Any:
        arn = given.arn()
        self._channels.delete(arn, given.name("CurrentVersion") if given.has("CurrentVersion") else None)
        return {}

    def _endpoint(self, given: CallInput) -> Any:
        self._channels.at(given.arn())
        wanted = given.member("SingleMasterChannelEndpointConfiguration")
        protocols = wanted.choices("Protocols", ("WSS", "HTTPS", "WEBRTC"))
        role = wanted.choice("Role", ("MASTER", "VIEWER"))
        urls = self._endpoints
        of = {"WSS": urls.master if role == "MASTER" else urls.viewer, "HTTPS": urls.https, "WEBRTC": urls.https}
        return {"ResourceEndpointList": [{"Protocol": name, "ResourceEndpoint": of[name]} for name in protocols]}

    def _ice(self, given: CallInput) -> Any:
        arn = self._channels.at(given.arn()).arn
        for name in ("ClientId", "Username"):
            if given.has(name):
                given.name(name)
        given.choice("Service", ("TURN",), "TURN")
        ends = int(self._now().timestamp()) + _ICE_TTL
        return {"IceServerList": [self._turn(host, f"{ends}:{arn}") for host in _TURN_HOSTS]}

    def _turn(self, host: str, username: str) -> dict[str, Any]:
        place = f"{host}.kinesisvideo.{self._service.region}.example.com:443"
        return {
            "Uris": [f"turn:{place}?transport=udp", f"turns:{place}?transport=udp", f"turns:{place}?transport=tcp"],
            "Username": base64.b64encode(username.encode()).decode(),
            "Password": base64.b64encode(secrets.token_bytes(32)).decode(),
            "Ttl": _ICE_TTL,
        }

    def _join(self, given: CallInput) -> Any:
        self._channels.at(given.arn("channelArn"))
        return {}

    def _join_as_viewer(self, given: CallInput) -> Any:
        given.name("clientId")
        return self._join(given)


def _place(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.b64decode(token, validate=True))
    except ValueError:
        raise KvsError("InvalidArgumentException", "NextToken is not one that was given out.") from None

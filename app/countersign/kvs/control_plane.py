"""The calls that a signaling channel needs: describe, create, list, delete, endpoints, ICE servers, storage.

Source: Kinesis Video Streams API Reference (rest-json; the paths are those of the service models in botocore).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from countersign.kvs.aws_words import Scrub
from countersign.kvs.call_answers import (
    ChannelEndpoints,
    ChannelInfo,
    UnreadableAnswer,
    channel_arn,
    channel_endpoints,
    channel_info,
    channel_page,
    endpoint_host,
    ice_servers,
    ice_words,
    without_ice_secrets,
)
from countersign.kvs.call_refusals import Asked, call_failure, unreadable_answer
from countersign.kvs.channel_arn import ChannelArn, check_channel_name, is_arn
from countersign.kvs.client_ids import check_client_id
from countersign.kvs.json_reading import read_json
from countersign.model.channel import IceServer, Role
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange

T = TypeVar("T")
Call = Callable[[str, str, bytes, str], Awaitable[Exchange]]
Content = Mapping[str, object]

_LARGEST_ANSWER = 16 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """Hold what came of a call: a value, or the failure; a list that broke off has both.

    `exchange` is the call itself, in `ice_servers` without what must stay secret. `words` are a few for people: the
    status of a channel, the host of an endpoint, "2 TURN"; "" where there is nothing to say.
    """

    value: T | None
    failure: Failure | None
    exchange: Exchange = field(repr=False)
    words: str = ""


def _silent(_value: object) -> str:
    return ""


class ControlPlane:
    """Call the control plane at `base_url` ("https://…", without a slash at its end), signing for `region`.

    `call` sends one signed request (method, URL, JSON body, region) and returns its exchange whatever happens;
    `scrub` takes secrets out of the service's words. Only input that cannot be used raises, `InputError`.
    """

    def __init__(self, call: Call, base_url: str, region: str, scrub: Scrub) -> None:
        self._call = call
        self._base_url = base_url.rstrip("/")
        self._region = region
        self._scrub = scrub

    async def describe(self, channel: str) -> Answer[ChannelInfo]:
        """Return what AWS knows of a channel, given by its name or its ARN."""
        if is_arn(channel):
            asked = self._asked("DescribeSignalingChannel", str(ChannelArn.parse(channel)))
            body = {"ChannelARN": asked.channel}
        else:
            check_channel_name(channel)
            asked = Asked("DescribeSignalingChannel", self._region, channel)
            body = {"ChannelName": channel}
        return await self._ask(asked, "/describeSignalingChannel", body, channel_info, lambda channel: channel.status)

    async def create(self, name: str) -> Answer[str]:
        """Create a channel for one master; return its ARN."""
        check_channel_name(name)
        asked = Asked("CreateSignalingChannel", self._region, name)
        body = {"ChannelName": name, "ChannelType": "SINGLE_MASTER"}
        return await self._ask(asked, "/createSignalingChannel", body, channel_arn, str)

    async def list(self, prefix: str = "", most: int = 10_000) -> Answer[tuple[ChannelInfo, ...]]:
        """Return the channels whose names begin with `prefix`, page by page; what came before a failure is kept."""
        asked = Asked("ListSignalingChannels", self._region)
        found: list[ChannelInfo] = []
        body: dict[str, object] = {"MaxResults": 500}
        if prefix:
            check_channel_name(prefix)
            body["ChannelNameCondition"] = {"ComparisonOperator": "BEGINS_WITH", "ComparisonValue": prefix}
        tokens: set[str] = set()
        while True:
            answer = await self._ask(asked, "/listSignalingChannels", body, channel_page)
            if answer.value is None:
                return Answer(tuple(found), answer.failure, answer.exchange)
            found += answer.value.channels
            token = answer.value.next_token
            if not token or token in tokens or len(found) >= most:
                return Answer(tuple(found[:most]), None, answer.exchange)
            tokens.add(token)
            body["NextToken"] = token

    async def delete(self, arn: str) -> Answer[bool]:
        """Delete a channel; the value is True once AWS has taken the order."""
        asked = self._asked("DeleteSignalingChannel", arn)
        return await self._ask(asked, "/deleteSignalingChannel", {"ChannelARN": arn}, lambda _content: True)

    async def endpoints(self, arn: str, role: Role, *, storage: bool = False) -> Answer[ChannelEndpoints]:
        """Return where a role connects; with `storage` also the endpoint for WEBRTC, which not every channel has."""
        asked = self._asked("GetSignalingChannelEndpoint", arn)
        protocols = ["WSS", "HTTPS", "WEBRTC"] if storage else ["WSS", "HTTPS"]
        body = {"ChannelARN": arn, "SingleMasterChannelEndpointConfiguration": {"Protocols": protocols, "Role": role}}
        return await self._ask(asked, "/getSignalingChannelEndpoint", body, channel_endpoints, endpoint_host)

    async def ice_servers(self, https_endpoint: str, arn: str, client_id: str = "") -> Answer[tuple[IceServer, ...]]:
        """Return the TURN servers; a viewer gives its client ID. User names and passwords are not in the exchange."""
        asked = self._asked("GetIceServerConfig", arn)
        body = {"ChannelARN": arn, "Service": "TURN"}
        if client_id:
            check_client_id(client_id)
            body["ClientId"] = client_id
        url = f"{https_endpoint.rstrip('/')}/v1/get-ice-server-config"
        exchange = await self._send(url, body)
        begun = exchange.started_at.timestamp()
        answer = self._answer(asked, exchange, lambda content: ice_servers(content, begun), ice_words)
        return replace(answer, exchange=without_ice_secrets(exchange))

    async def join_storage_session(self, webrtc_endpoint: str, arn: str, client_id: str = "") -> Answer[bool]:
        """Ask for the storage session to join the channel, as its master or, with a client ID, as a viewer."""
        base = webrtc_endpoint.rstrip("/")
        if not client_id:
            asked, url = self._asked("JoinStorageSession", arn), f"{base}/joinStorageSession"
            body = {"channelArn": arn}
        else:
            check_client_id(client_id)
            asked, url = self._asked("JoinStorageSessionAsViewer", arn), f"{base}/joinStorageSessionAsViewer"
            body = {"channelArn": arn, "clientId": client_id}
        return self._answer(asked, await self._send(url, body), lambda _content: True)

    def _asked(self, operation: str, arn: str) -> Asked:
        ChannelArn.parse(arn)
        return Asked(operation, self._region, arn, field="Channel ARN")

    async def _ask(
        self,
        asked: Asked,
        path: str,
        body: Content,
        read: Callable[[Content], T],
        words: Callable[[T], str] = _silent,
    ) -> Answer[T]:
        return self._answer(asked, await self._send(f"{self._base_url}{path}", body), read, words)

    async def _send(self, url: str, body: Content) -> Exchange:
        return await self._call("POST", url, json.dumps(body).encode(), self._region)

    def _answer(
        self, asked: Asked, exchange: Exchange, read: Callable[[Content], T], words: Callable[[T], str] = _silent
    ) -> Answer[T]:
        failure = call_failure(asked, exchange, self._scrub)
        if failure is not None or exchange.response is None:
            return Answer(None, failure, exchange)
        body = exchange.response.body.read(_LARGEST_ANSWER)
        content, problem = read_json(body) if body.strip() else ({}, "")
        if not isinstance(content, dict):
            return Answer(None, unreadable_answer(asked, f"it is {problem or 'no JSON object'}"), exchange)
        try:
            value = read(content)
            return Answer(value, None, exchange, words(value))
        except UnreadableAnswer as error:
            return Answer(None, unreadable_answer(asked, str(error)), exchange)

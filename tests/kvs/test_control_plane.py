"""The calls of a channel: what goes out, what comes of the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.control_plane import ControlPlane
from countersign.model.errors import Failure, InputError
from countersign.model.exchange import Exchange
from tests.kvs.examples import ARN, SIGNED_AT, answered, unanswered, words

BASE = "https://kinesisvideo.us-west-2.amazonaws.com"
INFO = {"ChannelName": "front-door-camera", "ChannelARN": ARN, "ChannelStatus": "ACTIVE"}


@dataclass
class Service:
    """Answer calls one after the other, and remember them."""

    answers: list[Exchange]
    calls: list[tuple[str, str, dict, str]] = field(default_factory=list)

    async def call(self, method: str, url: str, body: bytes, region: str) -> Exchange:
        self.calls.append((method, url, json.loads(body), region))
        return self.answers[min(len(self.calls), len(self.answers)) - 1]

    @property
    def plane(self) -> ControlPlane:
        return ControlPlane(self.call, f"{BASE}/", "us-west-2", words)


def service(*answers: Exchange) -> Service:
    return Service(list(answers))


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def test_a_channel_is_described_by_name_or_by_arn():
    aws = service(answered(200, {"ChannelInfo": INFO}))
    answer = run(aws.plane.describe("front-door-camera"))
    run(aws.plane.describe(f" {ARN}"))
    assert (answer.value.arn, answer.words, answer.failure) == (ARN, "ACTIVE", None)
    assert answer.exchange.milliseconds == 84.0
    assert aws.calls == [
        ("POST", f"{BASE}/describeSignalingChannel", {"ChannelName": "front-door-camera"}, "us-west-2"),
        ("POST", f"{BASE}/describeSignalingChannel", {"ChannelARN": ARN}, "us-west-2"),
    ]


def test_a_channel_is_created_and_deleted():
    aws = service(answered(200, {"ChannelARN": ARN}), answered(200, b""))
    assert run(aws.plane.create("front-door-camera")).value == ARN
    assert run(aws.plane.delete(ARN)).value is True
    assert [call[1:3] for call in aws.calls] == [
        (f"{BASE}/createSignalingChannel", {"ChannelName": "front-door-camera", "ChannelType": "SINGLE_MASTER"}),
        (f"{BASE}/deleteSignalingChannel", {"ChannelARN": ARN}),
    ]


def test_a_list_is_followed_page_by_page():
    page = {"ChannelInfoList": [INFO], "NextToken": "next"}
    aws = service(answered(200, page), answered(200, {"ChannelInfoList": [INFO, INFO]}))
    answer = run(aws.plane.list("front"))
    assert len(answer.value) == 3
    assert answer.failure is None
    assert [call[2].get("NextToken") for call in aws.calls] == [None, "next"]
    assert aws.calls[0][2]["ChannelNameCondition"] == {
        "ComparisonOperator": "BEGINS_WITH",
        "ComparisonValue": "front",
    }


def test_a_list_that_breaks_off_keeps_what_came():
    page = {"ChannelInfoList": [INFO], "NextToken": "next"}
    answer = run(service(answered(200, page), answered(500)).plane.list())
    assert len(answer.value) == 1
    assert answer.failure.id == "kvs.service-down"


def test_a_list_that_runs_in_a_circle_or_without_end_ends():
    page = {"ChannelInfoList": [INFO] * 3, "NextToken": "again"}
    assert len(run(service(answered(200, page)).plane.list()).value) == 6
    pages = [answered(200, {"ChannelInfoList": [INFO] * 3, "NextToken": str(number)}) for number in range(9)]
    assert len(run(service(*pages).plane.list(most=7)).value) == 7


def test_endpoints_are_asked_for_by_role_and_protocol():
    items = [{"Protocol": "WSS", "ResourceEndpoint": "wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com"}]
    aws = service(answered(200, {"ResourceEndpointList": items}))
    answer = run(aws.plane.endpoints(ARN, "VIEWER"))
    run(aws.plane.endpoints(ARN, "MASTER", storage=True))
    assert answer.value.wss == items[0]["ResourceEndpoint"]
    assert answer.words == "v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com"
    assert [call[2]["SingleMasterChannelEndpointConfiguration"] for call in aws.calls] == [
        {"Protocols": ["WSS", "HTTPS"], "Role": "VIEWER"},
        {"Protocols": ["WSS", "HTTPS", "WEBRTC"], "Role": "MASTER"},
    ]


def test_ice_servers_come_without_their_secrets_in_the_exchange():
    turn = {"Uris": ["turn:1.2.3.4"], "Username": "u5er", "Password": "pa55word", "Ttl": 300}
    aws = service(answered(200, {"IceServerList": [turn, turn]}))
    answer = run(aws.plane.ice_servers("https://r-1.example/", ARN, "viewer-1"))
    assert answer.words == "2 TURN"
    assert answer.value[0].password == "pa55word"
    assert answer.value[0].expires_at == SIGNED_AT.timestamp() + 300
    assert aws.calls[0][1:3] == (
        "https://r-1.example/v1/get-ice-server-config",
        {"ChannelARN": ARN, "Service": "TURN", "ClientId": "viewer-1"},
    )
    for text in (repr(answer), repr(answer.exchange), answer.words):
        assert "pa55word" not in text
        assert "u5er" not in text


def test_a_storage_session_is_joined_as_master_and_as_viewer():
    aws = service(answered(200, b""))
    assert run(aws.plane.join_storage_session("https://w-1.example", ARN)).value is True
    assert run(aws.plane.join_storage_session("https://w-1.example", ARN, "viewer-1")).value is True
    assert [call[1:3] for call in aws.calls] == [
        ("https://w-1.example/joinStorageSession", {"channelArn": ARN}),
        ("https://w-1.example/joinStorageSessionAsViewer", {"channelArn": ARN, "clientId": "viewer-1"}),
    ]


def test_a_refusal_and_a_broken_network_are_values():
    denied = answered(403, {"__type": "AccessDeniedException", "message": "no"})
    answer = run(service(denied).plane.describe("front-door-camera"))
    assert answer.value is None
    assert "kinesisvideo:DescribeSignalingChannel" in answer.failure.sentence
    assert answer.exchange is denied
    failure = Failure("dns.unknown-host", "There is no address.")
    assert run(service(unanswered(failure)).plane.describe("a")).failure is failure


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "it is not JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "holds no ChannelInfo"),
        (b"", "no ChannelInfo"),
    ],
)
def test_an_answer_that_cannot_be_read_says_why(body: bytes, said: str):
    answer = run(service(answered(200, body)).plane.describe("a"))
    assert answer.value is None
    assert answer.failure.id == "kvs.answer-unreadable"
    assert said in answer.failure.sentence


def test_input_that_no_call_can_hold_is_refused_before_it_is_sent():
    aws = service(answered(200, {}))
    plane = aws.plane
    for work in (
        plane.describe("front door"),
        plane.describe("arn:aws:broken"),
        plane.create(""),
        plane.delete("front"),
        plane.endpoints("front", "MASTER"),
        plane.ice_servers("https://r-1", ARN, "AWS_1"),
        plane.join_storage_session("https://w-1", ARN, "a b"),
        plane.list("a b"),
    ):
        with pytest.raises(InputError):
            run(work)
    assert aws.calls == []


@given(st.binary(max_size=100), st.integers(200, 599))
def test_any_answer_gives_a_value_or_a_failure(body: bytes, status: int):
    for work in (
        service(answered(status, body)).plane.describe("a"),
        service(answered(status, body)).plane.ice_servers("https://r-1", ARN),
        service(answered(status, body)).plane.endpoints(ARN, "MASTER"),
    ):
        answer = run(work)
        assert (answer.value is None) == (answer.failure is not None)

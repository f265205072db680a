"""What the answers hold, also those that are not as AWS's model says."""

from __future__ import annotations

import pytest

from countersign.kvs.call_answers import (
    ChannelEndpoints,
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
from countersign.kvs.endpoints import stun_server
from countersign.model.errors import Failure
from tests.kvs.examples import ARN, answered, unanswered

INFO = {"ChannelName": "front-door-camera", "ChannelARN": ARN, "ChannelStatus": "ACTIVE"}
TURN = {"Uris": ["turn:1.2.3.4:443", "turns:1.2.3.4:443"], "Username": "u5er", "Password": "pa55word", "Ttl": 300}


def test_a_channel_is_read_with_its_times():
    info = channel_info(
        {
            "ChannelInfo": {
                **INFO,
                "CreationTime": 1_699_999_999.5,
                "SingleMasterConfiguration": {"MessageTtlSeconds": 60},
                "Version": "v1",
            }
        }
    )
    assert (info.name, info.arn, info.status) == ("front-door-camera", ARN, "ACTIVE")
    assert (info.created_at, info.message_ttl, info.version) == (1_699_999_999.5, 60, "v1")
    iso = channel_info({"ChannelInfo": {**INFO, "CreationTime": "2023-11-14T22:13:19+00:00"}})
    assert iso.created_at == 1_699_999_999.0


def test_endpoints_are_read_by_protocol():
    items = [
        {"Protocol": "HTTPS", "ResourceEndpoint": "https://r-1.example"},
        {"Protocol": "WSS", "ResourceEndpoint": "wss://v-1.example/x"},
    ]
    endpoints = channel_endpoints({"ResourceEndpointList": items})
    assert endpoints == ChannelEndpoints("wss://v-1.example/x", "https://r-1.example")
    assert endpoint_host(endpoints) == "v-1.example"


def test_ice_servers_end_when_their_time_to_live_does():
    (server,) = ice_servers({"IceServerList": [TURN]}, now=1000.0)
    assert server.uris == ("turn:1.2.3.4:443", "turns:1.2.3.4:443")
    assert (server.username, server.password, server.expires_at) == ("u5er", "pa55word", 1300.0)
    assert "pa55word" not in repr(server)
    assert "u5er" not in repr(server)


def test_ice_servers_are_counted_by_kind():
    servers = (*ice_servers({"IceServerList": [TURN, TURN]}, 0.0), stun_server("us-west-2"))
    assert ice_words(servers) == "2 TURN, 1 STUN"
    assert ice_words(()) == "none"


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (channel_info, {}),
        (channel_info, {"ChannelInfo": []}),
        (channel_info, {"ChannelInfo": {}}),
        (channel_arn, {}),
        (channel_arn, {"ChannelARN": 7}),
        (channel_page, {}),
        (channel_page, {"ChannelInfoList": [7]}),
        (channel_endpoints, {"ResourceEndpointList": {}}),
        (channel_endpoints, {"ResourceEndpointList": []}),
        (lambda content: ice_servers(content, 0.0), {"IceServerList": [{}]}),
        (lambda content: ice_servers(content, 0.0), {"IceServerList": None}),
    ],
)
def test_an_answer_that_lacks_what_it_promises_is_unreadable(read, content: dict):
    with pytest.raises(UnreadableAnswer):
        read(content)


@pytest.mark.parametrize(
    "body",
    [
        {"IceServerList": [TURN]},
        b'{"IceServerList":[{"Username" : "u5er", "Password":"pa55word\\"pa55word',
        b'{"password":\n"pa55word", "USERNAME":"u5er"}',
    ],
)
def test_no_password_stays_in_an_exchange(body: object):
    kept = without_ice_secrets(answered(200, body))
    assert "pa55word" not in repr(kept)
    assert "u5er" not in repr(kept)
    assert kept.milliseconds == 84.0


def test_an_exchange_without_an_answer_stays_as_it_is():
    exchange = unanswered(Failure("x", "y"))
    assert without_ice_secrets(exchange) is exchange

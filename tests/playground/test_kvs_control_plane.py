"""The control plane, called by boto3, and its refusals as they are on the wire."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.playground.open_sockets import Peer

NOT_FOUND = "The requested channel is not found or not active."


@pytest.fixture(scope="module")
def aws(playground, tmp_path_factory):
    """Make a boto3 client of a service, on the HTTPS listener."""
    bundle = tmp_path_factory.mktemp("ca") / "ca.pem"
    bundle.write_text(playground.ca_pem)
    clients = []

    def make(service, base=""):
        client = boto3.client(
            service,
            region_name=playground.region,
            endpoint_url=base or playground.kvs_control_plane,
            aws_access_key_id=playground.access_key_id,
            aws_secret_access_key=playground.secret_access_key,
            aws_session_token=playground.session_token,
            verify=str(bundle),
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def kvs(aws):
    return aws("kinesisvideo")


@pytest.fixture
def channel(kvs):
    """Make a channel that only this test knows."""
    name = f"channel-{uuid.uuid4()}"
    arn = kvs.create_signaling_channel(ChannelName=name)["ChannelARN"]
    yield kvs.describe_signaling_channel(ChannelARN=arn)["ChannelInfo"]
    names = [one["ChannelName"] for one in kvs.list_signaling_channels()["ChannelInfoList"]]
    if name in names:
        kvs.delete_signaling_channel(ChannelARN=arn)


def fault(call, **given) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as refused:
        call(**given)
    answer = refused.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def test_two_channels_exist_from_the_start(kvs, playground):
    by_name = kvs.describe_signaling_channel(ChannelName="front-door-camera")["ChannelInfo"]
    assert by_name == kvs.describe_signaling_channel(ChannelARN=playground.channel_arn)["ChannelInfo"]
    assert (by_name["ChannelType"], by_name["ChannelStatus"]) == ("SINGLE_MASTER", "ACTIVE")
    assert by_name["SingleMasterConfiguration"] == {"MessageTtlSeconds": 60}
    assert abs(datetime.now(UTC) - by_name["CreationTime"]) < timedelta(minutes=10)
    assert by_name["ChannelARN"].split(":")[3:5] == [playground.region, playground.account_id]
    names = [one["ChannelName"] for one in kvs.list_signaling_channels()["ChannelInfoList"]]
    assert {"front-door-camera", "loading-dock"} <= set(names)


def test_channels_are_made_listed_and_deleted(kvs):
    names = [f"paged-{number}" for number in range(3)]
    arns = [
        kvs.create_signaling_channel(
            ChannelName=name, SingleMasterConfiguration={"MessageTtlSeconds": 5}, Tags=[{"Key": "a", "Value": "b"}]
        )["ChannelARN"]
        for name in names
    ]
    pages = kvs.get_paginator("list_signaling_channels").paginate(
        ChannelNameCondition={"ComparisonOperator": "BEGINS_WITH", "ComparisonValue": "paged-"},
        PaginationConfig={"PageSize": 2},
    )
    sizes = [[one["ChannelName"] for one in page["ChannelInfoList"]] for page in pages]
    assert sizes == [["paged-0", "paged-1"], ["paged-2"]]
    for arn in arns:
        kvs.delete_signaling_channel(ChannelARN=arn)
    assert fault(kvs.describe_signaling_channel, ChannelARN=arns[0]) == (404, "ResourceNotFoundException", NOT_FOUND)


def test_the_endpoints_differ_by_role(kvs, playground):
    def endpoints(role, *protocols):
        wanted = {"Protocols": list(protocols), "Role": role}
        answer = kvs.get_signaling_channel_endpoint(
            ChannelARN=playground.channel_arn, SingleMasterChannelEndpointConfiguration=wanted
        )
        return [(one["Protocol"], one["ResourceEndpoint"]) for one in answer["ResourceEndpointList"]]

    assert endpoints("MASTER", "WSS", "HTTPS", "WEBRTC") == [
        ("WSS", playground.signaling_master),
        ("HTTPS", playground.https),
        ("WEBRTC", playground.https),
    ]
    assert endpoints("VIEWER", "WSS") == [("WSS", playground.signaling_viewer)]
    assert playground.signaling_master != playground.signaling_viewer


def test_ice_servers_have_their_credentials(aws, playground):
    servers = aws("kinesis-video-signaling").get_ice_server_config(
        ChannelARN=playground.channel_arn, ClientId="viewer-1", Service="TURN", Username="me"
    )["IceServerList"]
    assert len(servers) == 2
    assert all(len(server["Uris"]) == 3 and server["Ttl"] == 300 for server in servers)
    assert servers[0]["Uris"][0].startswith("turn:203-0-113-7.")
    assert len({server["Password"] for server in servers}) == 2


def test_storage_sessions_are_joined(aws, playground):
    storage = aws("kinesis-video-webrtc-storage")
    storage.join_storage_session(channelArn=playground.channel_arn)
    storage.join_storage_session_as_viewer(channelArn=playground.channel_arn, clientId="viewer-1")
    other = playground.channel_arn + "1"
    assert fault(storage.join_storage_session, channelArn=other) == (404, "ResourceNotFoundException", NOT_FOUND)


def test_the_plain_listener_answers_too(aws, playground):
    plain = aws("kinesisvideo", playground.http)
    assert plain.describe_signaling_channel(ChannelName="loading-dock")["ChannelInfo"]["ChannelStatus"] == "ACTIVE"


def test_what_is_not_there_or_taken_is_said(aws, kvs, playground, channel):
    name, arn = channel["ChannelName"], channel["ChannelARN"]
    gone = playground.channel_arn + "1"
    not_found = (404, "ResourceNotFoundException", NOT_FOUND)
    wanted = {"Protocols": ["WSS"], "Role": "VIEWER"}
    assert fault(kvs.describe_signaling_channel, ChannelName="nobody") == not_found
    assert fault(kvs.delete_signaling_channel, ChannelARN=gone) == not_found
    assert (
        fault(kvs.get_signaling_channel_endpoint, ChannelARN=gone, SingleMasterChannelEndpointConfiguration=wanted)
        == not_found
    )
    assert fault(aws("kinesis-video-signaling").get_ice_server_config, ChannelARN=gone) == not_found
    assert fault(kvs.create_signaling_channel, ChannelName=name)[:2] == (400, "ResourceInUseException")
    assert fault(kvs.delete_signaling_channel, ChannelARN=arn, CurrentVersion="old")[:2] == (
        400,
        "VersionMismatchException",
    )
    kvs.delete_signaling_channel(ChannelARN=arn, CurrentVersion=channel["Version"])


def test_there_is_a_limit_to_channels(kvs):
    room = 100 - len(kvs.list_signaling_channels()["ChannelInfoList"])
    made = [kvs.create_signaling_channel(ChannelName=f"many-{number}")["ChannelARN"] for number in range(room)]
    told = fault(kvs.create_signaling_channel, ChannelName="one-too-many")
    for arn in made:
        kvs.delete_signaling_channel(ChannelARN=arn)
    assert told[:2] == (400, "AccountChannelLimitExceededException")


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("describe", {}, "Either ChannelName or ChannelARN must be given"),
        ("describe", {"ChannelName": "a b"}, "'a b' at 'channelName'"),
        ("describe", {"ChannelARN": "arn:aws:s3:::bucket"}, "Member must satisfy regular expression pattern"),
        ("create", {}, "Value null at 'channelName'"),
        ("create", {"ChannelName": "x" * 257}, "regular expression"),
        ("create", {"ChannelName": "x", "ChannelType": "FULL_MESH"}, "FULL_MESH"),
        ("create", {"ChannelName": "x", "ChannelType": "MESH"}, "enum value set: [SINGLE_MASTER, FULL_MESH]"),
        ("create", {"ChannelName": "x", "SingleMasterConfiguration": {"MessageTtlSeconds": 4}}, "from 5 to 120"),
        ("create", {"ChannelName": "x", "SingleMasterConfiguration": []}, "structure"),
        ("create", {"ChannelName": "x", "Tags": ["a"]}, "pairs of Key and Value"),
        ("list", {"NextToken": "nonsense"}, "NextToken"),
        ("list", {"NextToken": 1}, "string"),
        ("list", {"MaxResults": 0}, "from 1 to 10000"),
        ("list", {"ChannelNameCondition": {"ComparisonValue": ""}}, "comparisonValue"),
        ("delete", {"ChannelARN": None}, "Member must not be null"),
        ("endpoint", {"ChannelARN": "ARN"}, "singleMasterChannelEndpointConfiguration"),
        (
            "endpoint",
            {"ChannelARN": "ARN", "SingleMasterChannelEndpointConfiguration": {"Role": "MASTER"}},
            "protocols",
        ),
        (
            "endpoint",
            {
                "ChannelARN": "ARN",
                "SingleMasterChannelEndpointConfiguration": {"Protocols": ["WSS"], "Role": "GUEST"},
            },
            "'GUEST' at 'role'",
        ),
        ("ice", {"ChannelARN": "ARN", "Service": "STUN"}, "enum value set: [TURN]"),
        ("ice", {"ChannelARN": "ARN", "ClientId": "a b"}, "clientId"),
        ("storage", {"channelArn": "ARN"}, "clientId"),
    ],
)
def test_a_wrong_argument_is_named(ask, temporary, playground, path, body, complaint):
    paths = {
        "describe": "/describeSignalingChannel",
        "create": "/createSignalingChannel",
        "list": "/listSignalingChannels",
        "delete": "/deleteSignalingChannel",
        "endpoint": "/getSignalingChannelEndpoint",
        "ice": "/v1/get-ice-server-config",
        "storage": "/joinStorageSessionAsViewer",
    }
    text = json.dumps(body).replace('"ARN"', json.dumps(playground.channel_arn)).encode()
    answer = ask("POST", *temporary.but(service="kinesisvideo").in_headers("POST", paths[path], (), text), text)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.headers["x-amzn-errortype"] == (
        "InvalidArgumentException:https://kinesisvideo.amazonaws.com/doc/2017-09-30/"
    )
    assert complaint in answer.json()["Message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_a_serialization_exception(ask, temporary, body):
    signed = temporary.but(service="kinesisvideo").in_headers("POST", "/listSignalingChannels", (), body)
    answer = ask("POST", *signed, body)
    assert (answer.status_code, answer.headers["x-amzn-errortype"].partition(":")[0]) == (
        400,
        "SerializationException",
    )


def test_too_many_tags_are_refused(ask, temporary):
    tags = [{"Key": str(number), "Value": ""} for number in range(51)]
    body = json.dumps({"ChannelName": "tagged", "Tags": tags}).encode()
    signed = temporary.but(service="kinesisvideo").in_headers("POST", "/createSignalingChannel", (), body)
    assert ask("POST", *signed, body).headers["x-amzn-errortype"].startswith("TagsPerResourceExceededLimitException:")


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"access_key_id": "AKIAZZZZZZZZZZZZZZZZ"}, "UnrecognizedClientException", "The security token included in "),
        ({"secret_access_key": "wrong"}, "InvalidSignatureException", "The request signature we calculated does not"),
        ({"region": "eu-west-1"}, "InvalidSignatureException", "Credential should be scoped to a valid region, not"),
        (
            {"service": "s3"},
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'kinesisvideo'.",
        ),
    ],
)
def test_a_bad_signature_is_refused(ask, temporary, changes, kind, message):
    signer = temporary.but(**({"service": "kinesisvideo"} | changes))
    answer = ask("POST", *signer.in_headers("POST", "/listSignalingChannels"))
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (403, kind)
    assert answer.json()["message"].startswith(message)


def test_no_signature_and_another_method_are_refused(client):
    answer = client.post("/listSignalingChannels")
    assert (answer.status_code, answer.json()) == (403, {"message": "Missing Authentication Token"})
    assert client.get("/listSignalingChannels").status_code == 405


def test_a_deleted_channel_closes_its_connections(kvs, playground, channel):
    with Peer(playground, arn=channel["ChannelARN"]) as master:
        kvs.delete_signaling_channel(ChannelARN=channel["ChannelARN"])
        assert list(master.socket) == []
        assert (master.socket.close_code, master.socket.close_reason) == (1001, "The channel was deleted")

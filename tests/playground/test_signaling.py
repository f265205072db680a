"""The signaling endpoints: who may connect, what is passed on, and what is answered."""

from __future__ import annotations

import base64
import json
import ssl
import uuid
from contextlib import ExitStack
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from countersign.model.credentials import Credentials
from countersign.model.url import WireUrl
from countersign.signing import SigningOptions, sign
from countersign.signing.signing_options import EMPTY_PAYLOAD_HASH
from tests.playground.open_sockets import Peer, open_socket, refusal, signaling_url

OFFER = {"type": "offer", "sdp": "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\n"}
CANDIDATE = {"candidate": "candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host", "sdpMid": "0", "sdpMLineIndex": 0}
FIELDS = st.sampled_from(("action", "messagePayload", "recipientClientId", "correlationId"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(("SDP_OFFER", "ICE_CANDIDATE")),
    lambda inner: st.lists(inner) | st.dictionaries(FIELDS | st.text(), inner),
)


@pytest.fixture
def arn(client, temporary) -> str:
    """Make a channel that only this test uses, with the shortest time for undelivered messages."""
    fields = {"ChannelName": f"c-{uuid.uuid4()}", "SingleMasterConfiguration": {"MessageTtlSeconds": 5}}
    body = json.dumps(fields).encode()
    signed = temporary.but(service="kinesisvideo").in_headers("POST", "/createSignalingChannel", (), body)
    made = client.post(signed[0], headers=signed[1], content=body).json()["ChannelARN"]
    yield made
    body = json.dumps({"ChannelARN": made}).encode()
    signed = temporary.but(service="kinesisvideo").in_headers("POST", "/deleteSignalingChannel", (), body)
    assert client.post(signed[0], headers=signed[1], content=body).status_code == 200


@pytest.fixture
def act(client, arn):
    """Make something happen to the channel's connections."""

    def post(deed, **parameters):
        answer = client.post(f"/kvs-playground/{arn.split('/')[1]}/{deed}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return post


def test_master_and_viewers_are_relayed(playground, arn):
    with (
        Peer(playground, arn=arn) as master,
        Peer(playground, "viewer-1", arn) as one,
        Peer(playground, "viewer-2", arn) as two,
    ):
        one.send("SDP_OFFER", OFFER, correlation_id="c-1")
        assert master.receive() == ("SDP_OFFER", OFFER, "viewer-1")
        two.send("ICE_CANDIDATE", CANDIDATE, to="viewer-1")  # what a viewer sends goes to the master, always
        assert master.receive() == ("ICE_CANDIDATE", CANDIDATE, "viewer-2")
        master.send("SDP_ANSWER", ANSWER, to="viewer-2")
        assert two.receive() == ("SDP_ANSWER", ANSWER, None)
        master.send("ICE_CANDIDATE", CANDIDATE, to="viewer-1")
        assert one.receive() == ("ICE_CANDIDATE", CANDIDATE, None)


def test_a_payload_is_passed_on_as_it_is(playground, arn):
    with Peer(playground, arn=arn) as master, Peer(playground, "viewer", arn) as viewer:
        for payload in ("no Base64 é", "=", "x" * 10_240):
            viewer.socket.send(json.dumps({"action": "ICE_CANDIDATE", "messagePayload": payload}))
            assert master.event() == {
                "messagePayload": payload,
                "messageType": "ICE_CANDIDATE",
                "senderClientId": "viewer",
            }


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"action": "SING", "messagePayload": "eA=="}, "action must be one of"),
        ({"messagePayload": "eA=="}, "action must be one of"),
        ({"action": ["SDP_OFFER"], "messagePayload": "eA=="}, "action must be one of"),
        ({"action": "SDP_OFFER"}, "messagePayload must be a string"),
        ({"action": "SDP_OFFER", "messagePayload": {}}, "messagePayload must be a string"),
        ({"action": "SDP_OFFER", "messagePayload": "x" * 10_241}, "at most 10240 characters, not 10241"),
        ({"action": "SDP_OFFER", "messagePayload": "eA==", "recipientClientId": None}, "must name the viewer"),
        ({"action": "SDP_OFFER", "messagePayload": "eA==", "recipientClientId": "a b"}, "must name the viewer"),
    ],
)
def test_an_invalid_message_is_answered_to_who_asked(playground, arn, fields, description):
    with Peer(playground, arn=arn) as master:
        complete = {"recipientClientId": "viewer"} | fields
        master.socket.send(json.dumps(complete))  # without a correlation ID nobody wants to know
        master.socket.send(json.dumps(complete | {"correlationId": "c-7"}))
        told = master.event()
        assert told["messageType"] == "STATUS_RESPONSE"
        assert description in told["statusResponse"].pop("description")
        assert told["statusResponse"] == {
            "correlationId": "c-7",
            "errorType": "InvalidArgumentException",
            "statusCode": "400",
        }


def test_an_invalid_correlation_id_is_answered_without_one(playground, arn):
    with Peer(playground, arn=arn) as master:
        master.send("SDP_OFFER", OFFER, to="viewer", correlation_id="a b")
        told = master.event()["statusResponse"]
        assert (told["errorType"], "correlationId" in told) == ("InvalidArgumentException", False)


def test_what_cannot_be_read_is_answered_and_harms_nothing(playground, arn):
    with Peer(playground, arn=arn) as master:
        for frame in ("", "{", "[]", "null", "1e999", b"\xff\xfe", b"", "[" * 100_000, '"text"'):
            master.socket.send(frame)
            assert master.event() == {
                "messageType": "STATUS_RESPONSE",
                "statusResponse": {
                    "errorType": "InvalidArgumentException",
                    "statusCode": "400",
                    "description": "The message is not a JSON object.",
                },
            }
        with Peer(playground, "viewer", arn) as viewer:
            viewer.send("SDP_OFFER", OFFER)
            assert master.receive()[0] == "SDP_OFFER"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=st.lists(st.one_of(st.text(), st.binary(), VALUES.map(json.dumps)), max_size=5))
def test_no_frame_ends_the_connection(playground, arn, frames):
    with Peer(playground, "any", arn) as viewer:
        for frame in frames:
            viewer.socket.send(frame)
        viewer.socket.send(json.dumps({"action": "SING", "correlationId": "last"}))
        while viewer.event()["statusResponse"].get("correlationId") != "last":
            pass


def test_a_message_for_an_absent_client_waits_for_it(playground, arn, client):
    with Peer(playground, "viewer", arn) as viewer:
        viewer.send("SDP_OFFER", {"sdp": "first"})
        viewer.send("ICE_CANDIDATE", CANDIDATE)
        viewer.send("SDP_OFFER", OFFER)  # overwrites the first
        viewer.send("SING", {}, correlation_id="all-are-in")
        viewer.event()
        assert client.get(f"/kvs-playground/{arn.split('/')[1]}").json() == {"clients": ["viewer"], "waiting": 2}
        with Peer(playground, arn=arn) as master:
            assert [master.receive(), master.receive()] == [
                ("ICE_CANDIDATE", CANDIDATE, "viewer"),
                ("SDP_OFFER", OFFER, "viewer"),
            ]


def test_a_message_that_nobody_fetches_is_reported_after_its_time(playground, arn):
    with Peer(playground, arn=arn) as master:
        master.send("SDP_ANSWER", ANSWER, to="nobody", correlation_id="c-9")
        told = json.loads(master.socket.recv(15))["statusResponse"]
    assert told["description"] == "The recipient did not connect within 5 seconds; the message was discarded."
    assert (told["correlationId"], told["errorType"], told["statusCode"]) == (
        "c-9",
        "ResourceNotFoundException",
        "404",
    )


def test_waiting_messages_can_be_discarded_at_once_and_are_not_too_many(playground, arn, act):
    with Peer(playground, arn=arn) as master:
        for number in range(12):
            master.send("ICE_CANDIDATE", CANDIDATE, to="nobody", correlation_id=f"c-{number}")
        master.send("SING", {}, correlation_id="all-are-in")
        assert master.event()["statusResponse"]["correlationId"] == "all-are-in"
        assert act("discard") == {"discarded": 12}
        told = [master.event()["statusResponse"]["correlationId"] for _ in range(12)]
        assert told == [f"c-{number}" for number in range(12)]


@pytest.mark.parametrize(("action", "rate"), [("SDP_OFFER", 5), ("SDP_ANSWER", 5), ("ICE_CANDIDATE", 20)])
def test_too_many_messages_a_second_are_refused(playground, arn, action, rate):
    with Peer(playground, arn=arn) as master, Peer(playground, "viewer", arn) as viewer:
        for number in range(rate + 1):
            viewer.send(action, {"number": number}, correlation_id=f"c-{number}")
        told = viewer.event()["statusResponse"]
        assert (told["correlationId"], told["errorType"], told["statusCode"]) == (
            f"c-{rate}",
            "ClientLimitExceededException",
            "400",
        )
        assert [master.receive()[1] for _ in range(rate)] == [{"number": number} for number in range(rate)]


@pytest.mark.parametrize("client_id", [None, "viewer"])
def test_a_newer_connection_takes_the_place_of_the_older(playground, arn, client_id):
    with Peer(playground, client_id, arn) as older, Peer(playground, client_id, arn) as newer:
        assert list(older.socket) == []
        assert (older.socket.close_code, older.socket.close_reason) == (1001, "Replaced by a newer connection")
        other = None if client_id else "viewer"
        with Peer(playground, other, arn) as peer:
            peer.send("SDP_OFFER", OFFER, to=client_id or "")
            assert newer.receive()[0] == "SDP_OFFER"


def test_an_eleventh_viewer_is_too_many(playground, arn):
    with ExitStack() as viewers:
        for number in range(10):
            viewers.enter_context(Peer(playground, f"viewer-{number}", arn))
        refused = refusal(playground, signaling_url(playground, playground.signaling_viewer, "viewer-10", arn=arn))
        assert (refused.status, refused.kind) == (400, "ClientLimitExceededException")
        viewers.enter_context(Peer(playground, "viewer-0", arn))  # in the place of the first


def refused_as(playground, role="master", client_id=None, **changes):
    endpoint = getattr(playground, f"signaling_{role}")
    answer = refusal(playground, signaling_url(playground, endpoint, client_id, **changes))
    assert answer.headers["content-type"] == "application/json"
    return answer.status, answer.kind, answer.message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"access_key_id": "AKIAZZZZZZZZZZZZZZZZ"}, "The security token included in the request is invalid."),
        ({"token": "another"}, "The security token included in the request is invalid."),
        ({"secret": "wrong"}, "The request signature we calculated does not match the signature you provided."),
        ({"region": "eu-west-1"}, "Credential should be scoped to a valid region, not 'eu-west-1'."),
        ({"service": "execute-api"}, "Credential should be scoped to correct service: 'kinesisvideo'."),
        ({"expires": 300}, "'X-Amz-Expires' must be between 1 and 299 seconds."),
        ({"headers": {"x-tag": "signed"}}, "'X-Amz-SignedHeaders' must be 'host'."),
    ],
)
def test_a_bad_signature_is_access_denied(playground, changes, message):
    status, kind, told = refused_as(playground, **changes)
    assert (status, kind, told[: len(message)]) == (403, "AccessDeniedException", message)
    if "secret" in changes:
        assert "The Canonical String for this request should have been\n'GET\n/\n" in told


def test_an_expired_url_and_none_at_all_are_access_denied(playground, temporary):
    signer = temporary.but(
        service="kinesisvideo",
        authority=urlsplit(playground.signaling_master).netloc,
        moment=datetime(2026, 1, 1, tzinfo=UTC),
        expires=299,
    )
    target = "/?" + urlencode({"X-Amz-ChannelARN": playground.channel_arn})
    expired = refusal(playground, playground.signaling_master + signer.in_query("GET", target)[0])
    assert (expired.status, expired.message[:18]) == (403, "Signature expired:")
    signed = [pair for pair in signer.but(moment=None).in_headers("GET", target)[1] if pair[0].lower() != "host"]
    for options in ({}, {"additional_headers": signed}):
        missing = refusal(playground, playground.signaling_master + target, **options)
        assert (missing.status, missing.kind, missing.message) == (
            403,
            "AccessDeniedException",
            "Missing Authentication Token",
        )


@pytest.mark.parametrize(
    ("role", "client_id", "message"),
    [
        ("master", "viewer", "X-Amz-ClientId is for viewers; this is the endpoint of the master."),
        ("viewer", None, "X-Amz-ClientId is missing; this is the endpoint of viewers."),
        *(
            ("viewer", wrong, "X-Amz-ClientId must match [a-zA-Z0-9_.-]{1,256} and must not start with AWS_.")
            for wrong in ("AWS_viewer", "aws_viewer", "a b", "x" * 257, "")
        ),
    ],
)
def test_a_wrong_client_id_or_endpoint_is_an_invalid_argument(playground, role, client_id, message):
    assert refused_as(playground, role, client_id) == (400, "InvalidArgumentException", message)


@pytest.mark.parametrize("arn", ["", "arn:aws:s3:::bucket", "front-door-camera"])
def test_a_wrong_arn_is_an_invalid_argument(playground, arn):
    message = "X-Amz-ChannelARN must be the ARN of a signaling channel."
    url = signaling_url(playground, playground.signaling_master, arn=arn or None)
    refused = refusal(playground, url)
    assert (refused.status, refused.kind, refused.message) == (400, "InvalidArgumentException", message)


def test_a_channel_that_is_not_there_is_not_found(playground):
    message = "The requested channel is not found or not active."
    arn = playground.channel_arn + "1"
    assert refused_as(playground, "viewer", "v", arn=arn) == (404, "ResourceNotFoundException", message)
    assert refusal(playground, playground.signaling_master + "/path").status == 404


def test_a_plain_request_to_an_endpoint_is_told_to_upgrade(playground):
    context = ssl.create_default_context(cadata=playground.ca_pem)
    address = playground.signaling_viewer.replace("wss", "https")
    answer = httpx.get(address, verify=context, trust_env=False)
    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")


@pytest.mark.parametrize("role", ["master", "viewer"])
@pytest.mark.parametrize("keys", ["temporary", "long_term"])
def test_what_our_signer_signs_is_let_in(playground, arn, role, keys):
    given = (playground.access_key_id, playground.secret_access_key, playground.session_token)
    if keys == "long_term":
        given = (playground.long_term_access_key_id, playground.long_term_secret_access_key)
    pairs = {"X-Amz-ChannelARN": arn} | ({"X-Amz-ClientId": "viewer"} if role == "viewer" else {})
    url = WireUrl.parse(f"{getattr(playground, f'signaling_{role}')}/?{urlencode(pairs)}")
    options = SigningOptions(
        region=playground.region, service="kinesisvideo", date=datetime.now(UTC), place="query", expires=299
    )
    record = sign("GET", url, (), EMPTY_PAYLOAD_HASH, Credentials(*given), options)
    base = getattr(playground, f"signaling_{role}")
    with open_socket(playground, base + record.url.target) as connection:
        connection.send("{")
        assert json.loads(connection.recv(10))["messageType"] == "STATUS_RESPONSE"


def test_go_away_comes_before_the_end(playground, arn, act):
    with Peer(playground, arn=arn) as master, Peer(playground, "viewer", arn) as viewer:
        assert act("go-away", client="MASTER", grace=0) == {"done": "go-away", "clients": ["MASTER"]}
        assert [json.loads(text) for text in master.socket] == [{"messageType": "GO_AWAY"}]
        assert (master.socket.close_code, master.socket.close_reason) == (1001, "Going away")
        assert act("go-away")["clients"] == ["viewer"]
        assert viewer.event() == {"messageType": "GO_AWAY"}
        viewer.socket.send("{")  # there is a minute left
        assert viewer.event()["messageType"] == "STATUS_RESPONSE"


def test_reconnect_ice_server_can_be_sent(playground, arn, act):
    with Peer(playground, "viewer", arn) as viewer:
        assert act("reconnect-ice", client="viewer")["clients"] == ["viewer"]
        assert viewer.event() == {"messageType": "RECONNECT_ICE_SERVER"}


def test_an_idle_close_and_a_drop_can_be_made(playground, arn, act):
    with Peer(playground, arn=arn) as master, Peer(playground, "viewer", arn) as viewer:
        assert act("idle-close", client="MASTER")["clients"] == ["MASTER"]
        with pytest.raises(ConnectionClosed):
            master.event()
        assert master.socket.close_code == 1001
        assert act("drop")["clients"] == ["viewer"]
        with pytest.raises(ConnectionClosedError):
            viewer.event()
        assert viewer.socket.close_code == 1006


def test_a_flood_is_as_large_as_asked_for(playground, arn, act):
    with Peer(playground, "viewer", arn) as viewer:
        act("flood", count=3000, bytes=400)
        events = [viewer.event() for _ in range(3000)]
        assert [json.loads(base64.b64decode(one["messagePayload"]))["sdpMLineIndex"] for one in events] == list(
            range(3000)
        )
        assert {len(one["messagePayload"]) for one in events} == {400}


def test_a_client_that_leaves_a_flood_leaves_the_channel(playground, arn, act, client):
    with Peer(playground, "viewer", arn) as viewer:
        act("flood", count=1_000_000, bytes=5000)
        viewer.event()
    with Peer(playground, "viewer", arn) as viewer, Peer(playground, arn=arn) as master:
        viewer.send("SDP_OFFER", OFFER)
        assert master.receive()[0] == "SDP_OFFER"


def test_the_limits_of_a_connection_can_be_shortened(playground, arn, act):
    act("settings", idle=0.2)
    with Peer(playground, "viewer", arn) as viewer:
        assert list(viewer.socket) == []
        assert (viewer.socket.close_code, viewer.socket.close_reason) == (1001, "Going away")
    act("settings", idle=600, connection=0.4)
    with Peer(playground, "viewer", arn) as viewer:
        assert [json.loads(text) for text in viewer.socket] == [{"messageType": "GO_AWAY"}]
        assert viewer.socket.close_code == 1001


def test_delivery_can_be_confirmed(playground, arn, act):
    assert act("settings", acknowledge=1)["acknowledge"]
    with Peer(playground, "viewer", arn) as viewer:
        viewer.send("SDP_OFFER", OFFER, correlation_id="c-1")
        assert viewer.event() == {
            "messageType": "STATUS_RESPONSE",
            "statusResponse": {"correlationId": "c-1", "statusCode": "200"},
        }


def test_deeds_want_a_channel_and_numbers(client):
    for deed in ("go-away", "discard", "settings", "flood"):
        assert client.post(f"/kvs-playground/nobody/{deed}").status_code == 404
    for query in ("go-away?grace=x", "flood?count=x", "settings?idle=x"):
        assert client.post(f"/kvs-playground/front-door-camera/{query}").status_code == 400
    assert client.get("/kvs-playground/nobody").status_code == 404
    assert client.get("/kvs-playground/front-door-camera/drop").status_code == 405
    assert "POST /kvs-playground/{channel}/go-away" in client.get("/").json()["routes"]

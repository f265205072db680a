"""AWS's own signaling client against the playground: it signs by itself and speaks the protocol by itself."""

from __future__ import annotations

import pytest

from tests.playground.kvs_sdk import Sdk, install_sdk
from tests.playground.open_sockets import Peer

OFFER = {"type": "offer", "sdp": "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\no=- 8234617823 2 IN IP4 127.0.0.1\r\n"}
CANDIDATE = {"candidate": "candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host", "sdpMid": "0", "sdpMLineIndex": 0}


@pytest.fixture(scope="module")
def sdk(tmp_path_factory) -> Sdk:
    return install_sdk(tmp_path_factory.mktemp("kvs-sdk"))


def test_as_viewer_it_talks_to_a_master(playground, sdk):
    with Peer(playground) as master, sdk.client(playground, "VIEWER", "sdk-viewer") as viewer:
        assert viewer.event() == {"event": "open"}
        viewer.tell("sdpOffer", OFFER, correlation_id="c-1")
        assert master.receive() == ("SDP_OFFER", OFFER, "sdk-viewer")
        viewer.tell("iceCandidate", CANDIDATE)
        assert master.receive() == ("ICE_CANDIDATE", CANDIDATE, "sdk-viewer")
        master.send("SDP_ANSWER", ANSWER, to="sdk-viewer")
        assert viewer.event() == {"event": "sdpAnswer", "payload": ANSWER}
        master.send("ICE_CANDIDATE", CANDIDATE, to="sdk-viewer")
        assert viewer.event() == {"event": "iceCandidate", "payload": CANDIDATE}
        viewer.tell("close")
        assert viewer.event() == {"event": "close"}


def test_as_master_it_talks_to_a_viewer(playground, sdk):
    with sdk.client(playground, "MASTER") as master:
        assert master.event() == {"event": "open"}
        with Peer(playground, "hand-made") as viewer:
            viewer.send("ICE_CANDIDATE", CANDIDATE)  # it keeps this until it has the offer
            viewer.send("SDP_OFFER", OFFER)
            assert master.event() == {"event": "sdpOffer", "payload": OFFER, "sender": "hand-made"}
            assert master.event() == {"event": "iceCandidate", "payload": CANDIDATE, "sender": "hand-made"}
            master.tell("sdpAnswer", ANSWER, "hand-made")
            assert viewer.receive() == ("SDP_ANSWER", ANSWER, None)
            master.tell("iceCandidate", CANDIDATE, "hand-made")
            assert viewer.receive() == ("ICE_CANDIDATE", CANDIDATE, None)


def test_it_reads_a_status_response(playground, sdk):
    with sdk.client(playground, "MASTER") as master:
        assert master.event() == {"event": "open"}
        master.tell("sdpAnswer", {"sdp": "x" * 8000}, "anybody", "c-2")
        status = master.event()
        assert (status["event"], status["status"]["correlationId"]) == ("statusResponse", "c-2")
        assert (status["status"]["errorType"], status["status"]["statusCode"]) == ("InvalidArgumentException", "400")


def test_two_of_them_talk_to_each_other(playground, sdk):
    with sdk.client(playground, "MASTER") as master, sdk.client(playground, "VIEWER", "other") as viewer:
        assert (master.event(), viewer.event()) == ({"event": "open"}, {"event": "open"})
        viewer.tell("sdpOffer", OFFER)
        assert master.event() == {"event": "sdpOffer", "payload": OFFER, "sender": "other"}
        master.tell("sdpAnswer", ANSWER, "other")
        assert viewer.event() == {"event": "sdpAnswer", "payload": ANSWER}


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"secret": "wrong"}, 403), ({"arn": "arn:aws:kinesisvideo:us-west-2:123456789012:channel/nobody/1"}, 404)],
)
def test_it_is_refused_with_a_status(playground, sdk, changes, status):
    with sdk.client(playground, "VIEWER", "refused", **changes) as viewer:
        assert viewer.event() == {"event": "error", "message": f"Unexpected server response: {status}"}
        assert viewer.event() == {"event": "close"}


def test_it_is_refused_at_the_other_roles_endpoint(playground, sdk):
    with sdk.client(playground, "VIEWER", "astray", endpoint=playground.signaling_master) as viewer:
        assert viewer.event()["message"] == "Unexpected server response: 400"

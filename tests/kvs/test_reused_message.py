"""Frames of the console as drafts to send again."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.message_codec import encode_message
from countersign.kvs.reused_message import draft_of
from countersign.model.channel import SignalDraft
from tests.kvs.examples import CANDIDATE, OFFER, received, sdp, sent


def test_what_was_sent_comes_back_with_its_recipient_and_its_correlation_id():
    draft = draft_of(sent("SDP_OFFER", sdp("offer", OFFER), recipientClientId="viewer-1", correlationId="c-1"))
    assert (draft.type, draft.recipient, draft.correlation_id) == ("SDP_OFFER", "viewer-1", "c-1")
    assert json.loads(draft.payload) == sdp("offer", OFFER)


def test_what_was_received_goes_back_to_whom_it_came_from():
    draft = draft_of(received("ICE_CANDIDATE", CANDIDATE, senderClientId="viewer-2"))
    assert (draft.type, draft.recipient) == ("ICE_CANDIDATE", "viewer-2")
    assert draft_of(received("ICE_CANDIDATE", CANDIDATE)).recipient == ""


@pytest.mark.parametrize(
    "data",
    [
        received("GO_AWAY"),
        received("STATUS_RESPONSE", statusResponse={"statusCode": "200"}),
        received("NEWS", {"a": 1}),
        b"{",
        b"",
        b'{"action":"SDP_OFFER","messagePayload":"%"}',
        b'{"action":"SDP_OFFER","messagePayload":7}',
        b'{"action":"SDP_OFFER","messagePayload":"//79"}',
    ],
)
def test_what_no_client_sends_is_taken_over_whole(data: bytes):
    assert draft_of(data) == SignalDraft(type="RAW", payload=data.decode())


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200), st.sampled_from(["", "viewer-1"]))
def test_a_payload_survives_the_way_there_and_back(payload: str, recipient: str):
    role = "MASTER" if recipient else "VIEWER"
    draft = SignalDraft(type="SDP_ANSWER", recipient=recipient, correlation_id="c", payload=payload)
    assert draft_of(encode_message(draft, role).outgoing.data) == draft


@given(st.binary(max_size=100))
def test_any_frame_can_be_reused(data: bytes):
    frame = json.dumps({"action": "SDP_OFFER", "messagePayload": base64.b64encode(data).decode()}).encode()
    draft = draft_of(frame)
    assert draft.payload.encode() == (data if draft.type == "SDP_OFFER" else frame)

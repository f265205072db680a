"""Messages out and in: what AWS would refuse is refused here, and nothing that comes in can raise."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countersign.kvs.message_codec import (
    LONGEST_PAYLOAD,
    SignalingMessage,
    StatusResponse,
    decode_message,
    encode_message,
)
from countersign.model.channel import SignalDraft
from countersign.model.errors import InputError
from tests.kvs.examples import CANDIDATE, OFFER, received, sdp

ids = st.from_regex(r"[a-zA-Z0-9_.-]{1,40}", fullmatch=True)
types = st.sampled_from(["SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE"])
payloads = st.text(min_size=1, max_size=500).filter(lambda text: text.isascii() or text.isprintable())


def refusal(draft: SignalDraft, role: str = "VIEWER"):
    with pytest.raises(InputError) as refused:
        encode_message(draft, role)
    return refused.value.failure


@given(types, ids, ids, payloads)
def test_what_is_encoded_decodes_to_the_same(kind: str, recipient: str, correlation_id: str, payload: str):
    message = encode_message(SignalDraft("", kind, recipient, correlation_id, payload), "MASTER")
    decoded = decode_message(message.outgoing.data)
    assert decoded == SignalingMessage(
        kind, payload=payload.encode(), correlation_id=correlation_id, recipient=recipient
    )
    assert message.outgoing.kind == "text"


def test_a_frame_is_what_the_developer_guide_shows():
    draft = SignalDraft("", "ICE_CANDIDATE", "viewer-1", "7d2f-1", json.dumps(CANDIDATE))
    frame = json.loads(encode_message(draft, "MASTER").outgoing.data)
    assert frame == {
        "action": "ICE_CANDIDATE",
        "messagePayload": base64.b64encode(json.dumps(CANDIDATE).encode()).decode(),
        "recipientClientId": "viewer-1",
        "correlationId": "7d2f-1",
    }


@pytest.mark.parametrize("recipient", ["", "MASTER"])
def test_a_viewer_names_nobody_since_only_the_master_can_be_meant(recipient: str):
    draft = SignalDraft("", "SDP_OFFER", recipient, "", json.dumps(sdp("offer", OFFER)))
    message = encode_message(draft, "VIEWER")
    assert set(json.loads(message.outgoing.data)) == {"action", "messagePayload"}
    assert message.notes == ()


def test_a_viewer_cannot_write_to_a_viewer_and_a_master_must_name_one():
    to_viewer = SignalDraft("", "SDP_OFFER", "viewer-2", "", "{}")
    assert refusal(to_viewer).field == "Recipient client ID"
    assert refusal(SignalDraft("", "SDP_ANSWER", "", "", "{}"), "MASTER").field == "Recipient client ID"
    assert refusal(SignalDraft("", "SDP_ANSWER", "a b", "", "{}"), "MASTER").field == "Recipient client ID"


def test_a_correlation_id_must_be_one():
    assert refusal(SignalDraft("", "SDP_OFFER", "", "a b", "{}")).field == "Correlation ID"


def test_the_limit_is_on_the_base64_and_not_on_the_json():
    """7,680 bytes make exactly 10,240 characters of Base64; one byte more is one too many."""
    fits = SignalDraft("", "SDP_OFFER", "", "", "x" * 7680)
    message = encode_message(fits, "VIEWER")
    assert len(json.loads(message.outgoing.data)["messagePayload"]) == LONGEST_PAYLOAD
    assert any("close to the limit" in note for note in message.notes)
    failure = refusal(SignalDraft("", "SDP_OFFER", "", "", "x" * 7681))
    assert "7,681 bytes" in failure.sentence
    assert "10,244 characters" in failure.sentence
    assert failure.field == "Message payload"


def test_an_empty_payload_and_half_a_character_are_refused():
    assert refusal(SignalDraft("", "SDP_OFFER")).field == "Message payload"
    assert "surrogate" in refusal(SignalDraft("", "RAW", payload="\ud83d")).sentence


@pytest.mark.parametrize(
    ("kind", "payload", "note"),
    [
        ("SDP_OFFER", "v=0", "not JSON"),
        ("SDP_OFFER", "[1]", "not an object"),
        ("SDP_OFFER", '{"type": "answer", "sdp": ""}', "“type” in the payload is not “offer”"),
        ("SDP_ANSWER", '{"type": "answer"}', "no “sdp”"),
        ("ICE_CANDIDATE", '{"sdpMid": "0"}', "no “candidate”"),
        ("RAW", "{", "not JSON"),
    ],
)
def test_an_odd_payload_goes_out_with_a_note(kind: str, payload: str, note: str):
    message = encode_message(SignalDraft("", kind, payload=payload), "VIEWER")
    assert any(note in said for said in message.notes)
    assert message.outgoing.data


def test_a_raw_message_goes_out_as_it_is():
    text = '{"action":"NOPE", "messagePayload": "%%%"}' + "x" * 20_000
    assert encode_message(SignalDraft("", "RAW", "ignored by RAW", "", text), "VIEWER").outgoing.data == text.encode()
    assert encode_message(SignalDraft("", "RAW"), "MASTER").outgoing.data == b""


def test_a_message_from_the_master_names_no_sender():
    message = decode_message(received("SDP_ANSWER", sdp("answer", "v=0")))
    assert (message.type, message.sender, message.problems) == ("SDP_ANSWER", "", ())
    assert decode_message(received("SDP_OFFER", {}, senderClientId="viewer-1")).sender == "viewer-1"


def test_a_status_says_what_it_is_about():
    said = {"correlationId": "7d2f-1", "errorType": "InvalidArgumentException", "statusCode": "400"}
    message = decode_message(received("STATUS_RESPONSE", statusResponse={**said, "description": "Bad"}))
    assert message.correlation_id == "7d2f-1"
    assert message.status == StatusResponse("400", "InvalidArgumentException", "Bad")
    assert message.status.is_error
    good = decode_message(received("STATUS_RESPONSE", statusResponse={"correlationId": "1", "statusCode": 200}))
    assert good.status == StatusResponse("200")
    assert not good.status.is_error


@pytest.mark.parametrize(
    ("payload", "decoded", "problem"),
    [
        ("eyJhIjoxfQ==", b'{"a":1}', ""),
        ("eyJhIjoxfQ", b'{"a":1}', "unusual form"),
        ("eyJh\nIjoxfQ==", b'{"a":1}', "unusual form"),
        ("-_-_", b"\xfb\xff\xbf", "unusual form"),
        ("%%%", b"", "not Base64"),
        ("ä", b"", "not Base64"),
        ("e", b"", "not Base64"),
        (7, b"", "no text"),
        ("", b"", ""),
        (None, b"", ""),
    ],
)
def test_a_payload_is_decoded_as_forgivingly_as_it_goes(payload: object, decoded: bytes, problem: str):
    frame = json.dumps({"messageType": "SDP_OFFER", "messagePayload": payload}).encode()
    message = decode_message(frame)
    assert message.payload == decoded
    assert (problem in " ".join(message.problems)) if problem else message.problems == ()


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"{}", "without a messageType"),
        (b'{"messageType": 7}', "messageType is no text"),
        (b'{"messageType": "GO_AWAY", "statusResponse": []}', "statusResponse is no object"),
        (b'{"messageType": "SDP_OFFER", "senderClientId": {}}', "senderClientId is no text"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_frame_is_said(frame: bytes, problem: str):
    assert any(problem in said for said in decode_message(frame).problems)


def test_an_empty_frame_is_legal():
    assert decode_message(b"") == SignalingMessage("")


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
known_names = st.sampled_from(
    [
        "messageType",
        "action",
        "messagePayload",
        "senderClientId",
        "recipientClientId",
        "statusResponse",
        "correlationId",
    ]
)


@given(st.binary())
@example(b'{"messageType":"\\ud800","messagePayload":"\\udfff"}')
def test_any_bytes_are_decoded(data: bytes):
    assert isinstance(decode_message(data), SignalingMessage)


@given(st.dictionaries(known_names, json_like | st.dictionaries(st.text(), json_like)))
def test_any_fields_are_decoded_into_texts_that_can_be_shown(frame: dict):
    message = decode_message(json.dumps(frame).encode())
    for text in (message.type, message.sender, message.correlation_id, message.recipient, *message.problems):
        text.encode()

"""Descriptions within payloads."""

from __future__ import annotations

import pytest

from countersign.kvs.message_codec import SignalingMessage
from countersign.kvs.payload_fields import payload_content, payload_text, sdp_of


@pytest.mark.parametrize(
    ("kind", "payload", "found"),
    [
        ("SDP_OFFER", b'{"type":"offer","sdp":"v=0\\r\\n"}', "v=0\r\n"),
        ("SDP_ANSWER", b"v=0\r\n", "v=0\r\n"),
        ("SDP_ANSWER", b'{"type":"answer"}', ""),
        ("SDP_ANSWER", b'{"sdp":7}', ""),
        ("SDP_ANSWER", b"\xff", ""),
        ("ICE_CANDIDATE", b'{"sdp":"v=0"}', ""),
        ("SDP_OFFER", b"", ""),
    ],
)
def test_the_description_is_found_where_sdks_put_it(kind: str, payload: bytes, found: str):
    assert sdp_of(SignalingMessage(kind, payload=payload)) == found


def test_a_payload_is_read_as_json_and_as_text():
    message = SignalingMessage("X", payload=b'["\xc3\xa9"]')
    assert payload_content(message) == ["é"]
    assert payload_text(message) == '["é"]'
    assert payload_content(SignalingMessage("X")) is None

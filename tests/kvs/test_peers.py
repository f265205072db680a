"""Whom a message came from or goes to."""

from __future__ import annotations

import pytest

from countersign.kvs.message_codec import SignalingMessage
from countersign.kvs.peers import peer_of


@pytest.mark.parametrize(
    ("message", "role", "direction", "peer"),
    [
        (SignalingMessage("SDP_ANSWER"), "VIEWER", "received", "MASTER"),
        (SignalingMessage("SDP_OFFER"), "VIEWER", "sent", "MASTER"),
        (SignalingMessage("SDP_OFFER", sender="one"), "MASTER", "received", "one"),
        (SignalingMessage("SDP_ANSWER", recipient="two"), "MASTER", "sent", "two"),
        (SignalingMessage("SDP_OFFER"), "MASTER", "received", ""),
        (SignalingMessage("GO_AWAY"), "VIEWER", "received", ""),
        (SignalingMessage("STATUS_RESPONSE"), "VIEWER", "received", ""),
    ],
)
def test_the_other_side_has_a_name(message: SignalingMessage, role: str, direction: str, peer: str):
    assert peer_of(message, role, direction) == peer

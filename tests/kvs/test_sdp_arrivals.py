"""Which candidates came too early, in logs of any length."""

from __future__ import annotations

from countersign.kvs.sdp_arrivals import MOST_AT_ONCE, SdpArrivals
from countersign.model.frame_log import FrameLog
from tests.kvs.examples import CANDIDATE, OFFER, log_of, received, sdp, sent


def test_only_what_was_received_from_that_peer_counts():
    log = log_of(
        ("sent", sent("SDP_OFFER", sdp("offer", OFFER))),
        ("received", received("SDP_OFFER", sdp("offer", OFFER), senderClientId="other")),
        ("received", received("ICE_CANDIDATE", CANDIDATE)),
        ("received", received("SDP_ANSWER", sdp("answer", OFFER))),
        ("received", received("ICE_CANDIDATE", CANDIDATE)),
    )
    arrivals = SdpArrivals("VIEWER", log)
    assert not arrivals.is_early(4, "MASTER")
    assert arrivals.is_early(2, "MASTER")
    assert not arrivals.is_early(2, "other")


def test_a_word_in_a_frame_is_not_a_description():
    log = log_of(("received", received("NEWS", note="SDP_OFFER")), ("received", received("ICE_CANDIDATE", CANDIDATE)))
    assert SdpArrivals("VIEWER", log).is_early(1, "MASTER")


def test_a_log_that_is_far_ahead_is_read_in_pieces_and_not_judged_meanwhile():
    log = FrameLog()
    for _ in range(MOST_AT_ONCE + 1):
        log.append(0.0, "received", "text", b"{}")
    last = log.append(0.0, "received", "text", received("ICE_CANDIDATE", CANDIDATE))
    arrivals = SdpArrivals("VIEWER", log)
    assert not arrivals.is_early(last, "MASTER")
    assert arrivals.is_early(last, "MASTER")


def test_a_frame_that_the_log_does_not_hold_is_not_judged():
    assert not SdpArrivals("VIEWER", FrameLog()).is_early(7, "MASTER")

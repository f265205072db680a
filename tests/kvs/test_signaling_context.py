"""What other frames say about one."""

from __future__ import annotations

import time

from countersign.kvs.message_codec import decode_message
from countersign.kvs.signaling_context import context_lines
from countersign.model.frame_log import FrameLog
from tests.kvs.examples import ANSWER, CANDIDATE, OFFER, log_of, received, sdp, sent


def context(log: FrameLog, number: int, role: str = "VIEWER") -> list[tuple[str, str, str]]:
    frame = log.frame(number)
    return [tuple(line) for line in context_lines(decode_message(frame.data), frame, log, role)]


def test_a_status_names_the_message_that_it_answers():
    status = {"correlationId": "7d2f-1", "statusCode": "400", "errorType": "Nope"}
    log = log_of(
        ("sent", sent("SDP_OFFER", {}, correlationId="7d2f-1")),
        ("sent", sent("ICE_CANDIDATE", {}, correlationId="7d2f-10")),
        ("received", received("STATUS_RESPONSE", statusResponse=status)),
    )
    assert context(log, 2) == [("answers", "SDP_OFFER to MASTER, sent 200 ms earlier (frame 0)", "")]
    assert context(log, 0)[-1] == ("status", "400 Nope, 200 ms later (frame 2)", "error")
    assert context(log, 1)[-1][1].startswith("none came")


def test_a_status_for_nothing_that_was_sent_says_so():
    log = log_of(("received", received("STATUS_RESPONSE", statusResponse={"correlationId": "ghost"})))
    ((label, text, tone),) = context(log, 0)
    assert (label, tone) == ("answers", "warn")
    assert "ghost" in text


def test_an_answer_is_held_against_its_offer_and_the_other_way_round():
    log = log_of(
        ("sent", sent("SDP_OFFER", sdp("offer", OFFER))),
        ("received", received("SDP_ANSWER", sdp("answer", ANSWER))),
    )
    warning = ("warnings", "video is sendonly, but the offer asked for sendrecv", "warn")
    assert context(log, 1) == [("offer", "100 ms earlier (frame 0)", ""), warning]
    assert context(log, 0) == [("answer", "100 ms later (frame 1)", ""), warning]


def test_a_masters_answer_is_held_against_the_offer_of_the_same_viewer():
    log = log_of(
        ("received", received("SDP_OFFER", sdp("offer", OFFER), senderClientId="one")),
        ("received", received("SDP_OFFER", sdp("offer", "v=0"), senderClientId="two")),
        ("sent", sent("SDP_ANSWER", sdp("answer", ANSWER), recipientClientId="one")),
        ("sent", sent("SDP_ANSWER", sdp("answer", ANSWER), recipientClientId="three")),
    )
    assert context(log, 2, "MASTER")[0] == ("offer", "200 ms earlier (frame 0)", "")
    assert context(log, 3, "MASTER")[0][2] == "warn"


def test_a_long_log_is_searched_within_bounds():
    """The same answer among a hundred thousand frames takes no longer than the bound allows."""
    log = FrameLog()
    log.append(0.0, "sent", "text", sent("SDP_OFFER", {}, correlationId="far"))
    filler = received("ICE_CANDIDATE", CANDIDATE)
    for number in range(100_000):
        log.append(float(number), "received", "text", filler)
    number = log.append(1.0, "received", "text", received("STATUS_RESPONSE", statusResponse={"correlationId": "far"}))
    begun = time.perf_counter()
    ((_, _, tone),) = context(log, number)
    assert tone == "warn"
    assert time.perf_counter() - begun < 0.5


def test_a_candidate_before_the_description_of_its_peer_must_be_kept():
    log = log_of(
        ("received", received("ICE_CANDIDATE", CANDIDATE, senderClientId="one")),
        ("received", received("SDP_OFFER", sdp("offer", OFFER), senderClientId="one")),
        ("received", received("ICE_CANDIDATE", CANDIDATE, senderClientId="one")),
        ("received", received("ICE_CANDIDATE", CANDIDATE, senderClientId="two")),
    )
    assert context(log, 0, "MASTER") == [
        ("order", "It came before the SDP of one; it must be kept until that is there.", "warn")
    ]
    assert context(log, 2, "MASTER") == []
    assert context(log, 3, "MASTER")[0][2] == "warn"

"""The summary of a description, as the console shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.sdp import summary
from tests.kvs.examples import ANSWER, OFFER
from tests.kvs.test_session_description import lines


def shown(text: str, kind: str = "") -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in summary(text, kind)]


def test_an_answer_reads_as_in_the_picture():
    assert shown(ANSWER, "answer") == [
        ("media", "audio  sendrecv  opus/48000/2 (111)"),
        ("", "video  sendonly  H264/90000 (102) profile 42e01f"),
        ("", "data   webrtc-datachannel"),
        ("bundle", "mid 0, 1, 2 on one transport   rtcp-mux"),
        ("ICE", "ufrag x9Qd   trickle   3 candidates: host 1, srflx 1, relay 1"),
        ("DTLS", "active   sha-256 5A:5B:…:79"),
    ]


def test_several_formats_of_one_codec_stand_together_and_helpers_apart():
    media = [text for _, text in shown(OFFER, "offer")[:3]]
    assert media[0] == "audio  sendrecv  opus/48000/2 (111), PCMU/8000 (0)   with telephone-event"
    assert media[1] == "video  sendrecv  VP8/90000 (96), H264/90000 (102: 42e01f, 104: 640c1f)   with rtx"


def test_a_complete_offer_has_no_warnings():
    assert not [line for line in summary(OFFER, "offer") if line.tone == "warn"]


def test_different_transports_are_named_by_their_lines():
    split = ANSWER.replace("a=ice-ufrag:x9Qd\r\na=ice-pwd:zyxwvutsrqponmlkjihgfedc\r\na=fingerprint", "a=fingerprint")
    split = split.replace("a=mid:1", "a=mid:1\r\na=ice-ufrag:other", 1)
    ice = [text for label, text in shown(split) if "ufrag" in text]
    assert ice == ["ufrag other   trickle   3 candidates: host 1, srflx 1, relay 1"]


def test_warnings_come_last_under_their_own_label():
    last = summary("o=nothing", "offer")
    assert last[0].label == "warnings"
    assert {line.tone for line in last} == {"warn"}


@given(lines, st.sampled_from(["", "offer", "answer"]))
def test_any_lines_give_printable_lines(written: list[str], kind: str):
    for line in summary("\r\n".join(written), kind):
        assert line.text.isprintable()
        assert len(line.text) <= 400

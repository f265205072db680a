"""Where offer and answer do not fit."""

from __future__ import annotations

import pytest
from hypothesis import given

from countersign.kvs.sdp_agreement import disagreements
from tests.kvs.examples import ANSWER, HASH, OFFER, OTHER_HASH
from tests.kvs.test_session_description import lines

AGREEING = ANSWER.replace("a=sendonly", "a=sendrecv")


def test_a_fitting_answer_has_nothing_against_it():
    assert disagreements(OFFER, AGREEING) == ()


def test_the_disagreement_of_the_picture_is_said_in_its_words():
    (line,) = disagreements(OFFER, ANSWER)
    assert line == ("warnings", "video is sendonly, but the offer asked for sendrecv", "warn")


@pytest.mark.parametrize(
    ("change", "said", "tone"),
    [
        (("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", ""), "2 media lines, but the offer has 3", "error"),
        (("m=video 9", "m=audio 9"), "media line 1 is audio (mid 1) in the answer, but video (mid 1)", "error"),
        (("a=mid:1", "a=mid:9"), "media line 1 is video (mid 9)", "error"),
        (("m=video 9", "m=video 0"), "video is rejected", "warn"),
        (
            ("opus/48000/2", "AAC/48000/2"),
            "no codec in common: the offer has opus, PCMU, the answer AAC",
            "error",
        ),
        (("42e01f", "4d001f"), "video has no H264 profile in common: the offer has 42e01f", "error"),
        (("packetization-mode=1;", ""), "42e01f in mode 0", "error"),
        (("a=setup:active", "a=setup:actpass"), "DTLS is actpass on both sides", "error"),
        (("a=rtcp-mux\r\n", ""), "audio was offered with rtcp-mux", "warn"),
        ((HASH, OTHER_HASH), "the same DTLS fingerprint", "error"),
    ],
)
def test_each_disagreement_is_said(change: tuple[str, str], said: str, tone: str):
    found = disagreements(OFFER, AGREEING.replace(*change))
    assert any(said in line.text and line.tone == tone for line in found), found
    assert found[0].label == "warnings"


def test_another_level_of_the_same_profile_agrees():
    assert disagreements(OFFER, AGREEING.replace("42e01f", "42e034")) == ()


def test_a_copied_description_is_recognised():
    found = " ".join(line.text for line in disagreements(OFFER, OFFER))
    assert "same ICE user name and password" in found
    assert "same DTLS fingerprint" in found


@pytest.mark.parametrize(
    ("asked", "given_", "said"),
    [
        ("sendonly", "recvonly", ""),
        ("recvonly", "sendonly", ""),
        ("inactive", "inactive", ""),
        ("sendonly", "inactive", "is inactive, but the offer asked for sendonly"),
        ("sendonly", "sendonly", "on both sides, so nobody receives"),
        ("recvonly", "recvonly", "on both sides, so nobody sends"),
        ("sendonly", "sendrecv", "an answer can only be recvonly or inactive"),
        ("inactive", "sendrecv", "an answer can only be inactive"),
    ],
)
def test_directions_are_held_against_each_other(asked: str, given_: str, said: str):
    head = "v=0\r\nm=audio 9 X 0\r\na=mid:0\r\n"
    found = disagreements(f"{head}a={asked}\r\n", f"{head}a={given_}\r\n")
    assert [said in line.text for line in found] == ([True] if said else [])


@given(lines, lines)
def test_any_two_are_compared(offer: list[str], answer: list[str]):
    for line in disagreements("\n".join(offer), "\n".join(answer)):
        assert line.text.isprintable()

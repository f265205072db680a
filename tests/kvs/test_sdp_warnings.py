"""What is odd about one description."""

from __future__ import annotations

import pytest

from countersign.kvs.sdp_warnings import warnings
from countersign.kvs.session_description import parse_sdp
from tests.kvs.examples import ANSWER, HASH, OFFER


@pytest.mark.parametrize(("text", "kind"), [(OFFER, "offer"), (ANSWER, "answer")])
def test_descriptions_as_browsers_write_them_pass(text: str, kind: str):
    assert warnings(parse_sdp(text), kind) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("v=0\r\n", ""), "does not begin as SDP does"),
        ((f"a=fingerprint:sha-256 {HASH}\r\n", ""), "audio has no DTLS fingerprint"),
        ((HASH, HASH[:-3]), "sha-256 fingerprint of the wrong length"),
        (("a=setup:active\r\n", ""), "does not say who begins DTLS"),
        (("a=setup:active", "a=setup:actpass"), "an answer must choose active or passive"),
        (("a=ice-pwd:zyxwvutsrqponmlkjihgfedc\r\n", ""), "no ICE user name and password"),
        (("a=ice-ufrag:x9Qd", "a=ice-ufrag:x"), "shorter than RFC 8839 asks"),
        (("a=rtcp-mux\r\n", ""), "audio is without rtcp-mux"),
        (("a=rtpmap:102 H264/90000\r\n", ""), "what payload type 102 is"),
        (("BUNDLE 0 1 2", "BUNDLE 0 1 7"), "mid 7, which no media line has"),
        (("SAVPF 111", "SAVPF"), "audio names no codec"),
    ],
)
def test_each_oddity_of_an_answer_is_said(change: tuple[str, str], said: str):
    found = warnings(parse_sdp(ANSWER.replace(*change)), "answer")
    assert any(said in warning for warning in found), found


def test_an_offer_leaves_the_role_open_and_its_lines_on():
    found = warnings(parse_sdp(OFFER.replace("setup:actpass", "setup:active")), "offer")
    assert any("should leave the DTLS role open" in warning for warning in found)
    off = warnings(parse_sdp(OFFER.replace("m=video 9", "m=video 0")), "offer")
    assert "video is switched off: its port is 0" in off


def test_an_empty_description_has_nothing_to_agree_on():
    assert any("no media line" in warning for warning in warnings(parse_sdp("v=0")))


def test_mdns_names_alone_are_pointed_out():
    hidden = OFFER.replace("a=mid:0", "a=mid:0\r\na=candidate:1 1 udp 2113937151 1b2c.local 5000 typ host")
    assert any("mDNS" in warning for warning in warnings(parse_sdp(hidden), "offer"))

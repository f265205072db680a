"""Descriptions taken apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from countersign.kvs.session_description import MOST_LINES, parse_sdp
from tests.kvs.examples import ANSWER, HASH, OFFER


def test_media_lines_are_read_with_their_codecs():
    offer = parse_sdp(OFFER)
    audio, video, data = offer.media
    assert (offer.version, offer.bundle) == ("0", ("0", "1", "2"))
    assert [media.label for media in offer.media] == ["audio", "video", "data"]
    assert [codec.coding for codec in audio.codecs] == ["opus/48000/2", "PCMU/8000", "telephone-event/8000"]
    assert [codec.parameter("profile-level-id") for codec in video.codecs] == ["", "", "42e01f", "640c1f"]
    assert data.is_data
    assert data.formats == ("webrtc-datachannel",)
    assert (video.mid, video.direction, video.rtcp_mux) == ("1", "sendrecv", True)


def test_the_transport_is_read_with_its_candidates():
    transport = parse_sdp(ANSWER).media[0].transport
    assert (transport.ufrag, transport.setup, transport.options) == ("x9Qd", "active", ("trickle",))
    assert transport.fingerprints == (("sha-256", HASH),)
    assert transport.candidate_types == ("host", "srflx", "relay")
    assert "zyxwvutsrqponmlkjihgfedc" not in repr(transport)


def test_what_the_session_says_holds_for_its_lines():
    text = "v=0\na=sendonly\na=setup:passive\na=ice-ufrag:abcd\nm=audio 9 X 0\nm=video 0 X 99\na=inactive\n"
    audio, video = parse_sdp(text).media
    assert (audio.direction, audio.transport.setup, audio.transport.ufrag) == ("sendonly", "passive", "abcd")
    assert (video.direction, video.is_rejected) == ("inactive", True)
    assert audio.codecs[0].coding == "PCMU/8000"
    assert video.codecs[0].coding == ""


def test_a_bundle_only_line_is_not_rejected_by_its_port():
    assert not parse_sdp("v=0\nm=video 0 X 99\na=bundle-only\n").media[0].is_rejected


def test_a_description_without_end_is_cut():
    endless = parse_sdp("v=0\n" + "a=x\n" * (MOST_LINES + 10))
    assert endless.is_cut
    assert not parse_sdp(OFFER).is_cut


lines = st.lists(
    st.sampled_from(["v=0", "m=", "m=audio", "m=video 9 X 96", "a=group:BUNDLE", "a=group:", "a=rtpmap:96", "a=mid"])
    | st.text(max_size=30).map("a=".__add__)
    | st.text(max_size=30)
)


@given(lines)
def test_any_lines_are_taken_apart(written: list[str]):
    text = "\r\n".join(written)
    assert len(parse_sdp(text).media) == sum(line.startswith("m=") for line in text.replace("\r\n", "\n").split("\n"))

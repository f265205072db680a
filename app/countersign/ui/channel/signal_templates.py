"""Messages to begin with: a session description of each kind, and a candidate.

Sources: RFC 8866 (SDP), RFC 9429 (JSEP), RFC 8839 (ICE in SDP), RFC 8841 (data channels).
"""

from __future__ import annotations

import json

from countersign.model.channel import SignalDraft

_CANDIDATE = "candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host generation 0"


def templates() -> tuple[SignalDraft, ...]:
    """Return the templates in the order of the menu; each has a title."""
    return (
        SignalDraft("Offer: receive audio and video", "SDP_OFFER", payload=_offer(direction="recvonly")),
        SignalDraft(
            "Offer: send and receive, with data", "SDP_OFFER", payload=_offer(direction="sendrecv", data=True)
        ),
        SignalDraft("Answer: send audio and video", "SDP_ANSWER", payload=_answer()),
        SignalDraft("Candidate: UDP, of this host", "ICE_CANDIDATE", payload=_candidate(_CANDIDATE)),
        SignalDraft("Candidate: the last one", "ICE_CANDIDATE", payload=_candidate("")),
        SignalDraft("Raw frame", "RAW", payload=_raw()),
    )


def _offer(*, direction: str, data: bool = False) -> str:
    return _description("offer", "actpass", direction, data=data)


def _answer() -> str:
    return _description("answer", "active", "sendonly", data=False)


def _description(kind: str, setup: str, direction: str, *, data: bool) -> str:
    media = [
        _section("m=audio 9 UDP/TLS/RTP/SAVPF 111", "0", setup, *_audio(direction)),
        _section("m=video 9 UDP/TLS/RTP/SAVPF 102", "1", setup, *_video(direction)),
    ]
    if data:
        media.append(_section("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "2", setup, "a=sctp-port:5000"))
    mids = " ".join(str(number) for number in range(len(media)))
    session = ["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    lines = [*session, "a=msid-semantic: WMS", *(line for section in media for line in section)]
    return _pretty({"type": kind, "sdp": "".join(f"{line}\r\n" for line in lines)})


def _section(first: str, mid: str, setup: str, *others: str) -> tuple[str, ...]:
    return (first, *_transport(setup), f"a=setup:{setup}", f"a=mid:{mid}", *others)


def _transport(setup: str) -> tuple[str, ...]:
    """Return how a side can be reached; each side has a name, a password and a fingerprint of its own."""
    seed = sum(setup.encode())
    fingerprint = ":".join(f"{(37 * place + seed) % 256:02X}" for place in range(32))  # of no certificate
    return (
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:cs-{setup}",
        f"a=ice-pwd:countersign-template-{setup}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {fingerprint}",
    )


def _audio(direction: str) -> tuple[str, ...]:
    return (f"a={direction}", "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1")


def _video(direction: str) -> tuple[str, ...]:
    profile = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    feedback = tuple(f"a=rtcp-fb:102 {kind}" for kind in ("nack", "nack pli", "ccm fir"))
    return (f"a={direction}", "a=rtcp-mux", "a=rtpmap:102 H264/90000", f"a=fmtp:102 {profile}", *feedback)


def _candidate(candidate: str) -> str:
    return _pretty({"candidate": candidate, "sdpMid": "0", "sdpMLineIndex": 0})


def _raw() -> str:
    return _pretty({"action": "ICE_CANDIDATE", "messagePayload": "e30=", "correlationId": "raw-1"})


def _pretty(value: dict[str, str | int]) -> str:
    return json.dumps(value, indent=2)

"""Channels, descriptions, frames and answers that the tests of this package share."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

from countersign.model.body import StoredBody
from countersign.model.credentials import Credentials
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange, Phase, Response
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame

ARN = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door-camera/1699999999999"
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SIGNED_AT = datetime(2026, 11, 22, 2, 14, 2, tzinfo=UTC)

HASH = ":".join(f"{byte:02X}" for byte in range(0x5A, 0x5A + 32))
OTHER_HASH = ":".join(f"{byte:02X}" for byte in range(0x10, 0x10 + 32))

OFFER = f"""v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
m=audio 9 UDP/TLS/RTP/SAVPF 111 0 126
c=IN IP4 0.0.0.0
a=ice-ufrag:Lf2p
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=ice-options:trickle
a=fingerprint:sha-256 {OTHER_HASH}
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:0 PCMU/8000
a=rtpmap:126 telephone-event/8000
m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 104
a=mid:1
a=sendrecv
a=rtcp-mux
a=setup:actpass
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:102 H264/90000
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=rtpmap:104 H264/90000
a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
a=mid:2
a=setup:actpass
a=sctp-port:5000
""".replace("\n", "\r\n")

ANSWER = f"""v=0
o=- 8234617823 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
a=ice-options:trickle
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=ice-ufrag:x9Qd
a=ice-pwd:zyxwvutsrqponmlkjihgfedc
a=fingerprint:sha-256 {HASH}
a=setup:active
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host
a=candidate:0 1 udp 1694498815 203.0.113.7 61022 typ srflx raddr 192.0.2.14 rport 54321
a=candidate:2 1 udp 16777215 198.51.100.3 50112 typ relay raddr 203.0.113.7 rport 61022
m=video 9 UDP/TLS/RTP/SAVPF 102
a=ice-ufrag:x9Qd
a=ice-pwd:zyxwvutsrqponmlkjihgfedc
a=fingerprint:sha-256 {HASH}
a=setup:active
a=mid:1
a=sendonly
a=rtcp-mux
a=rtpmap:102 H264/90000
a=fmtp:102 packetization-mode=1;profile-level-id=42e01f
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
a=ice-ufrag:x9Qd
a=ice-pwd:zyxwvutsrqponmlkjihgfedc
a=fingerprint:sha-256 {HASH}
a=setup:active
a=mid:2
""".replace("\n", "\r\n")

CANDIDATE = {
    "candidate": "candidate:1 1 udp 2122260223 192.0.2.14 54321 typ host generation 0 ufrag x9Qd",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
}


def sdp(kind: str, text: str) -> dict[str, str]:
    """Return a payload as browsers write it."""
    return {"type": kind, "sdp": text}


def received(kind: str, payload: object = None, **fields: object) -> bytes:
    """Return a frame as the service delivers it."""
    frame: dict[str, object] = {"messageType": kind, **fields}
    if payload is not None:
        frame["messagePayload"] = base64.b64encode(json.dumps(payload).encode()).decode()
    return json.dumps(frame).encode()


def sent(kind: str, payload: object, **fields: object) -> bytes:
    """Return a frame as a client sends it."""
    encoded = base64.b64encode(json.dumps(payload).encode()).decode()
    return json.dumps({"action": kind, "messagePayload": encoded, **fields}).encode()


def text_frame(data: bytes, direction: str = "received", number: int = 0, note: str = "") -> Frame:
    """Return a text frame."""
    return Frame(number, 1_000.0 + number, direction, "text", data, note)


def log_of(*frames: tuple[str, bytes]) -> FrameLog:
    """Return a log of text frames, 100 ms apart."""
    log = FrameLog()
    for number, (direction, data) in enumerate(frames):
        log.append(1_000.0 + number / 10, direction, "text", data)
    return log


def response(status: int, body: object = b"", headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return an answer; a body that is no bytes is written as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, "", headers, StoredBody(data, size=len(data), wire_size=len(data)))


def answered(status: int, body: object = b"", headers: tuple[tuple[str, str], ...] = ()) -> Exchange:
    """Return an exchange that came back."""
    phases = (Phase("Waiting", 0.0, 84.0),)
    return Exchange("1", SIGNED_AT, None, response(status, body, headers), None, phases)


def unanswered(failure: Failure) -> Exchange:
    """Return an exchange that did not come back."""
    return Exchange("1", SIGNED_AT, None, None, failure)


def words(text: str) -> str:
    """Stand for a scrubber that knows no secrets."""
    return text

"""What is odd about one session description.

Sources: RFC 8839, section 5.4 (lengths of ufrag and password), RFC 8122, section 5 (fingerprints), RFC 8842,
section 5 (setup roles), RFC 8843, section 7 (BUNDLE), RFC 8834, section 4.5 (rtcp-mux).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from countersign.kvs.session_description import MOST_LINES, Fingerprint, Media, SessionDescription

SdpKind = Literal["", "offer", "answer"]

_DIGEST_BYTES = {"sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}
_MOST = 40


def warnings(description: SessionDescription, kind: SdpKind = "") -> tuple[str, ...]:
    """Return one half sentence for each oddity, the gravest first; the same one of several media lines once."""
    found = dict.fromkeys((*_session_warnings(description), *_media_warnings(description, kind)))
    return tuple(found)[:_MOST]


def _session_warnings(description: SessionDescription) -> Iterator[str]:
    if description.version != "0":
        yield "this does not begin as SDP does, with v=0"
    if description.is_cut:
        yield f"only the first {MOST_LINES:,} lines were read"
    if not description.media:
        yield "there is no media line, so there is nothing to agree on"
    mids = {media.mid for media in description.media}
    for mid in description.bundle:
        if mid not in mids:
            yield f"the bundle names mid {mid}, which no media line has"


def _media_warnings(description: SessionDescription, kind: SdpKind) -> Iterator[str]:
    tagged = description.bundle[:1]
    for media in description.media:
        if media.is_rejected:
            if kind == "offer":
                yield f"{media.label} is switched off: its port is 0"
            continue
        # Within a bundle only the first line must say how the transport is made (RFC 8843, section 7.1.3).
        if media.mid not in description.bundle or media.mid in tagged:
            yield from _ice_warnings(media)
            yield from _dtls_warnings(media, kind)
        yield from _codec_warnings(media)


def _ice_warnings(media: Media) -> Iterator[str]:
    transport = media.transport
    if not transport.ufrag or not transport.password:
        yield f"{media.label} has no ICE user name and password, so no connection can be checked"
    elif len(transport.ufrag) < 4 or len(transport.password) < 22:
        yield f"{media.label} has an ICE user name or password that is shorter than RFC 8839 asks (4 and 22)"
    hosts = transport.candidate_types.count("host")
    if hosts and hosts == len(transport.candidate_types) == transport.hidden_hosts:
        yield "all candidates are mDNS names, which work within the local network only"


def _dtls_warnings(media: Media, kind: SdpKind) -> Iterator[str]:
    transport = media.transport
    if not transport.fingerprints:
        yield f"{media.label} has no DTLS fingerprint, so the other side must refuse it"
    for fingerprint in transport.fingerprints:
        if not _fits(fingerprint):
            yield f"{media.label} has a {fingerprint.algorithm} fingerprint of the wrong length"
    if not transport.setup:
        yield f"{media.label} does not say who begins DTLS (a=setup)"
    elif kind == "answer" and transport.setup not in ("active", "passive"):
        yield f"an answer must choose active or passive for DTLS, but {media.label} says {transport.setup}"
    elif kind == "offer" and transport.setup != "actpass":
        yield f"an offer should leave the DTLS role open (actpass), but {media.label} says {transport.setup}"


def _fits(fingerprint: Fingerprint) -> bool:
    expected = _DIGEST_BYTES.get(fingerprint.algorithm)
    return expected is None or len(fingerprint.value) == 3 * expected - 1


def _codec_warnings(media: Media) -> Iterator[str]:
    if media.is_data:
        return
    unnamed = [codec.payload_type for codec in media.codecs if not codec.coding]
    if not media.codecs:
        yield f"{media.label} names no codec"
    elif unnamed:
        yield f"{media.label} does not say what payload type {unnamed[0]} is (a=rtpmap)"
    if not media.rtcp_mux:
        yield f"{media.label} is without rtcp-mux, which browsers insist on"

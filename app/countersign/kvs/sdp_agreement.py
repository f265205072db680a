"""Where an answer does not fit its offer.

Sources: RFC 3264, section 6 (offer and answer), RFC 6184, section 8.2.2 (H.264), RFC 8842, section 5 (DTLS roles).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from countersign.kvs.session_description import HELPERS, Codec, Media, SessionDescription, parse_sdp
from countersign.model.frames import DetailLine, Tone

# What an answer may say to each direction, its full counterpart first.
_ANSWERS = {
    "sendrecv": ("sendrecv", "sendonly", "recvonly", "inactive"),
    "sendonly": ("recvonly", "inactive"),
    "recvonly": ("sendonly", "inactive"),
    "inactive": ("inactive",),
}
_DEFAULT_PROFILE = "42000a"  # RFC 6184, section 8.1: Baseline, level 1
_MOST = 40


class _Finding(NamedTuple):
    text: str
    tone: Tone = "warn"


def disagreements(offer: str, answer: str) -> tuple[DetailLine, ...]:
    """Return one line for each point in which the two do not fit; nothing where they agree. Never raises.

    The tone is "error" where no connection or no medium can come of it, "warn" where less comes of it than was asked.
    """
    offered, answered = parse_sdp(offer), parse_sdp(answer)
    found = dict.fromkeys((*_line_findings(offered, answered), *_transport_findings(offered, answered)))
    return tuple(
        DetailLine("" if number else "warnings", _printable(finding.text), finding.tone)
        for number, finding in enumerate(tuple(found)[:_MOST])
    )


def _line_findings(offer: SessionDescription, answer: SessionDescription) -> Iterator[_Finding]:
    if len(offer.media) != len(answer.media):
        counts = f"{_lines(len(answer.media))}, but the offer has {len(offer.media)}"
        yield _Finding(f"the answer has {counts}; their number and order must be the same", "error")
    for number, (asked, given) in enumerate(zip_longest(offer.media, answer.media)):
        if asked is None or given is None:
            return
        if asked.kind != given.kind or (asked.mid and given.mid and asked.mid != given.mid):
            names = f"{_name(given)} in the answer, but {_name(asked)} in the offer"
            yield _Finding(f"media line {number} is {names}; the order must be the same", "error")
        elif given.is_rejected:
            if not asked.is_rejected:
                yield _Finding(f"{asked.label} is rejected: the answer gives it port 0")
        else:
            yield from _medium_findings(asked, given)


def _medium_findings(asked: Media, given: Media) -> Iterator[_Finding]:
    if asked.is_data:
        return
    yield from _direction_findings(asked, given)
    yield from _codec_findings(asked, given)
    if asked.rtcp_mux and not given.rtcp_mux:
        yield _Finding(f"{asked.label} was offered with rtcp-mux, but is answered without")


def _direction_findings(asked: Media, given: Media) -> Iterator[_Finding]:
    allowed = _ANSWERS[asked.direction]
    if given.direction == allowed[0]:
        return
    if given.direction in allowed:
        yield _Finding(f"{asked.label} is {given.direction}, but the offer asked for {asked.direction}")
    elif asked.direction == given.direction:
        nobody = "nobody receives" if given.direction == "sendonly" else "nobody sends"
        yield _Finding(f"{asked.label} is {given.direction} on both sides, so {nobody}", "error")
    else:
        choice = " or ".join(allowed)
        text = f"{asked.label} is {given.direction}, but to {asked.direction} an answer can only be {choice}"
        yield _Finding(text, "error")


def _codec_findings(asked: Media, given: Media) -> Iterator[_Finding]:
    offered, answered = _main_codecs(asked), _main_codecs(given)
    if not offered or not answered:
        return
    same_coding = [codec for codec in answered if any(_coding(codec) == _coding(other) for other in offered)]
    if not same_coding:
        lists = f"the offer has {_names(offered)}, the answer {_names(answered)}"
        yield _Finding(f"{asked.label} has no codec in common: {lists}", "error")
    elif not any(_fits(codec, other) for codec in same_coding for other in offered):
        lists = f"the offer has {_profiles(offered)}, the answer {_profiles(same_coding)}"
        yield _Finding(f"{asked.label} has no H264 profile in common: {lists}", "error")


def _transport_findings(offer: SessionDescription, answer: SessionDescription) -> Iterator[_Finding]:
    for asked, given in zip(offer.media, answer.media, strict=False):
        if asked.is_rejected or given.is_rejected:
            continue
        first, second = asked.transport, given.transport
        if first.setup == second.setup != "":
            who = {"active": "both begin it", "passive": "both wait for it"}.get(second.setup, "neither chooses")
            yield _Finding(f"DTLS is {second.setup} on both sides: {who}", "error")
        if first.ufrag and (first.ufrag, first.password) == (second.ufrag, second.password):
            yield _Finding("both sides have the same ICE user name and password: one was copied", "error")
        if first.fingerprints and set(first.fingerprints) & set(second.fingerprints):
            yield _Finding("both sides have the same DTLS fingerprint: one was copied", "error")
    if offer.is_lite and answer.is_lite:
        yield _Finding("both sides are ICE lite, so nobody checks connections", "error")


def _main_codecs(media: Media) -> list[Codec]:
    return [codec for codec in media.codecs if codec.coding and codec.name not in HELPERS]


def _coding(codec: Codec) -> str:
    return codec.coding.lower().removesuffix("/1")  # one channel need not be said (RFC 8866, section 6.6)


def _fits(codec: Codec, other: Codec) -> bool:
    if _coding(codec) != _coding(other):
        return False
    if codec.name != "h264":
        return True
    same_mode = (codec.parameter("packetization-mode") or "0") == (other.parameter("packetization-mode") or "0")
    return same_mode and _profile(codec)[:4] == _profile(other)[:4]  # the level may differ


def _profile(codec: Codec) -> str:
    return codec.parameter("profile-level-id").lower() or _DEFAULT_PROFILE


def _profiles(codecs: list[Codec]) -> str:
    profiles = (
        f"{_profile(codec)} in mode {codec.parameter('packetization-mode') or '0'}"
        for codec in codecs
        if codec.name == "h264"
    )
    return ", ".join(dict.fromkeys(profiles))


def _names(codecs: list[Codec]) -> str:
    return ", ".join(dict.fromkeys(codec.coding.partition("/")[0] for codec in codecs))


def _name(media: Media) -> str:
    return f"{media.label} (mid {media.mid})" if media.mid else media.label


def _lines(count: int) -> str:
    return "1 media line" if count == 1 else f"{count} media lines"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text[:400])

"""An SDP session description in a few lines for people. Never raises.

Sources: RFC 8866 (SDP), RFC 8839 (ICE), RFC 8842 (DTLS), RFC 8843 (BUNDLE).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from countersign.kvs.sdp_warnings import SdpKind, warnings
from countersign.kvs.session_description import HELPERS, Codec, Media, SessionDescription, Transport, parse_sdp
from countersign.model.frames import DetailLine, Tone

_TYPE_ORDER = ("host", "srflx", "prflx", "relay")
_SHOWN_OPTIONS = ("trickle", "ice2", "renomination")
_MOST_MEDIA = 50
_LONGEST = 400  # characters of a line

Words = Callable[[Transport, SessionDescription], str]


def summary(text: str, kind: SdpKind = "") -> tuple[DetailLine, ...]:
    """Return media, bundle, ICE, DTLS and warnings of one description; `kind` says what it was sent as."""
    description = parse_sdp(text)
    return (
        *_labelled("media", (_media_words(media) for media in description.media[:_MOST_MEDIA])),
        *_labelled("bundle", _bundle_words(description)),
        *_labelled("ICE", _each_transport(description, _ice_words)),
        *_labelled("DTLS", _each_transport(description, _dtls_words)),
        *_labelled("warnings", warnings(description, kind), "warn"),
    )


def _labelled(label: str, texts: Iterable[str], tone: Tone = "") -> Iterator[DetailLine]:
    for number, text in enumerate(texts):
        yield DetailLine(label if number == 0 else "", _printable(text), tone)


def _printable(text: str) -> str:
    plain = "".join(character if character.isprintable() else " " for character in text[: _LONGEST + 1])
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _media_words(media: Media) -> str:
    rejected = "   rejected" if media.is_rejected else ""
    if media.is_data:
        return f"{'data':<5}  {' '.join(media.formats) or media.protocol}{rejected}"
    helpers = dict.fromkeys(codec.name for codec in media.codecs if codec.name in HELPERS)
    also = f"   with {', '.join(helpers)}" if helpers else ""
    return f"{media.kind:<5}  {media.direction}  {_codec_words(media.codecs)}{also}{rejected}"


def _codec_words(codecs: Iterable[Codec]) -> str:
    groups: dict[str, list[Codec]] = {}
    for codec in codecs:
        if codec.name not in HELPERS:
            groups.setdefault(codec.coding or "unnamed", []).append(codec)
    return ", ".join(_group_words(coding, group) for coding, group in groups.items()) or "no codecs"


def _group_words(coding: str, group: list[Codec]) -> str:
    profiles = [codec.parameter("profile-level-id").lower() for codec in group]
    if len(group) == 1:
        profile = f" profile {profiles[0]}" if profiles[0] else ""
        return f"{coding} ({group[0].payload_type}){profile}"
    types = (
        f"{codec.payload_type}: {profile}" if profile else codec.payload_type
        for codec, profile in zip(group, profiles, strict=True)
    )
    return f"{coding} ({', '.join(types)})"


def _bundle_words(description: SessionDescription) -> Iterator[str]:
    if not description.media:
        return
    shared = f"mid {', '.join(description.bundle)} on one transport" if description.bundle else "none"
    streams = [media for media in description.media if not media.is_data]
    if not streams:
        yield shared
    else:
        yield f"{shared}   {'rtcp-mux' if all(media.rtcp_mux for media in streams) else 'without rtcp-mux'}"


def _each_transport(description: SessionDescription, words: Words) -> Iterator[str]:
    """Yield the words for each transport, those that hold for several media lines once."""
    seen: dict[str, list[str]] = {}
    for media in description.media[:_MOST_MEDIA]:
        text = "" if media.is_rejected else words(media.transport, description)
        if text:
            seen.setdefault(text, []).append(media.mid or media.label)
    for text, names in seen.items():
        yield text if len(seen) == 1 else f"{text}   ({', '.join(names)})"


def _ice_words(transport: Transport, description: SessionDescription) -> str:
    if not transport.ufrag:
        return ""
    options = [option for option in _SHOWN_OPTIONS if option in transport.options]
    lite = ["lite"] if description.is_lite else []
    return "   ".join((f"ufrag {transport.ufrag}", *options, *lite, _candidate_words(transport, description)))


def _candidate_words(transport: Transport, description: SessionDescription) -> str:
    types = transport.candidate_types
    if not types and description.bundle:  # they stand at the first line of the bundle only
        tagged = (media for media in description.media if media.mid == description.bundle[0])
        types = next((media.transport.candidate_types for media in tagged), ())
    ended = ", no more to come" if transport.candidates_ended else ""
    if not types:
        return f"no candidates{ended or ' yet'}"
    counts = Counter(types)
    ordered = sorted(counts, key=lambda kind: _TYPE_ORDER.index(kind) if kind in _TYPE_ORDER else len(_TYPE_ORDER))
    number = "1 candidate" if len(types) == 1 else f"{len(types)} candidates"
    return f"{number}: {', '.join(f'{kind} {counts[kind]}' for kind in ordered)}{ended}"


def _dtls_words(transport: Transport, _description: SessionDescription) -> str:
    prints = [f"{algorithm} {_shortened(value)}" for algorithm, value in transport.fingerprints[:4]]
    return "   ".join(part for part in (transport.setup, *prints) if part)


def _shortened(digest: str) -> str:
    return digest if len(digest) <= 12 else f"{digest[:6]}…{digest[-3:]}"

"""An SDP session description taken apart; what is no SDP gives an empty one. Never raises.

Sources: RFC 8866 (SDP), RFC 8839 (ICE in SDP), RFC 8842 (DTLS), RFC 8843 (BUNDLE), RFC 8841 (data channels).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from countersign.kvs.ice_candidate import parse_candidate

MOST_LINES = 5_000
HELPERS = frozenset({"rtx", "red", "ulpfec", "flexfec-03", "cn", "telephone-event"})  # codings that help others
DIRECTIONS = frozenset({"sendrecv", "sendonly", "recvonly", "inactive"})

# The payload types that need no rtpmap (RFC 3551, section 6), as far as WebRTC uses them.
_STATIC_CODECS = {"0": "PCMU/8000", "8": "PCMA/8000", "9": "G722/8000", "13": "CN/8000"}


class Codec(NamedTuple):
    """Hold one format of a media line; `coding` is name/clock rate[/channels], `parameters` come from fmtp."""

    payload_type: str
    coding: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Return the encoding name, lower case."""
        return self.coding.partition("/")[0].lower()

    def parameter(self, name: str) -> str:
        """Return the value of an fmtp parameter, "" without one."""
        return next((value for key, value in self.parameters if key == name), "")


class Fingerprint(NamedTuple):
    """Hold the hash of a DTLS certificate, with colons."""

    algorithm: str
    value: str


@dataclass(frozen=True, slots=True)
class Transport:
    """Hold what ICE and DTLS need to know; "" where the description does not say."""

    ufrag: str = ""
    password: str = field(default="", repr=False)
    options: tuple[str, ...] = ()
    setup: str = ""
    fingerprints: tuple[Fingerprint, ...] = ()
    candidate_types: tuple[str, ...] = ()
    hidden_hosts: int = 0
    candidates_ended: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """Hold one media line. What the session says for all of them is filled in."""

    kind: str
    port: str
    protocol: str
    formats: tuple[str, ...]
    mid: str
    direction: str
    codecs: tuple[Codec, ...]
    transport: Transport
    rtcp_mux: bool
    bundle_only: bool

    @property
    def is_data(self) -> bool:
        """Tell whether this carries data channels."""
        return self.kind == "application"

    @property
    def is_rejected(self) -> bool:
        """Tell whether the port is 0, which of a bundle-only line in an offer says nothing (RFC 8843, section 6)."""
        return self.port == "0" and not self.bundle_only

    @property
    def label(self) -> str:
        """Return what a person calls this line."""
        return "data" if self.is_data else self.kind


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """Hold a description; `bundle` are the mids that share one transport."""

    version: str = ""
    origin: str = ""
    media: tuple[Media, ...] = ()
    bundle: tuple[str, ...] = ()
    is_lite: bool = False
    is_cut: bool = False


def parse_sdp(text: str) -> SessionDescription:
    """Take a description apart; lines beyond the five thousandth are left out and `is_cut` says so."""
    lines = text.replace("\r\n", "\n").split("\n", MOST_LINES)
    session, sections = _sections(lines[:MOST_LINES])
    attributes = list(_attributes(session))
    groups = (value.split() for value in _values(attributes, "group"))
    return SessionDescription(
        version=next((line[2:].strip() for line in session if line.startswith("v=")), ""),
        origin=next((line[2:].strip() for line in session if line.startswith("o=")), ""),
        media=tuple(_media(section, attributes) for section in sections),
        bundle=tuple(mid for kind, *mids in filter(None, groups) if kind == "BUNDLE" for mid in mids),
        is_lite=_has(attributes, "ice-lite"),
        is_cut=len(lines) > MOST_LINES,
    )


Attributes = list[tuple[str, str]]


def _sections(lines: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    session: list[str] = []
    sections: list[list[str]] = []
    current = session
    for line in lines:
        if line.startswith("m="):
            current = []
            sections.append(current)
        current.append(line.strip())
    return session, sections


def _media(section: list[str], session: Attributes) -> Media:
    kind, port, protocol, *formats = (*section[0][2:].split(), "", "", "")
    formats = [one for one in formats if one]
    attributes = list(_attributes(section))
    return Media(
        kind=kind,
        port=port.partition("/")[0],
        protocol=protocol,
        formats=tuple(formats),
        mid=_first(attributes, "mid"),
        direction=_direction(attributes) or _direction(session) or "sendrecv",
        codecs=() if kind == "application" else tuple(_codecs(formats, attributes)),
        transport=_transport(attributes, session),
        rtcp_mux=_has(attributes, "rtcp-mux"),
        bundle_only=_has(attributes, "bundle-only"),
    )


def _attributes(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.startswith("a="):
            name, _, value = line[2:].partition(":")
            yield name, value


def _values(attributes: Attributes, name: str) -> list[str]:
    return [value for key, value in attributes if key == name]


def _first(attributes: Attributes, name: str) -> str:
    return next((value.strip() for key, value in attributes if key == name), "")


def _has(attributes: Attributes, name: str) -> bool:
    return any(key == name for key, _ in attributes)


def _direction(attributes: Attributes) -> str:
    return next((key for key, _ in attributes if key in DIRECTIONS), "")


def _codecs(formats: Iterable[str], attributes: Attributes) -> Iterator[Codec]:
    codings = dict(_split(value) for value in _values(attributes, "rtpmap"))
    parameters = dict(_split(value) for value in _values(attributes, "fmtp"))
    for payload_type in formats:
        coding = codings.get(payload_type) or _STATIC_CODECS.get(payload_type, "")
        yield Codec(payload_type, coding, tuple(_parameters(parameters.get(payload_type, ""))))


def _split(value: str) -> tuple[str, str]:
    name, _, rest = value.strip().partition(" ")
    return name, rest.strip()


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    for piece in text.split(";"):
        name, mark, value = piece.strip().partition("=")
        if mark:
            yield name.strip().lower(), value.strip()


def _transport(own: Attributes, session: Attributes) -> Transport:
    prints = _values(own, "fingerprint") or _values(session, "fingerprint")
    found = [parse_candidate(f"candidate:{value}") for value in _values(own, "candidate")]
    candidates = [candidate for candidate in found if candidate is not None]
    return Transport(
        ufrag=_first(own, "ice-ufrag") or _first(session, "ice-ufrag"),
        password=_first(own, "ice-pwd") or _first(session, "ice-pwd"),
        options=tuple((_first(own, "ice-options") or _first(session, "ice-options")).split()),
        setup=_first(own, "setup") or _first(session, "setup"),
        fingerprints=tuple(_fingerprint(value) for value in prints),
        candidate_types=tuple(candidate.type for candidate in candidates),
        hidden_hosts=sum(candidate.is_hidden for candidate in candidates),
        candidates_ended=_has(own, "end-of-candidates"),
    )


def _fingerprint(value: str) -> Fingerprint:
    algorithm, digest = _split(value)
    return Fingerprint(algorithm.lower(), digest.upper())

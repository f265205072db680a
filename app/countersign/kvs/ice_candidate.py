"""An ICE candidate in words.

Sources: RFC 8839, section 5.1 (grammar), RFC 8445, sections 5.1.1 and 5.1.2 (types, priorities), RFC 6544 (TCP).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.kvs.json_reading import clean_text, one_line
from countersign.model.frames import DetailLine

TYPE_WORDS = {
    "host": "host: an address of the machine itself",
    "srflx": "server reflexive: the address that a STUN server saw",
    "prflx": "peer reflexive: the address that the other peer saw",
    "relay": "relay: an address on a TURN server",
}
_COMPONENTS = {1: "1 (RTP, or all of it with rtcp-mux)", 2: "2 (RTCP)"}
_TCP_WORDS = {
    "active": "active: opens the connection",
    "passive": "passive: waits for the connection",
    "so": "so: both sides open at once",
}
_PATTERN = re.compile(
    r"(?:a=)?candidate:(?P<foundation>\S{1,64}) (?P<component>\d{1,5}) (?P<transport>\S{1,16}) (?P<priority>\d{1,10})"
    r" (?P<address>\S{1,256}) (?P<port>\d{1,5}) typ (?P<type>\S{1,32})(?P<rest>(?: \S+)*)\s*",
    re.ASCII | re.IGNORECASE,
)
_NAMELESS_PORTS = {0: "none", 9: "9 (none yet)"}


@dataclass(frozen=True, slots=True)
class IceCandidate:
    """Hold a candidate taken apart; `extensions` are the pairs after the type, in their order."""

    foundation: str
    component: int
    transport: str
    priority: int
    address: str
    port: int
    type: str
    extensions: tuple[tuple[str, str], ...] = ()

    def extension(self, name: str) -> str:
        """Return the first value of an extension, "" without one."""
        return next((value for key, value in self.extensions if key == name), "")

    @property
    def is_hidden(self) -> bool:
        """Tell whether an mDNS name stands in place of the address (draft-ietf-mmusic-mdns-ice-candidates)."""
        return self.address.lower().endswith(".local")


def parse_candidate(line: str) -> IceCandidate | None:
    """Read `candidate:…`, with or without `a=` before it; None for what is no candidate."""
    match = _PATTERN.fullmatch(line.strip())
    if match is None:
        return None
    words = match["rest"].split()
    return IceCandidate(
        foundation=match["foundation"],
        component=int(match["component"]),
        transport=match["transport"].lower(),
        priority=int(match["priority"]),
        address=match["address"],
        port=int(match["port"]),
        type=match["type"].lower(),
        extensions=tuple(zip(words[::2], words[1::2], strict=False)),
    )


def candidate_lines(content: object) -> tuple[DetailLine, ...]:
    """Return the payload of an ICE_CANDIDATE message in words; never raises.

    `content` is the payload's JSON as W3C's RTCIceCandidateInit describes it; an empty candidate, or null, ends the
    candidates (RFC 8838, section 8.2).
    """
    if not isinstance(content, dict):
        return (DetailLine("candidate", "The payload is no object.", "error"),)
    written = content.get("candidate")
    line = clean_text(written)
    if not line.strip():
        if written is None and "candidate" not in content:
            return (DetailLine("candidate", "The payload holds no “candidate”.", "error"), *_belongs_to(content))
        return (DetailLine("candidate", "end of candidates: this peer has no more of them"), *_belongs_to(content))
    candidate = parse_candidate(line)
    if candidate is None:
        unread = DetailLine("candidate", one_line(line))
        return (unread, DetailLine("", "This does not follow RFC 8839.", "error"), *_belongs_to(content))
    return (*_described(candidate), *_belongs_to(content), *_doubts(candidate, content))


def _described(candidate: IceCandidate) -> list[DetailLine]:
    lines = [
        DetailLine("type", TYPE_WORDS.get(candidate.type, f"{candidate.type}: not a type of RFC 8445")),
        DetailLine("address", _address(candidate)),
        DetailLine("transport", _transport(candidate)),
        DetailLine("component", _COMPONENTS.get(candidate.component, str(candidate.component))),
        DetailLine("priority", _priority(candidate.priority)),
    ]
    related = candidate.extension("raddr")
    if related:
        lines.append(DetailLine("related", _related(candidate.type, related, candidate.extension("rport"))))
    lines.append(DetailLine("foundation", candidate.foundation))
    known = {"raddr", "rport", "tcptype"}
    others = "   ".join(f"{name} {value}" for name, value in candidate.extensions if name not in known)
    if others:
        lines.append(DetailLine("more", one_line(others)))
    return lines


def _address(candidate: IceCandidate) -> str:
    port = _NAMELESS_PORTS.get(candidate.port, str(candidate.port))
    address = f"{candidate.address}   port {port}"
    return f"{address}   (an mDNS name, good in the local network only)" if candidate.is_hidden else address


def _transport(candidate: IceCandidate) -> str:
    kind = candidate.extension("tcptype")
    return f"{candidate.transport}   {_TCP_WORDS.get(kind, kind)}" if kind else candidate.transport


def _priority(priority: int) -> str:
    """Decode what RFC 8445, section 5.1.2.1, puts together."""
    preference, local, component = priority >> 24, priority >> 8 & 0xFFFF, 256 - (priority & 0xFF)
    return f"{priority} = type preference {preference}, local preference {local}, component {component}"


def _related(kind: str, address: str, port: str) -> str:
    place = f"{address}   port {port}" if port else address
    return f"{place}   (as the TURN server sees this peer)" if kind == "relay" else f"{place}   (its base)"


def _belongs_to(content: dict[str, object]) -> list[DetailLine]:
    words = []
    index = content.get("sdpMLineIndex")
    if isinstance(content.get("sdpMid"), str):
        words.append(f"mid {one_line(clean_text(content['sdpMid']), 40)}")
    if isinstance(index, int) and not isinstance(index, bool):
        words.append(one_line(f"media line {index}", 40))
    if isinstance(content.get("usernameFragment"), str):
        words.append(f"ufrag {one_line(clean_text(content['usernameFragment']), 40)}")
    return [DetailLine("belongs to", "   ".join(words))] if words else []


def _doubts(candidate: IceCandidate, content: dict[str, object]) -> list[DetailLine]:
    doubts = []
    if candidate.port > 65535:
        doubts.append(f"{candidate.port} is not a port")
    if candidate.transport == "tcp" and not candidate.extension("tcptype"):
        doubts.append("a TCP candidate needs a tcptype (RFC 6544)")
    if candidate.priority & 0xFF != (256 - candidate.component) & 0xFF:
        doubts.append("the priority was made for another component")
    if content.get("sdpMid") is None and content.get("sdpMLineIndex") is None:
        doubts.append("neither sdpMid nor sdpMLineIndex says which media line it belongs to; browsers refuse it")
    labels = ["warnings"] + [""] * len(doubts)
    return [DetailLine(label, doubt, "warn") for label, doubt in zip(labels, doubts, strict=False)]

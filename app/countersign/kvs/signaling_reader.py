"""Frames of a signaling channel as the console shows them."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.pretty import NotFormatted, pretty_json
from countersign.kvs.frame_words import is_message, other_face, other_pages, raw_page
from countersign.kvs.ice_candidate import candidate_lines
from countersign.kvs.json_reading import clean_text, one_line
from countersign.kvs.message_codec import KNOWN_TYPES, PEER_TYPES, SDP_TYPES, SignalingMessage, decode_message
from countersign.kvs.payload_fields import payload_content, payload_text, sdp_of
from countersign.kvs.peers import peer_of
from countersign.kvs.sdp import summary
from countersign.kvs.sdp_arrivals import SdpArrivals
from countersign.kvs.sdp_warnings import SdpKind
from countersign.kvs.signaling_context import context_lines
from countersign.model.channel import Role
from countersign.model.frames import DetailLine, DetailPage, Frame, FrameFace, FrameSource, Tone

UNREADABLE = "UNREADABLE"
KEEP_ALIVE = "KEEPALIVE"
BEFORE_THE_SDP = "before the SDP"

_WORDS = {
    "GO_AWAY": "the service asks this client to reconnect",
    "RECONNECT_ICE_SERVER": "the service asks this client to get new relay servers",
}
_EXPLAINED = {
    "GO_AWAY": (
        "The service is about to end this connection, for a deployment or for maintenance. "
        "It takes what was sent before; within a minute, connect again with a freshly signed URL."
    ),
    "RECONNECT_ICE_SERVER": (
        "The relay servers in use are about to go. Ask for new ones (GetIceServerConfig) and restart ICE with them."
    ),
    KEEP_ALIVE: "An empty frame, which keeps the connection from being idle.",
}
_SDP_KINDS: dict[str, SdpKind] = {"SDP_OFFER": "offer", "SDP_ANSWER": "answer"}


class SignalingReader:
    """Read the frames of a master's or a viewer's connection; with its log, early candidates are marked.

    Implements `FrameReader`. For one thread.
    """

    def __init__(self, role: Role, log: FrameSource | None = None) -> None:
        self._role = role
        self._arrivals = None if log is None else SdpArrivals(role, log)

    def face(self, frame: Frame) -> FrameFace:
        """Return what the row shows. Never raises."""
        if not is_message(frame):
            return other_face(frame)
        if not frame.data:
            return FrameFace(KEEP_ALIVE, summary="empty", tone="muted", marks=_noted(frame))
        message = decode_message(frame.data)
        if not message.type:
            return FrameFace(
                UNREADABLE,
                summary=one_line(frame.data[:800].decode("utf-8", "replace")),
                tone="error",
                marks=(*_noted(frame), *message.problems),
            )
        text, missing = _summary(message)
        peer = peer_of(message, self._role, frame.direction)
        marks = (*self._marks(frame, message, peer), *missing)
        return FrameFace(one_line(message.type, 40), peer, text, _tone(message), marks)

    def pages(self, frame: Frame) -> tuple[DetailPage, ...]:
        """Return the tabs below, the most telling first; the last one holds the raw frame. Never raises."""
        if not is_message(frame):
            return other_pages(frame)
        message = decode_message(frame.data)
        summary_first = (*_sdp_summary(message), _decoded(frame, message), *_told(message))
        return (*summary_first, *_envelope(frame, message), raw_page(frame))

    def context(self, frame: Frame, log: FrameSource) -> tuple[DetailLine, ...]:
        """Return what is known from other frames: what a status answers, where offer and answer disagree."""
        if not is_message(frame) or not frame.data:
            return ()
        return context_lines(decode_message(frame.data), frame, log, self._role)

    def _marks(self, frame: Frame, message: SignalingMessage, peer: str) -> tuple[str, ...]:
        marks = [*_noted(frame), *message.problems]
        if message.type not in KNOWN_TYPES:
            marks.append("unknown type")
        if frame.kind == "binary":
            marks.append("binary, where AWS sends text")
        if message.type in PEER_TYPES and not peer:
            marks.append("no recipient" if frame.direction == "sent" else "no sender")
        if message.type == "ICE_CANDIDATE" and frame.direction == "received" and self._arrivals is not None:
            marks += [BEFORE_THE_SDP] if self._arrivals.is_early(frame.number, peer) else []
        return tuple(marks)


def _noted(frame: Frame) -> tuple[str, ...]:
    return (frame.note,) if frame.note else ()


def _tone(message: SignalingMessage) -> Tone:
    if message.type == "STATUS_RESPONSE":
        return "error" if message.status is not None and message.status.is_error else "accent"
    if message.type in _WORDS:
        return "warn"
    return "" if message.type in KNOWN_TYPES else "muted"


def _summary(message: SignalingMessage) -> tuple[str, tuple[str, ...]]:
    """Return one line, and what is missing in the message."""
    if message.type == "ICE_CANDIDATE":
        return _candidate_summary(message)
    if message.type in SDP_TYPES:
        sdp = sdp_of(message)
        return (one_line(sdp), ()) if sdp else (one_line(payload_text(message)), ("no SDP",))
    if message.type == "STATUS_RESPONSE":
        return _status_summary(message), ()
    words = _WORDS.get(message.type)
    return words or one_line(payload_text(message)), ()


def _candidate_summary(message: SignalingMessage) -> tuple[str, tuple[str, ...]]:
    content = payload_content(message)
    if not isinstance(content, dict) or "candidate" not in content:
        return one_line(payload_text(message)), ("no candidate",)
    return one_line(clean_text(content["candidate"])) or "end of candidates", ()


def _status_summary(message: SignalingMessage) -> str:
    about = f"correlationId {message.correlation_id}" if message.correlation_id else ""
    status = message.status
    if status is None or not status.is_error:
        said = "success"
    else:
        said = " ".join(part for part in (status.code, status.type) if part)
    description = status.description if status else ""
    return one_line(" · ".join(part for part in (about, said, description) if part))


def _decoded(frame: Frame, message: SignalingMessage) -> DetailPage:
    """Return the payload laid out as JSON, or the message in words where it has none."""
    if message.payload:
        laid_out = pretty_json(message.payload)
        if not isinstance(laid_out, NotFormatted):
            return DetailPage("Decoded", text=laid_out.decode("utf-8", "replace"), language="json")
        return DetailPage("Decoded", text=payload_text(message), language="text")
    return DetailPage("Decoded", lines=tuple(_said(frame, message)))


def _said(frame: Frame, message: SignalingMessage) -> Iterator[DetailLine]:
    explained = _EXPLAINED.get(message.type if frame.data else KEEP_ALIVE)
    if explained:
        yield DetailLine("meaning", explained)
    status = message.status
    if status is not None:
        yield DetailLine("status", status.code or "success", "error" if status.is_error else "ok")
        if status.type:
            yield DetailLine("error", one_line(status.type, 256))
        if status.description:
            yield DetailLine("description", one_line(status.description, 1024))
    if message.correlation_id:
        yield DetailLine("message", f"correlation ID {one_line(message.correlation_id, 256)}")
    for number, problem in enumerate(message.problems):
        yield DetailLine("" if number else "warnings", problem, "warn")
    if not (explained or status or message.correlation_id or message.problems):
        yield DetailLine("", "The message has no payload.", "muted")


def _sdp_summary(message: SignalingMessage) -> Iterator[DetailPage]:
    sdp = sdp_of(message) if message.type in SDP_TYPES else ""
    if sdp:
        yield DetailPage("SDP summary", lines=summary(sdp, _SDP_KINDS[message.type]))


def _told(message: SignalingMessage) -> Iterator[DetailPage]:
    """Yield the tab that shows a payload in its own form."""
    if message.type in SDP_TYPES:
        sdp = sdp_of(message)
        if sdp:
            yield DetailPage("SDP", text=sdp.replace("\r\n", "\n"), language="sdp")
    elif message.type == "ICE_CANDIDATE" and message.payload:
        yield DetailPage("Candidate", lines=candidate_lines(payload_content(message)))


def _envelope(frame: Frame, message: SignalingMessage) -> Iterator[DetailPage]:
    laid_out = pretty_json(frame.data) if frame.data else NotFormatted(0, "")
    if not isinstance(laid_out, NotFormatted):
        yield DetailPage("Envelope", text=laid_out.decode("utf-8", "replace"), language="json")
    elif message.problems:
        yield DetailPage("Envelope", lines=(DetailLine("", laid_out.reason, "error"),))

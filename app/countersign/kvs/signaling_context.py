"""What other frames say about one: the message that a status answers, the offer that an answer is for.

Every search is bounded, in frames and in bytes, and looks into the bytes of a frame before it takes it apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from countersign.kvs.message_codec import SDP_TYPES, SignalingMessage, decode_message
from countersign.kvs.payload_fields import sdp_of
from countersign.kvs.peers import peer_of
from countersign.kvs.sdp_agreement import disagreements
from countersign.model.channel import Role
from countersign.model.frames import DetailLine, Direction, Frame, FrameSource

MOST_FRAMES = 2_000
_MOST_BYTES = 8 * 1024 * 1024

Wanted = Callable[[Frame, SignalingMessage], bool]


def context_lines(message: SignalingMessage, frame: Frame, log: FrameSource, role: Role) -> tuple[DetailLine, ...]:
    """Return what is known of a message from the frames around it; nothing for most. Never raises."""
    if message.type == "STATUS_RESPONSE":
        return _answered_message(message, frame, log, role)
    if message.type == "SDP_ANSWER":
        return _against_offer(message, frame, log, role)
    lines: tuple[DetailLine, ...] = ()
    if message.type == "SDP_OFFER":
        lines = _against_answer(message, frame, log, role)
    elif message.type == "ICE_CANDIDATE" and frame.direction == "received":
        lines = _order(message, frame, log, role)
    if frame.direction == "sent" and message.correlation_id:
        lines = (*lines, *_status_of(message, frame, log))
    return lines


def _answered_message(
    message: SignalingMessage, frame: Frame, log: FrameSource, role: Role
) -> tuple[DetailLine, ...]:
    wanted_id = message.correlation_id
    if not wanted_id:
        return (DetailLine("answers", "It names no message.", "warn"),)

    def is_answered(other: Frame, sent: SignalingMessage) -> bool:
        return other.direction == "sent" and sent.correlation_id == wanted_id

    found = _first(log, _before(frame), wanted_id.encode("utf-8", "replace"), is_answered)
    if found is None:
        return (DetailLine("answers", f"No message with the correlation ID {wanted_id} was sent lately.", "warn"),)
    other, sent = found
    to = peer_of(sent, role, "sent")
    name = f"{sent.type} to {to}" if to else sent.type
    return (DetailLine("answers", f"{name}, sent {_spoken(frame.at - other.at)} earlier (frame {other.number})"),)


def _status_of(message: SignalingMessage, frame: Frame, log: FrameSource) -> tuple[DetailLine, ...]:
    def is_status(other: Frame, answer: SignalingMessage) -> bool:
        received = other.direction == "received" and answer.type == "STATUS_RESPONSE"
        return received and answer.correlation_id == message.correlation_id

    found = _first(log, _after(frame, log), message.correlation_id.encode("utf-8", "replace"), is_status)
    if found is None:
        return (DetailLine("status", "none came, which is AWS's way to say that it was delivered", "muted"),)
    other, answer = found
    status = answer.status
    words = " ".join(part for part in (status.code, status.type, status.description) if part) if status else ""
    text = f"{words or 'success'}, {_spoken(other.at - frame.at)} later (frame {other.number})"
    return (DetailLine("status", text, "error" if status and status.is_error else "ok"),)


def _against_offer(message: SignalingMessage, frame: Frame, log: FrameSource, role: Role) -> tuple[DetailLine, ...]:
    found = _counterpart("SDP_OFFER", message, frame, _before(frame), log, role)
    if found is None:
        return (DetailLine("offer", "There is no offer before it that this could answer.", "warn"),)
    other, offer = found
    line = DetailLine("offer", f"{_spoken(frame.at - other.at)} earlier (frame {other.number})")
    return (line, *disagreements(sdp_of(offer), sdp_of(message)))


def _against_answer(message: SignalingMessage, frame: Frame, log: FrameSource, role: Role) -> tuple[DetailLine, ...]:
    found = _counterpart("SDP_ANSWER", message, frame, _after(frame, log), log, role)
    if found is None:
        return (DetailLine("answer", "none yet", "muted"),)
    other, answer = found
    line = DetailLine("answer", f"{_spoken(other.at - frame.at)} later (frame {other.number})")
    return (line, *disagreements(sdp_of(message), sdp_of(answer)))


def _counterpart(
    kind: str, message: SignalingMessage, frame: Frame, numbers: Iterable[int], log: FrameSource, role: Role
) -> tuple[Frame, SignalingMessage] | None:
    """Return the nearest message of a type that went the other way between the same two."""
    peer = peer_of(message, role, frame.direction)
    opposite: Direction = "sent" if frame.direction == "received" else "received"

    def fits(other: Frame, candidate: SignalingMessage) -> bool:
        same_peer = other.direction == opposite and peer_of(candidate, role, opposite) == peer
        return same_peer and candidate.type == kind

    return _first(log, numbers, kind.encode(), fits)


def _order(message: SignalingMessage, frame: Frame, log: FrameSource, role: Role) -> tuple[DetailLine, ...]:
    peer = peer_of(message, role, "received")

    def is_description(other: Frame, earlier: SignalingMessage) -> bool:
        received = other.direction == "received" and earlier.type in SDP_TYPES
        return received and peer_of(earlier, role, "received") == peer

    everything_seen = frame.number <= MOST_FRAMES
    if not everything_seen or _first(log, _before(frame), b"SDP_", is_description) is not None:
        return ()
    whose = f"the SDP of {peer}" if peer else "the sender's SDP"
    return (DetailLine("order", f"It came before {whose}; it must be kept until that is there.", "warn"),)


def _before(frame: Frame) -> range:
    return range(frame.number - 1, max(frame.number - 1 - MOST_FRAMES, -1), -1)


def _after(frame: Frame, log: FrameSource) -> range:
    return range(frame.number + 1, min(frame.number + 1 + MOST_FRAMES, log.count))


def _first(
    log: FrameSource, numbers: Iterable[int], needle: bytes, wanted: Wanted
) -> tuple[Frame, SignalingMessage] | None:
    """Return the first of these frames that is wanted; only those that hold the needle are taken apart."""
    for frame in _bounded(log, numbers):
        if needle in frame.data:
            message = decode_message(frame.data)
            if wanted(frame, message):
                return frame, message
    return None


def _bounded(log: FrameSource, numbers: Iterable[int]) -> Iterator[Frame]:
    left = _MOST_BYTES
    for number in numbers:
        frame = log.frame(number)
        left -= len(frame.data)
        if left < 0:
            return
        yield frame


def _spoken(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if abs(seconds) < 1 else f"{seconds:.1f} s"

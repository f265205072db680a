"""A message that went over a connection, as a draft to send again."""

from __future__ import annotations

from countersign.kvs.message_codec import decode_message
from countersign.model.channel import SignalDraft, SignalType

_TYPES: dict[str, SignalType] = {
    "SDP_OFFER": "SDP_OFFER",
    "SDP_ANSWER": "SDP_ANSWER",
    "ICE_CANDIDATE": "ICE_CANDIDATE",
}


def draft_of(data: bytes) -> SignalDraft:
    """Return the draft of a frame; one that a client does not send, or not so, is taken over whole, as RAW."""
    message = decode_message(data)
    kind = _TYPES.get(message.type)
    if kind is None or message.problems or not _is_text(message.payload):
        return SignalDraft(type="RAW", payload=data.decode("utf-8", "replace"))
    return SignalDraft(
        type=kind,
        recipient=message.recipient or message.sender,
        correlation_id=message.correlation_id,
        payload=message.payload.decode(),
    )


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True

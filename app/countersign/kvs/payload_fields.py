"""What stands in the payload of a message: a session description or a candidate, as W3C's WebRTC writes them."""

from __future__ import annotations

from countersign.kvs.json_reading import clean_text, read_json
from countersign.kvs.message_codec import SDP_TYPES, SignalingMessage


def payload_content(message: SignalingMessage) -> object:
    """Return the JSON of the payload, None where there is none."""
    return read_json(message.payload).value if message.payload else None


def sdp_of(message: SignalingMessage) -> str:
    """Return the session description in a message, "" without one; a payload that is bare SDP counts too."""
    if message.type not in SDP_TYPES:
        return ""
    content = payload_content(message)
    if isinstance(content, dict):
        return clean_text(content.get("sdp"))
    text = payload_text(message)
    return text if text.startswith("v=") else ""


def payload_text(message: SignalingMessage) -> str:
    """Return the payload as text, what is no UTF-8 replaced."""
    return message.payload.decode("utf-8", "replace")

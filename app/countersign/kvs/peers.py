"""Whom a message came from or goes to, as a person calls it."""

from __future__ import annotations

from countersign.kvs.client_ids import MASTER
from countersign.kvs.json_reading import one_line
from countersign.kvs.message_codec import PEER_TYPES, SignalingMessage
from countersign.model.channel import Role
from countersign.model.frames import Direction


def peer_of(message: SignalingMessage, role: Role, direction: Direction) -> str:
    """Return the client ID of the other side, MASTER for a viewer's; "" for what the service itself says."""
    if message.type not in PEER_TYPES:
        return one_line(message.sender, 256)
    named = message.recipient if direction == "sent" else message.sender
    return one_line(named, 256) or (MASTER if role == "VIEWER" else "")

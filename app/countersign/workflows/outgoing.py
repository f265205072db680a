"""A message as written, its variables filled, as the bytes of one frame."""

from __future__ import annotations

import base64
import binascii

from countersign.model.errors import Failure, InputError
from countersign.model.frames import Outgoing
from countersign.model.socket import SavedMessage


def outgoing_message(message: SavedMessage) -> Outgoing:
    """Return the frame of a message; raise `InputError` for data that no frame can hold."""
    if message.kind == "binary":
        return Outgoing("binary", _binary(message.data))
    try:
        return Outgoing("text", message.data.encode("utf-8"))
    except UnicodeEncodeError:
        raise _refused(
            "The message holds half a character, which UTF-8 cannot write.",
            "Take it out, or send the message as binary.",
        ) from None


def _binary(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _refused(
            "The message is not Base64, so there are no bytes to send.", "Correct it, or send it as text."
        ) from None


def _refused(sentence: str, action: str) -> InputError:
    return InputError(Failure("websocket.message", sentence, action, field="Message"))

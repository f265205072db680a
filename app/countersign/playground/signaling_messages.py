"""What goes over a signaling connection: messages of clients, and events of the service.

Source: "SendSdpOffer", "SendSdpAnswer", "SendIceCandidate" and "Asynchronous message reception", KVS WebRTC Developer
Guide. A payload is not looked into, as it is opaque to the service.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from countersign.playground.kvs_words import Fault

ACTIONS = ("SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE")
LARGEST_PAYLOAD = 10 * 1024  # characters of Base64
IDENTIFIER = re.compile(r"[a-zA-Z0-9_.-]{1,256}")


@dataclass(frozen=True, slots=True)
class Signal:
    """Hold one message of a client; `recipient` and `correlation_id` are "" where there is none."""

    action: str
    recipient: str
    payload: str
    correlation_id: str


class UnreadableFrame(Exception):  # noqa: N818 - the client's mistake, which is answered
    """Say that a frame is no JSON object, so that nobody knows what it should have been."""


class SignalRefused(Exception):  # noqa: N818 - the service refuses; nothing here went wrong
    """Carry the status response to a message that is not passed on.

    The service tells it only to who gave a correlation ID; `asked` says so.
    """

    def __init__(
        self, fault: Fault, description: str, correlation_id: str, *, status: int = 400, asked: bool | None = None
    ) -> None:
        super().__init__(description)
        self.asked = bool(correlation_id) if asked is None else asked
        self._correlation_id = correlation_id
        self._fault = fault
        self._status = status

    def event(self) -> str:
        """Return the STATUS_RESPONSE."""
        return status_response(self._correlation_id, self._status, self._fault, str(self))


def read_signal(frame: str | bytes, *, from_master: bool) -> Signal:
    """Read a message; raise `UnreadableFrame`, or `SignalRefused` for one that breaks the rules.

    A viewer's recipient is ignored, since all that it sends goes to the master.
    """
    fields = _fields(frame)
    correlation_id = fields.get("correlationId") or ""
    if not isinstance(correlation_id, str) or (correlation_id and not IDENTIFIER.fullmatch(correlation_id)):
        sentence = "correlationId must match [a-zA-Z0-9_.-]{1,256}."
        raise SignalRefused("InvalidArgumentException", sentence, "", asked=True)

    def invalid(sentence: str) -> SignalRefused:
        return SignalRefused("InvalidArgumentException", sentence, correlation_id)

    action, payload = fields.get("action"), fields.get("messagePayload")
    recipient = fields.get("recipientClientId") if from_master else ""
    if action not in ACTIONS:
        raise invalid(f"action must be one of {', '.join(ACTIONS)}.")
    if not isinstance(payload, str) or not payload:
        raise invalid("messagePayload must be a string of at least one character.")
    if len(payload) > LARGEST_PAYLOAD:
        raise invalid(f"messagePayload must have at most {LARGEST_PAYLOAD} characters, not {len(payload)}.")
    if from_master and not (isinstance(recipient, str) and IDENTIFIER.fullmatch(recipient)):
        raise invalid("A master must name the viewer in recipientClientId, matching [a-zA-Z0-9_.-]{1,256}.")
    return Signal(action, recipient or "", payload, correlation_id)


def event(kind: str, payload: str = "", sender: str = "") -> str:
    """Return an event of the service; a sender of "" is the master, and is left out."""
    fields = {"messagePayload": payload, "messageType": kind, "senderClientId": sender}
    return _compact({name: value for name, value in fields.items() if value})


def status_response(correlation_id: str, status: int, fault: str = "", description: str = "") -> str:
    """Return a STATUS_RESPONSE; what is "" is left out."""
    fields = {
        "correlationId": correlation_id,
        "errorType": fault,
        "statusCode": str(status),
        "description": description,
    }
    return _compact(
        {
            "messageType": "STATUS_RESPONSE",
            "statusResponse": {name: value for name, value in fields.items() if value},
        }
    )


def _fields(frame: str | bytes) -> dict[str, Any]:
    try:
        value = json.loads(frame)
    except (ValueError, RecursionError):
        raise UnreadableFrame from None
    if not isinstance(value, dict):
        raise UnreadableFrame
    return value


def _compact(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))

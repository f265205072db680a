"""Signaling messages: from a draft to the frame that is sent, and from any frame to what it says.

Sources: "SendSdpOffer", "SendSdpAnswer", "SendIceCandidate" and "Asynchronous message reception", Kinesis Video
Streams WebRTC Developer Guide. Its limit of 10K is on messagePayload, which is Base64:
7,680 bytes of JSON become 10,240.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from countersign.kvs.client_ids import MASTER, check_correlation_id, check_recipient
from countersign.kvs.json_reading import clean_text, read_json
from countersign.model.channel import Role, SignalDraft, SignalType
from countersign.model.errors import Failure, InputError
from countersign.model.frames import Outgoing

LONGEST_PAYLOAD = 10 * 1024  # characters of Base64
_SURELY_SHORT = 10_000  # what "10K" means if it counts in thousands

KNOWN_TYPES = frozenset(
    {"SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE", "STATUS_RESPONSE", "GO_AWAY", "RECONNECT_ICE_SERVER"}
)
SDP_TYPES = frozenset({"SDP_OFFER", "SDP_ANSWER"})
PEER_TYPES = SDP_TYPES | {"ICE_CANDIDATE"}

_SDP_WORDS: dict[SignalType, str] = {"SDP_OFFER": "offer", "SDP_ANSWER": "answer"}
_FOREIGN_ALPHABET = str.maketrans("-_", "+/")


@dataclass(frozen=True, slots=True)
class EncodedMessage:
    """Hold a message as it goes out; `notes` are sentences on what the other side may stumble over."""

    outgoing: Outgoing
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusResponse:
    """Hold what AWS says of a message that was sent; `code` is an HTTP status, as text."""

    code: str = ""
    type: str = ""
    description: str = ""

    @property
    def is_error(self) -> bool:
        """Tell whether the message was refused."""
        return self.type != "" or (self.code != "" and not self.code.startswith("2"))


@dataclass(frozen=True, slots=True)
class SignalingMessage:
    """Hold what a frame says.

    `sender` "" is the master, in a frame that a viewer received. `recipient` stands only in frames that were sent.
    `payload` is decoded from Base64. `problems` are half sentences; `type` is "" where the frame is no message.
    """

    type: str
    sender: str = ""
    payload: bytes = b""
    correlation_id: str = ""
    status: StatusResponse | None = None
    problems: tuple[str, ...] = ()
    recipient: str = ""


def encode_message(draft: SignalDraft, role: Role) -> EncodedMessage:
    """Return the frame for a draft whose variables are filled.

    Raises `InputError` for what AWS is known to refuse; a RAW message goes out whatever it holds.
    """
    payload = _utf8(draft.payload)
    if draft.type == "RAW":
        problem = read_json(payload).problem if payload else ""
        return EncodedMessage(Outgoing("text", payload), (f"The frame is {problem}.",) if problem else ())
    encoded = base64.b64encode(payload).decode()
    _check_size(encoded, len(payload))
    recipient = _recipient(draft.recipient, role)
    if draft.correlation_id:
        check_correlation_id(draft.correlation_id)
    frame = {"action": draft.type, "messagePayload": encoded}
    if recipient:
        frame["recipientClientId"] = recipient
    if draft.correlation_id:
        frame["correlationId"] = draft.correlation_id
    notes = (*_payload_notes(draft.type, payload), *_size_notes(encoded))
    return EncodedMessage(Outgoing("text", _json(frame)), notes)


def decode_message(data: bytes) -> SignalingMessage:
    """Return what a frame says, sent or received; never raises."""
    if not data:
        return SignalingMessage("")
    frame, problem = read_json(data)
    if not isinstance(frame, dict):
        return SignalingMessage("", problems=(problem or "JSON, but not an object",))
    problems: list[str] = []
    kind = _text(frame, "messageType", problems) or _text(frame, "action", problems)
    if not kind:
        problems.append("without a messageType")
    status = _status(frame.get("statusResponse"), problems)
    return SignalingMessage(
        kind,
        _text(frame, "senderClientId", problems),
        _payload(frame.get("messagePayload"), problems),
        _correlation_id(frame, problems),
        status,
        tuple(problems),
        _text(frame, "recipientClientId", problems),
    )


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise _payload_refusal(
            "The payload holds half of a surrogate pair, which no text frame can carry.",
            "Take out the character that is shown as a box, or write it as an escape (\\ud83d).",
        ) from None


def _check_size(encoded: str, plain_size: int) -> None:
    if not encoded:
        raise _payload_refusal("The message has no payload.", "Write one, or choose a template.")
    if len(encoded) > LONGEST_PAYLOAD:
        raise _payload_refusal(
            f"The payload of {plain_size:,} bytes is too long: as Base64 it has {len(encoded):,} characters, "
            f"and AWS takes {LONGEST_PAYLOAD:,}.",
            "Remove codecs or candidates from it. A message of the type RAW goes out at any length.",
        )


def _recipient(recipient: str, role: Role) -> str:
    if role == "VIEWER":
        if recipient in ("", MASTER):
            return ""
        raise InputError(
            Failure(
                "kvs.recipient",
                "A viewer can send to the master only.",
                "Leave the recipient empty.",
                field="Recipient client ID",
            )
        )
    if not recipient:
        raise InputError(
            Failure(
                "kvs.recipient",
                "A master must say which viewer a message is for.",
                "Write the client ID of the viewer; it stands in the messages that came from there.",
                field="Recipient client ID",
            )
        )
    check_recipient(recipient)
    return recipient


def _payload_notes(kind: SignalType, payload: bytes) -> tuple[str, ...]:
    content, problem = read_json(payload)
    if problem:
        return (f"The payload is {problem}; the SDKs of AWS expect JSON.",)
    if not isinstance(content, dict):
        return ("The payload is JSON, but not an object; the SDKs of AWS expect one.",)
    if kind == "ICE_CANDIDATE":
        return () if "candidate" in content else ("The payload holds no “candidate”.",)
    notes = [] if "sdp" in content else ["The payload holds no “sdp”."]
    expected = _SDP_WORDS[kind]
    if content.get("type") != expected:
        notes.append(f"The “type” in the payload is not “{expected}”.")
    return tuple(notes)


def _size_notes(encoded: str) -> tuple[str, ...]:
    if len(encoded) <= _SURELY_SHORT:
        return ()
    return (f"The payload is close to the limit: {len(encoded):,} of {LONGEST_PAYLOAD:,} characters of Base64.",)


def _json(frame: dict[str, str]) -> bytes:
    import msgspec  # not on the way to the first paint

    return msgspec.json.encode(frame)


def _payload_refusal(sentence: str, action: str) -> InputError:
    return InputError(Failure("kvs.payload", sentence, action, field="Message payload"))


def _text(frame: dict[str, object], name: str, problems: list[str]) -> str:
    value = frame.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        problems.append(f"{name} is no text")
        return ""
    return clean_text(value)


def _payload(value: object, problems: list[str]) -> bytes:
    if value is None or value == "":
        return b""
    if not isinstance(value, str):
        problems.append("messagePayload is no text")
        return b""
    try:
        return binascii.a2b_base64(value, strict_mode=True)
    except ValueError:
        return _odd_base64(value, problems)


def _odd_base64(text: str, problems: list[str]) -> bytes:
    """Read what a forgiving decoder would: the URL alphabet, white space, missing padding."""
    compact = "".join(text.split()).rstrip("=").translate(_FOREIGN_ALPHABET)
    try:
        payload = binascii.a2b_base64(compact + "=" * (-len(compact) % 4), strict_mode=True)
    except ValueError:
        problems.append("messagePayload is not Base64")
        return b""
    problems.append("messagePayload is Base64 of an unusual form")
    return payload


def _status(value: object, problems: list[str]) -> StatusResponse | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        problems.append("statusResponse is no object")
        return None
    code = value.get("statusCode")
    shown_code = str(code) if isinstance(code, int) and not isinstance(code, bool) else clean_text(code)
    return StatusResponse(shown_code, clean_text(value.get("errorType")), clean_text(value.get("description")))


def _correlation_id(frame: dict[str, object], problems: list[str]) -> str:
    status = frame.get("statusResponse")
    if isinstance(status, dict):
        return _text(status, "correlationId", problems) or _text(frame, "correlationId", problems)
    return _text(frame, "correlationId", problems)

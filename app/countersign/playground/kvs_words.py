"""How Kinesis Video Streams words its refusals.

Sources: botocore's models of kinesisvideo, kinesis-video-signaling and kinesis-video-webrtc-storage (names and
statuses), "ConnectAsMaster", "ConnectAsViewer" and "SendSdpOffer", KVS WebRTC Developer Guide, and answers that users
quote in the issues of AWS's WebRTC SDKs: the name carries a namespace in `x-amzn-errortype`, a bad signature is
answered with `message`, the service's own exceptions with `Message`.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, Literal

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.refusal import Refusal
from countersign.playground.signature_words import error_type, sentence_for

SERVICE = "kinesisvideo"
Fault = Literal[
    "InvalidArgumentException",
    "ClientLimitExceededException",
    "AccountChannelLimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "TagsPerResourceExceededLimitException",
    "VersionMismatchException",
    "AccessDeniedException",
    "SerializationException",
]

_NAMESPACE = "https://kinesisvideo.amazonaws.com/doc/2017-09-30/"
_STATUSES: dict[Fault, int] = {"ResourceNotFoundException": 404, "AccessDeniedException": 403}
NOT_FOUND = "The requested channel is not found or not active."


class KvsError(Exception):
    """Carry one of the service's exceptions to whoever words it."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message

    @property
    def status(self) -> int:
        """Return the HTTP status that goes with it."""
        return _STATUSES.get(self.fault, 400)


def kvs_answer(value: Any, status: int = 200, named: str = "") -> Answer:
    """Return JSON as the service writes it; `named` is the exception's name where it is one."""
    headers = (
        ("content-type", "application/json"),
        ("x-amzn-requestid", str(uuid.uuid4())),
        *((("x-amzn-errortype", named),) if named else ()),
    )
    return Answer(status, headers, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def word_error(error: KvsError) -> Answer:
    """Return the answer for an exception of the service."""
    return kvs_answer({"Message": error.message}, error.status, f"{error.fault}:{_NAMESPACE}")


def word_refusal(refusal: Refusal, request: ReceivedRequest) -> Answer:
    """Return the answer to a call whose signature is no good."""
    if refusal.reason == "unreadable":
        return kvs_answer({"message": "Bad Request"}, 400, "BadRequestException")
    return kvs_answer({"message": sentence_for(refusal, request, SERVICE)}, 403, error_type(refusal))


def denied(refusal: Refusal, request: ReceivedRequest) -> KvsError:
    """Return what a signaling endpoint says to a bad signature.

    "ConnectAsViewer" knows no other exception for it than AccessDeniedException; the sentence says more.
    """
    return KvsError("AccessDeniedException", sentence_for(refusal, request, SERVICE))

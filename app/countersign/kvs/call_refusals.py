"""Why a call to the control plane of KVS came to nothing.

Sources: "Errors" of each operation and "Common errors", Kinesis Video Streams API Reference; "Actions defined by
Amazon Kinesis Video Streams", Service Authorization Reference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from countersign.kvs.aws_words import AwsWords, Scrub, aws_words
from countersign.kvs.credentials_refusals import credentials_failure
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange, Response


@dataclass(frozen=True, slots=True)
class Asked:
    """Say what was asked: the operation ("DescribeSignalingChannel"), of which channel, in which region.

    `channel` is a name or an ARN, "" where there is none; `field` is the control that names it.
    """

    operation: str
    region: str
    channel: str = ""
    field: str = "Channel name"

    @property
    def permission(self) -> str:
        """Return the permission that the call needs."""
        return f"kinesisvideo:{self.operation}"


def call_failure(asked: Asked, exchange: Exchange, scrub: Scrub) -> Failure | None:
    """Return why the call failed, None for an answer that broke no rule; its body is not looked at."""
    if exchange.failure is not None or exchange.response is None:
        return exchange.failure or Failure("kvs.no-answer", f"{asked.operation} got no answer.", "Try again.")
    response = exchange.response
    if 200 <= response.status < 300:
        return None
    words = aws_words(response, scrub)
    return replace(_failure(asked, response, words), detail=words.detail or f"HTTP {response.status}")


def unreadable_answer(asked: Asked, reason: str) -> Failure:
    """Return the failure of an answer that is not what AWS's model says; `reason` is half a sentence."""
    return Failure(
        "kvs.answer-unreadable",
        f"The answer to {asked.operation} cannot be read: {reason}.",
        "Check that the control plane's address belongs to Kinesis Video Streams.",
        field="Control plane",
    )


def _failure(asked: Asked, response: Response, words: AwsWords) -> Failure:
    known = credentials_failure(words, asked.region)
    if known is not None:
        return known
    by_code = _BY_CODE.get(words.code)
    if by_code is not None:
        return by_code(asked, words)
    return _by_status(asked, response.status, words)


def _by_status(asked: Asked, status: int, words: AwsWords) -> Failure:
    if status == 429 or words.says("throttl", "toomanyrequests", "rate exceeded"):
        return _throttled(asked, words)
    if status in (401, 403):
        return _denied(asked, words)
    if status == 404:
        return _not_found(asked, words)
    if status >= 500:
        return Failure(
            "kvs.service-down",
            f"Kinesis Video Streams in {asked.region} has a fault of its own (HTTP {status}).",
            "Try again in a minute.",
        )
    if 300 <= status < 400:
        return Failure(
            "kvs.redirected",
            f"The control plane answered {asked.operation} with a redirect (HTTP {status}).",
            "Check its address.",
            field="Control plane",
        )
    return Failure(
        "kvs.refused", f"{asked.operation} was refused (HTTP {status}).", "The details hold the service's own words."
    )


def _denied(asked: Asked, words: AwsWords) -> Failure:
    permission = words.permission or asked.permission
    on = asked.channel or "the channel"
    if words.is_explicit_deny:
        sentence = f"A policy forbids this identity {permission}."
        action = f"Find the Deny that matches {on}; an Allow elsewhere does not outweigh it."
    else:
        sentence = f"This identity lacks the permission {permission}."
        action = f"Allow it on {on} in a policy of the identity."
    return Failure("kvs.denied", sentence, action, field="Identity")


def _not_found(asked: Asked, _words: AwsWords) -> Failure:
    return Failure(
        "kvs.channel-not-found",
        f"There is no channel “{asked.channel}” in {asked.region} under this account.",
        "Check name, region and identity, or create the channel.",
        field=asked.field,
    )


def _throttled(asked: Asked, _words: AwsWords) -> Failure:
    return Failure(
        "kvs.throttled",
        f"AWS gets too many {asked.operation} calls at the moment.",
        "Wait a few seconds, then try again.",
    )


def _in_use(asked: Asked, _words: AwsWords) -> Failure:
    if asked.operation == "CreateSignalingChannel":
        return Failure(
            "kvs.channel-exists",
            f"A channel “{asked.channel}” is there already, or is being deleted.",
            "Use it as it is, or choose another name.",
            field=asked.field,
        )
    return Failure(
        "kvs.channel-busy",
        "The channel is being created, changed or deleted.",
        "Wait until it is ACTIVE, then try again.",
        field=asked.field,
    )


def _too_many_channels(asked: Asked, _words: AwsWords) -> Failure:
    return Failure(
        "kvs.channel-limit",
        f"The account has as many channels in {asked.region} as it may have.",
        "Delete channels that nobody uses, or ask AWS for a higher quota.",
    )


def _invalid(asked: Asked, _words: AwsWords) -> Failure:
    if asked.operation == "GetSignalingChannelEndpoint":
        action = "Only a channel with media storage has an endpoint for WEBRTC; the details say what AWS refused."
    else:
        action = "The details say which."
    return Failure(
        "kvs.invalid-argument", f"AWS does not accept a value in {asked.operation}.", action, field=asked.field
    )


def _invalid_client(_asked: Asked, _words: AwsWords) -> Failure:
    return Failure(
        "kvs.client-refused",
        "AWS does not accept this client for the channel.",
        "Check the signaling client ID.",
        field="Signaling client ID",
    )


def _session_ended(_asked: Asked, _words: AwsWords) -> Failure:
    return Failure("kvs.session-ended", "AWS says that the session has ended.", "Connect again.")


_BY_CODE = {
    "AccessDeniedException": _denied,
    "AccountChannelLimitExceededException": _too_many_channels,
    "ClientLimitExceededException": _throttled,
    "InvalidArgumentException": _invalid,
    "InvalidClientException": _invalid_client,
    "NotAuthorizedException": _denied,
    "ResourceInUseException": _in_use,
    "ResourceNotFoundException": _not_found,
    "SessionExpiredException": _session_ended,
    "ValidationException": _invalid,
    "VersionMismatchException": _in_use,
}

"""The ARN and the name of a signaling channel.

Source: "ChannelInfo" and "CreateSignalingChannel", Kinesis Video Streams API Reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.kvs.endpoints import is_region, partition_of
from countersign.model.errors import Failure, InputError
from countersign.signing.refusals import shown

_NAME = re.compile(r"[a-zA-Z0-9_.-]{1,256}", re.ASCII).fullmatch
_ACCOUNT = re.compile(r"\d{12}", re.ASCII).fullmatch
_CREATED = re.compile(r"\d+", re.ASCII).fullmatch
_LONGEST = 1024
_SHAPE = "It reads arn:aws:kinesisvideo:REGION:ACCOUNT:channel/NAME/CREATION-TIME."


@dataclass(frozen=True, slots=True)
class ChannelArn:
    """Hold an ARN taken apart; `created` is the time of creation in milliseconds, as digits."""

    partition: str
    region: str
    account: str
    name: str
    created: str

    @classmethod
    def parse(cls, text: str) -> ChannelArn:
        """Read an ARN; raise `InputError` on the field `Channel ARN` that says which part is wrong."""
        text = text.strip()
        parts = text.split(":")
        if len(parts) != 6 or parts[0] != "arn" or len(text) > _LONGEST:
            raise _refusal(f"“{shown(text)}” is not the ARN of a channel." if text else "There is no ARN.", _SHAPE)
        _, partition, service, region, account, resource = parts
        if service != "kinesisvideo":
            raise _refusal(f"The ARN belongs to “{shown(service)}”, not to kinesisvideo.", _SHAPE)
        _check_place(partition, region, account)
        name, created = _split_resource(resource)
        return cls(partition, region, account, name, created)

    def __str__(self) -> str:
        place = f"{self.partition}:kinesisvideo:{self.region}:{self.account}"
        return f"arn:{place}:channel/{self.name}/{self.created}"


def is_arn(text: str) -> bool:
    """Tell whether a text is meant as an ARN, right or wrong, rather than as a name."""
    return text.lstrip().startswith("arn:")


def check_channel_name(name: str) -> None:
    """Raise `InputError` on the field `Channel name` for a name that no channel can have."""
    if _NAME(name):
        return
    if not name:
        sentence, action = "No channel is named.", "Write its name or its ARN."
    elif len(name) > 256:
        sentence, action = "The channel's name is too long.", "Use at most 256 characters."
    else:
        sentence = f"“{shown(name)}” cannot be the name of a channel."
        action = "Use letters, digits, hyphens, dots and underscores only."
    raise InputError(Failure("kvs.channel-name", sentence, action, field="Channel name"))


def _check_place(partition: str, region: str, account: str) -> None:
    if not is_region(region):
        raise _refusal(f"The ARN names “{shown(region)}” where its region belongs.", _SHAPE)
    expected = partition_of(region).name
    if partition != expected:
        raise _refusal(
            f"The ARN names the partition “{shown(partition)}”, but {region} lies in {expected}.",
            "Copy the ARN again from where the channel was created.",
        )
    if not _ACCOUNT(account):
        raise _refusal(f"The ARN names “{shown(account)}” as its account.", "An account ID has twelve digits.")


def _split_resource(resource: str) -> tuple[str, str]:
    kind, *rest = resource.split("/")
    if kind == "stream":
        raise _refusal("This is the ARN of a video stream, not of a signaling channel.", _SHAPE)
    if kind != "channel" or len(rest) not in (1, 2) or not _NAME(rest[0]):
        raise _refusal(f"The ARN ends in “{shown(resource)}”, which is no channel.", _SHAPE)
    if len(rest) == 1 or not _CREATED(rest[1]):
        raise _refusal(
            "The ARN ends without the time at which the channel was created.",
            "Copy it again to its end: the number after the channel's name belongs to it.",
        )
    return rest[0], rest[1]


def _refusal(sentence: str, action: str) -> InputError:
    return InputError(Failure("kvs.channel-arn", sentence, action, field="Channel ARN"))

"""The signaling channels of the playground's account."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from countersign.playground.kvs_words import NOT_FOUND, KvsError
from countersign.playground.signaling_relay import SignalingRelay

ACCOUNT_ID = "123456789012"
FIRST_CHANNEL = "front-door-camera"
DEFAULT_TTL = 60  # seconds, "CreateSignalingChannel", Kinesis Video Streams API reference
MOST_CHANNELS = 100  # AWS allows 10,000
ARN = re.compile(r"arn:[a-z\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:[a-z]+/[a-zA-Z0-9_.-]+/[0-9]+")
_VERSION_LETTERS = string.ascii_letters + string.digits
_LIMIT = (
    "You have reached the maximum limit of active signaling channels for this AWS account in this region: "
    f"{MOST_CHANNELS}."
)


@dataclass(frozen=True, slots=True)
class Channel:
    """Hold one channel and who is connected to it."""

    name: str
    arn: str
    created: datetime
    message_ttl: int
    relay: SignalingRelay = field(repr=False)
    version: str = field(default_factory=lambda: "".join(secrets.choice(_VERSION_LETTERS) for _ in range(20)))

    def describe(self) -> dict[str, Any]:
        """Return the `ChannelInfo` of the API."""
        return {
            "ChannelName": self.name,
            "ChannelARN": self.arn,
            "ChannelType": "SINGLE_MASTER",
            "ChannelStatus": "ACTIVE",
            "CreationTime": round(self.created.timestamp(), 3),
            "SingleMasterConfiguration": {"MessageTtlSeconds": self.message_ttl},
            "Version": self.version,
        }


class SignalingChannels:
    """Keep the channels; two exist from the start."""

    def __init__(self, region: str, now: Callable[[], datetime]) -> None:
        self._region = region
        self._now = now
        self._channels: dict[str, Channel] = {}
        for name in (FIRST_CHANNEL, "loading-dock"):
            self.create(name, DEFAULT_TTL)

    def create(self, name: str, message_ttl: int) -> Channel:
        """Make a channel; raise `KvsError` where the name is taken or there are too many."""
        if any(channel.name == name for channel in self._channels.values()):
            raise KvsError("ResourceInUseException", f"The channel {name} already exists.")
        if len(self._channels) >= MOST_CHANNELS:
            raise KvsError("AccountChannelLimitExceededException", _LIMIT)
        created = self._now()
        serial = int(created.timestamp() * 1000)
        arn = f"arn:aws:kinesisvideo:{self._region}:{ACCOUNT_ID}:channel/{name}/{serial}"
        self._channels[arn] = Channel(name, arn, created, message_ttl, SignalingRelay(message_ttl))
        return self._channels[arn]

    def named(self, name: str) -> Channel:
        """Return a channel by its name; raise `KvsError` where there is none."""
        found = next((channel for channel in self._channels.values() if channel.name == name), None)
        if found is None:
            raise KvsError("ResourceNotFoundException", NOT_FOUND)
        return found

    def at(self, arn: str) -> Channel:
        """Return a channel by its ARN; raise `KvsError` where there is none."""
        found = self._channels.get(arn)
        if found is None:
            raise KvsError("ResourceNotFoundException", NOT_FOUND)
        return found

    def delete(self, arn: str, version: str | None) -> None:
        """Remove a channel and close its connections; raise `KvsError` where there is none or it has changed."""
        channel = self.at(arn)
        if version not in {None, channel.version}:
            sentence = "The stream version that you specified is not the latest version."
            raise KvsError("VersionMismatchException", sentence)
        del self._channels[arn]
        channel.relay.close_all("The channel was deleted")

    def listing(self, prefix: str) -> list[Channel]:
        """Return the channels whose names begin so, in the order of their names."""
        found = (channel for channel in self._channels.values() if channel.name.startswith(prefix))
        return sorted(found, key=lambda channel: channel.name)

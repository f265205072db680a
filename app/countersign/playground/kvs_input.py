"""The members of a call's JSON body, checked as the service's model says.

Source: the models of kinesisvideo, kinesis-video-signaling and kinesis-video-webrtc-storage in botocore.
"""

from __future__ import annotations

import json
import re
from typing import Any

from countersign.playground.exchange import ReceivedRequest
from countersign.playground.kvs_words import KvsError
from countersign.playground.signaling_channels import ARN
from countersign.playground.signaling_messages import IDENTIFIER

_TAG_LIMIT = 50


class CallInput:
    """Read members; each raises `KvsError` (InvalidArgumentException) for a value that breaks its constraint."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @classmethod
    def read(cls, request: ReceivedRequest) -> CallInput:
        """Read a body; an empty one has no members. Raise `KvsError` (SerializationException) for no JSON object."""
        try:
            value = json.loads(request.body.data or b"{}")
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise KvsError("SerializationException", "The body of the call is not a JSON object.")
        return cls(value)

    def has(self, name: str) -> bool:
        """Tell whether a member is there."""
        return self._fields.get(name) is not None

    def member(self, name: str) -> CallInput:
        """Return a structure."""
        value = self._fields.get(name)
        if not isinstance(value, dict):
            raise _invalid(name, value, "Member must not be null" if value is None else "Member must be a structure")
        return CallInput(value)

    def name(self, name: str) -> str:
        """Return an identifier: letters, digits, "_", "." and "-"."""
        return self._matching(name, IDENTIFIER, 256)

    def arn(self, name: str = "ChannelARN") -> str:
        """Return an ARN."""
        return self._matching(name, ARN, 1024)

    def text(self, name: str, default: str) -> str:
        """Return any text, the default where there is none."""
        value = self._fields.get(name, default)
        if not isinstance(value, str):
            raise _invalid(name, value, "Member must be a string")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str = "") -> str:
        """Return one of a set; where there is none, the default unless that is ""."""
        value = self._fields.get(name) or default
        if value not in choices:
            raise _invalid(name, value or None, f"Member must satisfy enum value set: [{', '.join(choices)}]")
        return str(value)

    def choices(self, name: str, choices: tuple[str, ...]) -> list[str]:
        """Return a list of one or more of a set, each once."""
        value = self._fields.get(name)
        if not isinstance(value, list) or not value or not all(one in choices for one in value):
            sentence = f"Member must be a list of the enum value set: [{', '.join(choices)}]"
            raise _invalid(name, value, sentence)
        return list(dict.fromkeys(value))

    def number(self, name: str, low: int, high: int, default: int) -> int:
        """Return a whole number within bounds."""
        value = self._fields.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _invalid(name, value, f"Member must have value from {low} to {high}")
        return value

    def check_tags(self) -> None:
        """Check that the tags are pairs, and not too many of them."""
        tags = self._fields.get("Tags") or []
        if not isinstance(tags, list) or not all(_is_tag(tag) for tag in tags):
            raise _invalid("Tags", tags, "Member must be a list of pairs of Key and Value")
        if len(tags) > _TAG_LIMIT:
            sentence = f"A channel has at most {_TAG_LIMIT} tags."
            raise KvsError("TagsPerResourceExceededLimitException", sentence)

    def _matching(self, name: str, pattern: re.Pattern[str], longest: int) -> str:
        value = self._fields.get(name)
        if value is None:
            raise _invalid(name, value, "Member must not be null")
        if not isinstance(value, str) or len(value) > longest or not pattern.fullmatch(value):
            raise _invalid(name, value, f"Member must satisfy regular expression pattern: {pattern.pattern}")
        return value


def _is_tag(value: object) -> bool:
    return isinstance(value, dict) and {"Key", "Value"} <= value.keys()


def _invalid(name: str, value: object, constraint: str) -> KvsError:
    shown = "null" if value is None else f"'{str(value)[:256]}'"
    place = name[:1].lower() + name[1:]
    sentence = f"1 validation error detected: Value {shown} at '{place}' failed to satisfy constraint: {constraint}"
    return KvsError("InvalidArgumentException", sentence)

"""Values that are made rather than looked up: `{{$uuid}}`, `{{$randomInt 1 10}}`, `{{$base64 name}}`.

Each is made anew at every place where it is written, at every send. What is only shown (the inspector, a tip) is made
from `SAMPLES`, so that it stays the same while somebody types. An argument is a variable's name or a quoted text;
nothing else is evaluated.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from countersign.model.errors import Failure, InputError

DYNAMIC_ORIGIN = "a dynamic value"
_MARK = "$"
_WORD = re.compile(
    r"""\s*(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s"']+))(?=\s|$)"""
)
_ESCAPED = re.compile(r"\\(.)")
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DEFAULT_RANGE = (0, 1000)


@dataclass(frozen=True, slots=True)
class Sources:
    """Give the time, and random bytes by their number."""

    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]


def _system_time() -> datetime:
    return datetime.now(UTC)


def _sample_time() -> datetime:
    return datetime(2026, 1, 1, 12, tzinfo=UTC)


def _sample_bytes(number: int) -> bytes:
    return hashlib.shake_256(b"sample").digest(number)


SYSTEM = Sources(_system_time, secrets.token_bytes)
SAMPLES = Sources(_sample_time, _sample_bytes)


@dataclass(frozen=True, slots=True)
class Argument:
    """Hold one argument: the name of a variable, or where it is `literal`, the text itself."""

    text: str
    literal: bool


@dataclass(frozen=True, slots=True)
class DynamicValue:
    """Describe one dynamic value: its name with the "$", what it gives, and what it takes.

    `make` gets the filled arguments. `optional` values may also stand without any of their arguments.
    """

    name: str
    words: str
    parameters: tuple[str, ...]
    make: Callable[[Sources, Sequence[str]], str]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Hold a dynamic value as it is written."""

    dynamic: DynamicValue
    arguments: tuple[Argument, ...]

    @property
    def name(self) -> str:
        """Return the name with the "$"."""
        return self.dynamic.name

    def value(self, texts: Sequence[str], sources: Sources) -> str:
        """Return the value made of the filled arguments; raise `InputError` where they do not fit."""
        return self.dynamic.make(sources, texts)


def is_dynamic(name: str) -> bool:
    """Tell whether what stands between two braces is a dynamic value that is known."""
    return name.startswith(_MARK) and name.split(maxsplit=1)[0] in _BY_NAME


def parse_call(expression: str) -> Call:
    """Return what `is_dynamic` accepts, taken apart; raise `InputError` for arguments that are not right."""
    name, *tail = expression.split(maxsplit=1)
    dynamic = _BY_NAME[name]
    arguments = _arguments(name, "".join(tail))
    wanted = len(dynamic.parameters)
    if len(arguments) != wanted and not (dynamic.optional and not arguments):
        raise _fault(f"{name} needs {_counted(wanted)}" + (f": {', '.join(dynamic.parameters)}." if wanted else "."))
    return Call(dynamic, arguments)


def parameter_count(name: str) -> int:
    """Return how many arguments a dynamic value cannot do without; 0 for any other name."""
    dynamic = _BY_NAME.get(name)
    return 0 if dynamic is None or dynamic.optional else len(dynamic.parameters)


def argument_names(expression: str) -> list[str]:
    """Return the variables that a dynamic value is made from, none for any other name."""
    if not is_dynamic(expression):
        return []
    try:
        return [argument.text for argument in parse_call(expression).arguments if not argument.literal]
    except InputError:
        return []


def _arguments(name: str, text: str) -> tuple[Argument, ...]:
    found, at = [], 0
    while text[at:].strip():
        match = _WORD.match(text, at)
        if match is None:
            raise _fault(f"A quotation mark of {name} is not closed, or has no space around it.")
        bare = match["bare"]
        quoted = match["double"] if match["double"] is not None else match["single"]
        if bare is not None:
            found.append(Argument(bare, literal=_INTEGER.fullmatch(bare) is not None))
        else:
            found.append(Argument(_ESCAPED.sub(r"\1", quoted or ""), literal=True))
        at = match.end()
    return tuple(found)


def _counted(number: int) -> str:
    return {0: "no argument", 1: "one argument", 2: "two arguments"}[number]


def _uuid(sources: Sources, _texts: Sequence[str]) -> str:
    return str(uuid.UUID(bytes=sources.random_bytes(16), version=4))


def _timestamp(sources: Sources, _texts: Sequence[str]) -> str:
    return str(int(sources.now().timestamp()))


def _iso_timestamp(sources: Sources, _texts: Sequence[str]) -> str:
    return sources.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _random_int(sources: Sources, texts: Sequence[str]) -> str:
    if not all(_INTEGER.fullmatch(text) for text in texts):
        raise _fault("$randomInt needs whole numbers as its smallest and largest value.")
    low, high = (int(text) for text in texts) if texts else _DEFAULT_RANGE
    if low > high:
        raise _fault("The smallest value of $randomInt is larger than its largest.")
    return str(low + int.from_bytes(sources.random_bytes(24), "big") % (high - low + 1))


def _base64(_sources: Sources, texts: Sequence[str]) -> str:
    return base64.b64encode(_bytes(texts[0])).decode()


def _base64_decode(_sources: Sources, texts: Sequence[str]) -> str:
    plain = "".join(texts[0].split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise _fault("What $base64decode is given is not the base64 of a UTF-8 text.") from error


def _sha256(_sources: Sources, texts: Sequence[str]) -> str:
    return hashlib.sha256(_bytes(texts[0])).hexdigest()


def _md5(_sources: Sources, texts: Sequence[str]) -> str:
    return hashlib.md5(_bytes(texts[0]), usedforsecurity=False).hexdigest()


def _hmac_sha256(_sources: Sources, texts: Sequence[str]) -> str:
    return hmac.new(_bytes(texts[0]), _bytes(texts[1]), hashlib.sha256).hexdigest()


def _url_encode(_sources: Sources, texts: Sequence[str]) -> str:
    return quote(_bytes(texts[0]), safe="")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _fault(sentence: str) -> InputError:
    return InputError(Failure("variable.dynamic", sentence, "Correct what stands between the braces."))


DYNAMIC_VALUES = (
    DynamicValue("$uuid", "a new random UUID", (), _uuid),
    DynamicValue("$timestamp", "the time, in seconds since 1970", (), _timestamp),
    DynamicValue("$isoTimestamp", "the time, as ISO 8601 in UTC", (), _iso_timestamp),
    DynamicValue("$randomInt", "a whole number, 0 to 1000 or in a range", ("min", "max"), _random_int, optional=True),
    DynamicValue("$base64", "a text in base64", ("text",), _base64),
    DynamicValue("$base64decode", "the text behind base64", ("text",), _base64_decode),
    DynamicValue("$sha256", "the SHA-256 of a text, in hex", ("text",), _sha256),
    DynamicValue("$md5", "the MD5 of a text, in hex", ("text",), _md5),
    DynamicValue("$hmacSha256", "the HMAC-SHA-256 of a text, in hex", ("key", "text"), _hmac_sha256),
    DynamicValue("$urlEncode", "a text percent-encoded", ("text",), _url_encode),
)
_BY_NAME = {dynamic.name: dynamic for dynamic in DYNAMIC_VALUES}

"""JSON that strangers wrote, read without ever failing."""

from __future__ import annotations

import codecs
import json
import re
from typing import NamedTuple

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Reading(NamedTuple):
    """Hold a value, None with a `problem` where there is none; the problem is half a sentence."""

    value: object
    problem: str = ""


def read_json(data: bytes) -> Reading:
    """Read JSON (RFC 8259). Half of a surrogate pair is kept, since Python's parser takes what msgspec does not."""
    import msgspec  # not on the way to the first paint

    try:
        return Reading(msgspec.json.decode(data))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _read_slowly(data)
    except RecursionError:
        return Reading(None, "nested too deeply")


def clean_text(value: object) -> str:
    """Return a text that can be shown and encoded, half pairs replaced; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)


def one_line(text: str, longest: int = 200) -> str:
    """Return a text on one line, of bounded length."""
    line = " ".join(text[: 4 * longest].split())
    if not line.isprintable():
        line = "".join(character if character.isprintable() else " " for character in line)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _read_slowly(data: bytes) -> Reading:
    try:
        return Reading(json.loads(data.removeprefix(codecs.BOM_UTF8).decode()))
    except UnicodeDecodeError:
        return Reading(None, "not UTF-8")
    except RecursionError:
        return Reading(None, "nested too deeply")
    except ValueError:
        return Reading(None, "not JSON")

"""How large a message is, measured as the service does: its payload as Base64, up to 10 KB."""

from __future__ import annotations

from typing import NamedTuple

from countersign.kvs.message_codec import LONGEST_PAYLOAD
from countersign.model.channel import SignalType

_CLOSE = 0.8  # of the limit, from where on the size warns


class SizeWords(NamedTuple):
    """Hold a size in words, and the look of the stylesheet that fits it."""

    words: str
    kind: str


def size_words(kind: SignalType, payload: str) -> SizeWords:
    """Return how large a message with this payload is; a raw frame has no limit here."""
    length = len(payload.encode("utf-8", "surrogatepass"))
    if kind == "RAW":
        return SizeWords(f"{_kilobytes(length)}, sent as it is", "muted")
    share = base64_length(length) / LONGEST_PAYLOAD
    look = "error" if share > 1 else "warn" if share > _CLOSE else "muted"
    return SizeWords(f"{_kilobytes(base64_length(length))} of 10 KB as Base64", look)


def base64_length(size: int) -> int:
    """Return how many characters so many bytes have as Base64 (RFC 4648, section 4)."""
    return (size + 2) // 3 * 4


def _kilobytes(size: int) -> str:
    return f"{size} B" if size < 1000 else f"{size / 1024:.1f} KB"

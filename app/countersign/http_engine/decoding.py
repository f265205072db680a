"""Undo content codings (RFC 9110, section 8.4) in small steps, so that no body grows faster than it is read.

Pure: bytes in, bytes out. gzip (RFC 1952), deflate (RFC 1950, and the raw RFC 1951 form that some servers send), br
(RFC 7932) and zstd (RFC 8878).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from countersign.http_engine.coding_steps import STEPS, CodingStep, CorruptDataError

MOST_CODINGS = 2  # servers send one; two layers of gzip already turn 1.8 KB into 1 GB
BOMB_SIZE = 100 * 1024 * 1024  # below this a body is merely large, whatever its ratio
BOMB_RATIO = 1_000  # deflate reaches 1,032 on zeros alone; real text stays under 100


class DecompressionBombError(Exception):
    """The body grows out of proportion; what was decoded until then has been yielded."""


@dataclass(frozen=True, slots=True)
class DecodingEnd:
    """Say how decoding ended. `truncated` means that the end of the stream never came; `note` is "" or a label."""

    truncated: bool = False
    note: str = ""


class BodyDecoder:
    """Decode one body as its bytes arrive. Every piece that comes out is at most 256 KiB.

    A coding that is not known, or more than two of them, leaves the body as it is, and `finish` says so.
    """

    def __init__(self, content_encoding: str) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",")]
        codings = [name for name in names if name not in {"", "identity"}]
        self._note = _refusal(codings)
        self._steps: list[CodingStep] = [] if self._note else [STEPS[name]() for name in reversed(codings)]
        self._wire_size = 0
        self._decoded_size = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to; raise `CorruptDataError` or `DecompressionBombError` after the last good
        piece.
        """
        self._wire_size += len(data)
        for piece in _through(self._steps, data):
            self._decoded_size += len(piece)
            if self._is_bomb():
                raise DecompressionBombError
            yield piece

    def finish(self) -> DecodingEnd:
        """Say whether every coding came to its end."""
        if self._wire_size == 0 or not self._steps:
            return DecodingEnd(note=self._note if self._wire_size else "")
        if any(not step.ended for step in self._steps):
            return DecodingEnd(truncated=True)
        left_over = sum(step.left_over for step in self._steps)
        if left_over:
            return DecodingEnd(note=f"Left out {left_over} bytes that follow the end of the compressed data.")
        return DecodingEnd()

    def _is_bomb(self) -> bool:
        return self._decoded_size > BOMB_SIZE and self._decoded_size > BOMB_RATIO * self._wire_size


def _refusal(codings: list[str]) -> str:
    unknown = [name for name in codings if name not in STEPS]
    if unknown:
        return f"Shown as received: the content coding “{unknown[0][:40]}” is not known."
    if len(codings) > MOST_CODINGS:
        return f"Shown as received: {len(codings)} content codings are more than the {MOST_CODINGS} that are undone."
    return ""


def _through(steps: list[CodingStep], data: bytes) -> Iterator[bytes]:
    if not steps:
        if data:
            yield data
        return
    for piece in steps[0].decode(data):
        yield from _through(steps[1:], piece)


__all__ = ["BodyDecoder", "CorruptDataError", "DecodingEnd", "DecompressionBombError"]

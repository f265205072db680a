"""The bytes of a body, read in pieces, and how they become characters."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from countersign.model.body import StoredBody

_SAMPLE = 65_536
_LARGEST_TRANSCODED = 16_000_000
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(range(32)).translate(None, b"\t\n\r\x0c\x1b")


class BodyBytes:
    """Give any slice of a body that lies in memory or in a file; the file is read, never mapped."""

    def __init__(self, source: bytes | Path) -> None:
        self.path = source if isinstance(source, Path) else None
        self._data = source if isinstance(source, bytes) else b""
        self._file: BinaryIO | None = self.path.open("rb", buffering=0) if self.path else None
        self.size = self.path.stat().st_size if self.path else len(self._data)

    @classmethod
    def of(cls, body: StoredBody) -> BodyBytes:
        """Open a stored body; raise OSError when its file is gone."""
        return cls(body.data if body.path is None else body.path)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from start to end, fewer at the end of the body or if the file shrank."""
        if self._file is None:
            return self._data[start:end]
        self._file.seek(start)
        return self._file.read(max(0, end - start))

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Coding:
    """Name the encoding of a body; `skip` bytes of byte order mark come first."""

    name: str
    skip: int = 0

    @property
    def is_utf8(self) -> bool:
        """Tell whether a character may take several bytes."""
        return self.name == "utf-8"


def readable(body: BodyBytes, content_type: str) -> tuple[BodyBytes, Coding]:
    """Return bytes in an encoding whose line ends are single bytes, and that encoding.

    The charset parameter decides, then a byte order mark, then UTF-8 if the beginning is valid, else latin-1.
    UTF-16 and its like are rewritten as UTF-8 up to 16 MB; above, they show as latin-1.
    """
    coding = coding_of(body.read(0, _SAMPLE), content_type)
    if coding.is_utf8 or _is_single_byte(coding.name):
        return body, coding
    if body.size > _LARGEST_TRANSCODED:
        return body, Coding("latin-1")
    text = body.read(coding.skip, body.size).decode(coding.name, "replace")
    return BodyBytes(text.encode("utf-8", "replace")), Coding("utf-8")


def coding_of(sample: bytes, content_type: str) -> Coding:
    """Return the encoding of a body from its media type and its first bytes (RFC 9110, section 8.3.2)."""
    named = _known(charset_of(content_type))
    for mark, name in _BOMS:
        if sample.startswith(mark) and named in ("", name, name[:6]):
            return Coding(name, len(mark))
    if named:
        return Coding(named)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=len(sample) < _SAMPLE)
    except UnicodeDecodeError:
        return Coding("latin-1")
    return Coding("utf-8")


def charset_of(content_type: str) -> str:
    """Return the charset parameter of a media type, "" without one."""
    found = _CHARSET.search(content_type)
    return found[1] if found else ""


def looks_binary(sample: bytes) -> bool:
    """Tell whether bytes are no text that a person reads: zero bytes, or many control characters."""
    if sample.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return b"\0" in sample or controls * 20 > len(sample)


def _known(charset: str) -> str:
    """Return Python's name of a text encoding, "" for one it does not know."""
    try:
        info = codecs.lookup(charset)
        info.decode(b"")
    except (LookupError, ValueError, TypeError):
        return ""
    if not getattr(info, "_is_text_encoding", True):
        return ""
    return "utf-8" if info.name == "ascii" else info.name


def _is_single_byte(name: str) -> bool:
    every_byte = bytes(range(256))
    text = every_byte.decode(name, "replace")
    return len(text) == len(every_byte) and text[:128] == every_byte[:128].decode("ascii")

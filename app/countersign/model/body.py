"""What a request carries, as written, and what it becomes on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

TextKind = Literal["json", "text", "xml"]


@dataclass(frozen=True, slots=True)
class NoBody:
    """Send no body."""


@dataclass(frozen=True, slots=True)
class TextBody:
    """Send text in UTF-8."""

    text: str = ""
    kind: TextKind = "json"


@dataclass(frozen=True, slots=True)
class GraphQlBody:
    """Send a GraphQL query and its variables (JSON text) as graphql-over-http says."""

    query: str = ""
    variables: str = ""
    operation_name: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """Name one field of a form."""

    name: str
    value: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FormBody:
    """Send fields as application/x-www-form-urlencoded."""

    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True)
class MultipartPart:
    """Name one part of a multipart body: text, or the file at `file_path`."""

    name: str
    value: str = ""
    file_path: str = ""
    content_type: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """Send parts as multipart/form-data (RFC 7578)."""

    parts: tuple[MultipartPart, ...] = ()


@dataclass(frozen=True, slots=True)
class FileBody:
    """Send the bytes of a file."""

    file_path: str = ""
    content_type: str = ""


Body = NoBody | TextBody | GraphQlBody | FormBody | MultipartBody | FileBody


@dataclass(frozen=True, slots=True)
class FileSlice:
    """Stand for a file's bytes; size in bytes and modification time (ns) as they were when it was hashed."""

    path: Path
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class WireBody:
    """Hold the exact bytes of a request body: pieces in memory and whole files, in order."""

    pieces: tuple[bytes | FileSlice, ...] = ()
    sha256: str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @property
    def size(self) -> int:
        """Return the length in bytes."""
        return sum(len(piece) if isinstance(piece, bytes) else piece.size for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class StoredBody:
    """Hold a received body: in memory (`data`) or spooled to a file (`path`), never both.

    `size` is the decoded length, `wire_size` the received one. `ended_early` is "" or says how the body fell short;
    what came before it is kept.
    """

    data: bytes = b""
    path: Path | None = None
    size: int = 0
    wire_size: int = 0
    ended_early: str = ""

    def read(self, limit: int | None = None) -> bytes:
        """Return the first `limit` bytes, or all."""
        if self.path is None:
            return self.data[:limit]
        with self.path.open("rb") as file:
            return file.read(-1 if limit is None else limit)

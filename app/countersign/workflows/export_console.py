"""Write the messages of a console to a file, as a stream, however many there are."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from countersign.formats.console_export import csv_lines, har_lines, json_lines
from countersign.model.errors import Failure, StorageError
from countersign.model.frame_log import FrameLog
from countersign.model.frames import FrameReader


@dataclass(frozen=True, slots=True)
class ConsoleExport:
    """Say what goes where; `kind` is "jsonl", "csv" or "har", `url` the one that was connected to."""

    kind: str
    log: FrameLog
    numbers: tuple[int, ...]
    reader: FrameReader
    url: str
    path: Path


def write_export(export: ConsoleExport, scrub: Callable[[str], str]) -> None:
    """Write the file beside its place and move it there; raise `StorageError`, and then nothing has changed.

    Blocks. A link is followed and kept; a device is refused. Known secrets in the messages are masked.
    """
    target = Path(os.path.realpath(export.path))
    unfinished = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        _require_file(target)
        with unfinished.open("x", encoding="utf-8", newline="") as file:
            file.writelines(scrub(line) for line in _lines(export))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise StorageError(
            Failure(
                "console.not-exported",
                f"The messages could not be written to {export.path}.",
                "Choose another place, or make room there.",
                detail=error.strerror or "",
            )
        ) from error
    finally:
        with suppress(OSError):  # it is gone where all went well
            unfinished.unlink()


def _require_file(target: Path) -> None:
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "It is not a regular file.")


def _lines(export: ConsoleExport) -> Iterator[str]:
    frames = export.log.frames(export.numbers)
    if export.kind == "csv":
        return csv_lines(frames, export.reader)
    if export.kind == "har":
        return har_lines(frames, export.url)
    return json_lines(frames, export.reader)

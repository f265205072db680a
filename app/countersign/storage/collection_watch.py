"""Notice that files of a collection changed on the disk: what is there now, beside what was there before."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_SUFFIXES = (".yml", ".yaml", ".env")
_MOST_FILES = 200_000
_SKIPPED = frozenset({"node_modules", ".git"})

Stamp = tuple[int, int, int]
"""Modification time (ns), size and inode: an atomic save changes the last even within a clock tick."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold the stamp of every file that a collection reads, by path relative to its folder."""

    stamps: Mapping[str, Stamp]

    def changed_since(self, before: Snapshot) -> frozenset[str]:
        """Return the files that are new, changed or gone."""
        paths = self.stamps.keys() | before.stamps.keys()
        return frozenset(path for path in paths if self.stamps.get(path) != before.stamps.get(path))


def take_snapshot(folder: Path) -> Snapshot:
    """Return the present stamps; links to folders are not followed, what cannot be looked at is left out. Blocks."""
    found: dict[str, Stamp] = {}
    for path, entry in _files(folder, ""):
        try:
            status = entry.stat()
        except OSError:
            continue
        found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
        if len(found) >= _MOST_FILES:
            break
    return Snapshot(found)


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED:
                yield from _files(Path(entry.path), f"{path}/")
        elif entry.name.endswith(_SUFFIXES):
            yield path, entry

"""Collections on the disk: made, changed one change at a time, watched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from countersign.formats.exporting.exporter import Exporter
    from countersign.model.imported import ImportNote
    from countersign.model.workspace import Workspace
    from countersign.storage.collection_edit import CollectionEdit

T = TypeVar("T")
_LOOK = 1.0  # seconds between two looks at a folder


class CollectionFiles:
    """Change collections. What is deleted waits in `trash` for an undo. Belongs to one event loop."""

    def __init__(self, trash: Path) -> None:
        self._trash = trash
        self._lock = asyncio.Lock()

    async def create(self, folder: Path, name: str) -> None:
        """Make a new, empty collection; raise `StorageError` for a folder that is not empty."""
        from countersign.storage.collection_edit import CollectionEdit

        await asyncio.to_thread(CollectionEdit.create, folder, name)

    async def edit(self, folder: Path, act: Callable[[CollectionEdit], T]) -> T:
        """Change a collection's tree; raise `StorageError` where that cannot be done."""
        from countersign.storage.collection_edit import CollectionEdit

        async with self._lock:
            return await asyncio.to_thread(act, CollectionEdit(folder, self._trash))

    async def export(self, workspace: Workspace, exporter: Exporter, path: Path) -> tuple[ImportNote, ...]:
        """Write a collection in another format; return what that could not express. Raise `StorageError`."""
        from countersign.storage.atomic_file import write_atomically

        exported = await asyncio.to_thread(exporter.export, workspace)
        await asyncio.to_thread(write_atomically, path, exported.data)
        return exported.notes

    async def watch(self, folder: Path, notice: Callable[[frozenset[str]], None]) -> None:
        """Tell which files changed, for ever: a change is told once the folder has been quiet between two looks."""
        from countersign.storage.collection_watch import take_snapshot

        told = seen = await asyncio.to_thread(take_snapshot, folder)
        while True:
            await asyncio.sleep(_LOOK)
            now = await asyncio.to_thread(take_snapshot, folder)
            changed = now.changed_since(told)
            if changed and not now.changed_since(seen):
                told = now
                notice(changed)
            seen = now

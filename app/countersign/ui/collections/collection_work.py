"""Carries changes of a collection's tree to the engine thread, and shows the tree that came of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.errors import Failure
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from countersign.ui.collections.collection_tree import CollectionTree, Move
from countersign.ui.engine_thread import EngineThread
from countersign.ui.parts_work import PartsWork
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.storage.collection_edit import CollectionEdit, Deleted

_NEW: dict[str, Callable[[], Draft]] = {
    "request": lambda: RequestDraft(name="New request"),
    "websocket": lambda: SocketDraft(name="New WebSocket"),
    "channel": lambda: ChannelDraft(name="New channel"),
}


class CollectionWork(QObject):
    """Serve the trees of the open collection. `changed` asks for the tree to be read anew.

    `path_changed` carries the old and the new path of what was renamed or moved ("" for deleted), `created` the path
    of a new item, `deleted` its name and what `undo_delete` takes.
    """

    changed = Signal()
    path_changed = Signal(str, str)
    created = Signal(str)
    deleted = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self, engine: EngineThread, application: Application, folder: Callable[[], Path | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._work = PartsWork(engine, application, self)
        self._folder = folder

    def serve(self, tree: CollectionTree) -> None:
        """Do what a tree asks for."""
        tree.new_requested.connect(self.add)
        tree.renamed.connect(self.rename)
        tree.moved.connect(self.move)
        tree.duplicate_requested.connect(self.duplicate)
        tree.delete_requested.connect(self.delete)

    def add(self, kind: str, parent: str) -> None:
        """Make a new item at the end of a folder."""
        if kind == "folder":
            self._run(lambda edit: edit.add_folder(parent, "New folder"), self._show_new)
        else:
            self.keep(parent, _NEW[kind]())

    def keep(self, parent: str, draft: Draft, done: Callable[[str], None] | None = None) -> None:
        """Write a draft to a new file of a folder."""
        self._run(lambda edit: edit.add_request(parent, draft), done or self._show_new)

    def rename(self, path: str, name: str) -> None:
        """Give an item another name."""
        self._run(lambda edit: edit.rename(path, name), lambda new: self._follow(path, new))

    def move(self, move: Move) -> None:
        """Put an item elsewhere."""
        self._run(
            lambda edit: edit.move(move.path, move.parent, move.before), lambda new: self._follow(move.path, new)
        )

    def duplicate(self, path: str) -> None:
        """Copy an item."""
        self._run(lambda edit: edit.duplicate(path), lambda _new: self.changed.emit())

    def delete(self, path: str) -> None:
        """Take an item out; it can be brought back."""

        def done(deleted: Deleted) -> None:
            self.changed.emit()
            self.path_changed.emit(path, "")
            self.deleted.emit(path.rpartition("/")[2].removesuffix(".yml"), deleted)

        self._run(lambda edit: edit.delete(path), done)

    def change(self, act: Callable[[CollectionEdit], object]) -> None:
        """Change something in a file, such as tags or examples."""
        self._run(act, lambda _nothing: self.changed.emit())

    def undo_delete(self, deleted: Deleted) -> None:
        """Bring back what was deleted."""
        self._run(lambda edit: edit.restore(deleted), lambda _path: self.changed.emit())

    def _show_new(self, path: str) -> None:
        self.changed.emit()
        self.created.emit(path)

    def _follow(self, old: str, new: str) -> None:
        self.path_changed.emit(old, new)
        self.changed.emit()

    def _run(self, act: Callable[[CollectionEdit], Any], done: Callable[[Any], None]) -> None:
        folder = self._folder()
        if folder is None:
            self.failed.emit(
                Failure(
                    "collection.none", "No collection is open.", "Open or create one with the menu at the top first."
                )
            )
            return
        self._work.submit(
            lambda parts, _report: parts.collections.edit(folder, act), done=done, failed=self.failed.emit
        )

"""The settings page of a folder: opened, kept true to what surrounds it, saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from countersign.model.folder_settings import FolderSettings
from countersign.model.workspace import Folder, Workspace
from countersign.ui.engine_thread import EngineThread
from countersign.ui.parts_work import PartsWork
from countersign.ui.provider_work import ProviderWork
from countersign.ui.surroundings import Surroundings
from countersign.ui.theme import Theme
from countersign.ui.token_work import TokenWork
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.storage.collection_edit import CollectionEdit
    from countersign.ui.collections.folder_page import FolderPage

_INSIDE = "/."  # a place inside a folder, where its own variables are in force


class FolderDesk(QObject):
    """Serve one page at a time. `shown` carries a page to bring to the front, `opened` the editor of a new one.

    `closed` follows the page's end, `files_changed` asks for the collection to be read anew.
    """

    shown = Signal(object)
    opened = Signal(object)
    closed = Signal()
    files_changed = Signal()
    definitions_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        folder: Callable[[], Path | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._folder = folder
        self._work = PartsWork(engine, application, self)
        self._page: FolderPage | None = None
        self._collection: Path | None = None
        self._signing: tuple[TokenWork, ProviderWork] | None = None
        surroundings.changed.connect(self._follow)

    def open(self, path: str) -> None:
        """Bring the settings of a folder to the front; those of another one stay while they are not saved."""
        workspace = self._surroundings.workspace
        folder = None if workspace is None else find_folder(workspace, path)
        if folder is None:
            return
        page = self._page
        if page is not None and (page.path, self._collection) != (path, self._folder()):
            if page.has_unsaved_changes:
                self.shown.emit(page)
                page.close_page()
                return
            self._end()
        if self._page is None:
            self._build(path, folder)
        self.shown.emit(self._page)

    def follow_path(self, old: str, new: str) -> None:
        """Let the page go along with a folder that was renamed or moved; "" is one that was deleted."""
        page = self._page
        if page is not None and new and (page.path == old or page.path.startswith(f"{old}/")):
            page.set_path(new + page.path.removeprefix(old))

    def let_go(self) -> None:
        """Stop all work."""
        for work in self._signing or ():
            work.let_go()

    def _build(self, path: str, folder: Folder) -> None:
        from countersign.ui.collections.folder_page import FolderPage

        self._collection = self._folder()
        page = FolderPage(self._theme, path, folder.name, FolderSettings.of(folder))
        self._page = page
        tokens = TokenWork(
            page.editor, lambda: self._surroundings.context(path + _INSIDE), self._engine, self._application, page
        )
        providers = ProviderWork(page.editor, self._engine, self._application, page)
        self._signing = (tokens, providers)
        for work in self._signing:
            work.definitions_changed.connect(self.definitions_changed)
        page.save_requested.connect(self._save)
        page.closed.connect(self._close)
        self.opened.emit(page.editor)
        self._follow()

    def _save(self, settings: FolderSettings, known: FolderSettings) -> None:
        from countersign.storage.folder_settings import save_folder

        folder, page = self._collection, self._page
        if folder is None or page is None:
            return
        path = page.path

        def saved(notes: tuple[str, ...]) -> None:
            page.show_saved(settings, notes)
            self.files_changed.emit()

        def save(_edit: CollectionEdit) -> tuple[str, ...]:
            return save_folder(folder, path, settings, known)

        self._work.submit(
            lambda parts, _report: parts.collections.edit(folder, save),
            done=saved,
            failed=page.show_failure,
        )

    def _follow(self) -> None:
        """Give the page what surrounds it now."""
        page, around = self._page, self._surroundings
        if page is None or around.workspace is None or self._collection != self._folder():
            return
        folder = find_folder(around.workspace, page.path)
        if folder is not None:
            page.show_read(folder.name, FolderSettings.of(folder))
        editor = page.editor
        editor.set_scope(around.scope(page.path + _INSIDE))
        editor.set_identities(around.identities)
        editor.set_default_identity(around.identity)
        editor.set_inherited_auth(*around.inherited_auth(page.path))
        editor.set_roles(around.definitions.roles)
        editor.set_identity_pools(around.definitions.identity_pools)
        editor.set_user_pools(around.definitions.user_pools)
        editor.set_providers(around.definitions.providers)

    def _close(self) -> None:
        self._end()
        self.closed.emit()

    def _end(self) -> None:
        if self._page is not None:
            self.let_go()
            self._page.hide()
            self._page.deleteLater()
        self._page, self._signing = None, None


def find_folder(workspace: Workspace, path: str) -> Folder | None:
    """Return the folder at a path, the root for ""; None where it is gone."""
    waiting = [workspace.root]
    while waiting:
        folder = waiting.pop()
        if folder.path == path:
            return folder
        waiting += [item for item in folder.items if isinstance(item, Folder)]
    return None

"""The open collection: read, watched, changed, saved to, and held against what is open in tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from countersign.formats.exporting.exporter import Exporter
from countersign.model.imported import ImportNote
from countersign.model.session import TabState
from countersign.model.workspace import SavedRequest, Workspace
from countersign.ui.collections.collection_work import CollectionWork
from countersign.ui.collections.disk_changes import DiskChange, by_path, disk_change, with_mine, with_theirs
from countersign.ui.collections.save_panel import SavePanel
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.open_tab import OpenTab
from countersign.ui.open_tabs import OpenTabs
from countersign.ui.parts_work import PartsWork
from countersign.ui.sidebar import Sidebar
from countersign.ui.surroundings import Surroundings
from countersign.ui.widgets.banner import Banner, BannerAction
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.storage.collection_edit import CollectionEdit

_UNDO_MS = 20_000


class CollectionDesk(QObject):
    """Serve one collection. `said` carries a sentence and its kind, `failed` a failure; `panels` belongs on top.

    `settings_requested` carries the path of a folder whose settings are to be shown, `path_changed` old and new path
    of what was renamed or moved.
    """

    said = Signal(str, str)
    failed = Signal(object)
    import_requested = Signal()
    settings_requested = Signal(str)
    path_changed = Signal(str, str)

    def __init__(
        self,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        sidebar: Sidebar,
        tabs: OpenTabs,
        folder: Path | None,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._sidebar = sidebar
        self._tabs = tabs
        self._window = window
        self.folder = folder
        self._watching: Job | None = None
        self._conflicts: list[DiskChange] = []
        self._deleted: Any = None
        self._work = CollectionWork(engine, application, lambda: self.folder, self)
        self._parts = PartsWork(engine, application, self)
        self.panels = QWidget(window)
        self._save_panel = SavePanel()
        self._conflict = Banner("warn")
        self._undo = Banner("info")
        self._forget_undo = QTimer(self, singleShot=True, interval=_UNDO_MS)
        self._lay_out()
        self._connect()

    def take_in(self, workspace: Workspace, folder: Path | None) -> None:
        """Show a collection that was read, and watch its folder from now on."""
        is_other = folder != self.folder or self._watching is None
        self.folder = folder
        self._surroundings.set_workspace(workspace)
        self._sidebar.show_workspace(workspace)
        for problem in workspace.problems:
            self.failed.emit(problem)
        self._hold_against_tabs(workspace)
        if is_other and folder is not None:
            self._watch(folder)

    def menu(self, parent: QWidget) -> QMenu:
        """Return what can be done with collections as a whole."""
        menu = QMenu(parent)
        menu.addAction("Open a collection folder", self.choose_folder)
        menu.addAction("New collection", self.create)
        menu.addAction("Import", self.import_requested.emit)
        menu.addMenu(self._export_menu(menu))
        settings = menu.addAction("Collection settings", lambda: self.settings_requested.emit(""))
        settings.setEnabled(self._surroundings.workspace is not None)
        menu.addSeparator()
        menu.addAction("Open the sample workspace", self.open_sample)
        return menu

    def _export_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu("Export", parent)
        menu.setEnabled(self._surroundings.workspace is not None)
        menu.aboutToShow.connect(lambda: self._fill_exports(menu))
        return menu

    def _fill_exports(self, menu: QMenu) -> None:
        from countersign.formats.exporting.registry import EXPORTERS

        menu.clear()
        for exporter in EXPORTERS:
            menu.addAction(exporter.name, partial(self.export, exporter))

    def export(self, exporter: Exporter) -> None:
        """Write the collection to a file that the person chooses; secrets stay out."""
        workspace = self._surroundings.workspace
        if workspace is None:
            return
        path, _ = QFileDialog.getSaveFileName(self._window, "Export", f"{workspace.name}{exporter.suffix}")
        if path:
            self._parts.submit(
                lambda parts, _report: parts.collections.export(workspace, exporter, Path(path)),
                done=lambda notes: self.said.emit(export_words(path, notes), "warn" if notes else "ok"),
                failed=self.failed.emit,
            )

    def choose_folder(self) -> None:
        """Open a folder that the person chooses."""
        folder = QFileDialog.getExistingDirectory(self._window, "Open a collection folder")
        if folder:
            self.open_folder(Path(folder))

    def create(self) -> None:
        """Make a new collection in a folder that the person chooses, named after it."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Choose an empty folder for the new collection")
        if chosen:
            folder = Path(chosen)
            self._parts.submit(
                lambda parts, _report: parts.collections.create(folder, folder.name),
                done=lambda _nothing: self.open_folder(folder),
                failed=self.failed.emit,
            )

    def open_sample(self) -> None:
        """Open the sample workspace."""
        self._engine.submit(
            lambda _report: self._application.sample_workspace(), done=self.open_folder, failed=self.failed.emit
        )

    def open_folder(self, folder: Path) -> None:
        """Read a collection and show it."""
        self._engine.submit(
            lambda _report: self._application.open_workspace(folder),
            done=lambda workspace: self.take_in(workspace, folder),
            failed=self.failed.emit,
        )

    def reload(self) -> None:
        """Read the open collection anew."""
        if self.folder is not None:
            self.open_folder(self.folder)

    def requests(self) -> tuple[SavedRequest, ...]:
        """Return every request of the collection, in the order of the tree."""
        workspace = self._surroundings.workspace
        return tuple(by_path(workspace.root).values()) if workspace else ()

    def open_request(self, path: str) -> None:
        """Open a request of the collection in a tab."""
        found = next((request for request in self.requests() if request.path == path), None)
        if found is not None:
            self._tabs.open_saved(found, str(self.folder or ""))

    def save(self, tab: OpenTab) -> None:
        """Write a tab to its file, or ask for a place where it has none."""
        state, workspace = tab.state, self._surroundings.workspace
        folder = Path(state.collection) if state.collection else self.folder
        if folder is None or workspace is None:
            self.said.emit("No collection is open. The draft is kept and comes back with the next start.", "warn")
        elif not state.source:
            self._save_panel.ask(state.draft.name, workspace.root)
        else:
            self._engine.submit(
                lambda _report: self._application.save_request(folder, state.source, state.draft, state.saved),
                done=lambda notes: self._saved(tab, state, notes),
                failed=self.failed.emit,
            )

    def change_file(self, act: Callable[[CollectionEdit], object]) -> None:
        """Change something in the collection's files, and read it anew."""
        self._work.change(act)

    def let_go(self) -> None:
        """Stop watching."""
        if self._watching is not None:
            self._watching.drop()
            self._watching = None

    def _saved(self, tab: OpenTab, state: TabState, notes: tuple[str, ...]) -> None:
        tab.mark_saved(replace(state, saved=state.draft))
        self.reload()
        self.said.emit(" ".join((f"Saved {state.source}.", *notes)), "warn" if notes else "ok")

    def _save_new(self, name: str, parent: str) -> None:
        tab = self._tabs.current
        if tab is None:
            return
        draft = replace(tab.state.draft, name=name)

        def done(path: str) -> None:
            tab.restore(replace(tab.state, draft=draft))
            tab.mark_saved(replace(tab.state, saved=draft, source=path, collection=str(self.folder or "")))
            self.reload()
            self.said.emit(f"Saved {path}.", "ok")

        self._work.keep(parent, draft, done)

    def _watch(self, folder: Path) -> None:
        self.let_go()
        self._watching = self._parts.submit(
            lambda parts, report: parts.collections.watch(folder, report),
            progressed=lambda _changed: self.reload(),
            failed=self.failed.emit,
        )

    def _hold_against_tabs(self, workspace: Workspace) -> None:
        """Take in what changed on the disk, and ask about what was edited here meanwhile."""
        saved = by_path(workspace.root)
        self._conflicts = []
        for state in self._states():
            change = disk_change(state, saved)
            if change.meaning == "taken-in":
                self._tabs.replace_state(with_theirs(change))
            elif change.meaning == "gone":
                self._tabs.replace_state(replace(state, saved=None, source=""))
            elif change.meaning == "conflict":
                self._conflicts.append(change)
        self._show_conflict()

    def _states(self) -> tuple[TabState, ...]:
        """Return the tabs that belong to this collection."""
        return tuple(state for state in self._tabs.states if state.collection in {"", str(self.folder or "")})

    def _show_conflict(self) -> None:
        self._conflict.setVisible(bool(self._conflicts))
        if not self._conflicts:
            return
        change = self._conflicts[0]
        self._conflict.show_message(
            "warn",
            f"{change.state.source} was changed by another program",
            "This tab holds an edit that is not saved, too.",
            (
                BannerAction("mine", "Keep mine"),
                BannerAction("theirs", "Take theirs"),
                BannerAction("both", "Show both"),
            ),
        )

    def _settle(self, key: str) -> None:
        change = self._conflicts.pop(0)
        if key == "theirs":
            self._tabs.replace_state(with_theirs(change))
        else:
            self._tabs.replace_state(with_mine(change))
            if key == "both" and change.theirs is not None:
                self._tabs.open_copy(replace(change.theirs, name=f"{change.theirs.name} (on the disk)"))
        self._show_conflict()

    def _follow_path(self, old: str, new: str) -> None:
        """Let tabs go along with a file that was moved, or a folder with its files; "" is one that was deleted."""
        for state in self._states():
            if state.source == old or state.source.startswith(f"{old}/"):
                source = new + state.source.removeprefix(old) if new else ""
                self._tabs.replace_state(replace(state, source=source, saved=state.saved if new else None))

    def _offer_undo(self, name: str, deleted: object) -> None:
        self._deleted = deleted
        self._undo.show_message("info", f"“{name}” was deleted", "", (BannerAction("undo", "Undo"),))
        self._undo.show()
        self._forget_undo.start()

    def _undo_delete(self, _key: str) -> None:
        self._undo.hide()
        self._work.undo_delete(self._deleted)

    def _show_created(self, path: str) -> None:
        """Open a new item, and its name for typing, once the tree shows it."""
        self._once_read(lambda: self._rename_new(path))

    def _rename_new(self, path: str) -> None:
        self.open_request(path)
        for tree in (self._sidebar.collections, self._sidebar.channels):
            tree.start_renaming(path)

    def _once_read(self, call: Callable[[], None]) -> None:
        def once() -> None:
            self._surroundings.changed.disconnect(once)
            QTimer.singleShot(0, self, call)

        self._surroundings.changed.connect(once)

    def _connect(self) -> None:
        for tree in (self._sidebar.collections, self._sidebar.channels):
            self._work.serve(tree)
            tree.settings_requested.connect(self.settings_requested)
        self._sidebar.request_opened.connect(self.open_request)
        self._work.changed.connect(self.reload)
        self._work.path_changed.connect(self._follow_path)
        self._work.path_changed.connect(self.path_changed)
        self._work.created.connect(self._show_created)
        self._work.deleted.connect(self._offer_undo)
        self._work.failed.connect(self.failed)
        self._save_panel.answered.connect(self._save_new)
        self._conflict.action_chosen.connect(self._settle)
        self._undo.action_chosen.connect(self._undo_delete)
        self._forget_undo.timeout.connect(self._undo.hide)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.panels)
        column.setContentsMargins(0, 0, 0, 0)
        for panel in (self._save_panel, self._conflict, self._undo):
            column.addWidget(panel)
            panel.hide()


def export_words(path: str, notes: tuple[ImportNote, ...]) -> str:
    """Say what was exported, and the first of what the format has no word for."""
    if not notes:
        return f"Exported to {path}."
    more = f" ({len(notes) - 1} more)" if len(notes) > 1 else ""
    return f"Exported to {path}. {notes[0].place}: {notes[0].sentence}{more}"

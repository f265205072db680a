"""The main window: bars, sidebar, tabs, and what happens between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from countersign.model.auth import NoAuth
from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.errors import Failure
from countersign.model.session import SessionState
from countersign.model.socket import SocketDraft
from countersign.ui.collections.collection_desk import CollectionDesk
from countersign.ui.collections.folder_desk import FolderDesk
from countersign.ui.command_palette import Command, CommandPalette
from countersign.ui.engine_thread import EngineThread
from countersign.ui.environments.environment_desk import EnvironmentDesk
from countersign.ui.focus_order import focus_chain
from countersign.ui.history.compare_view import CompareView
from countersign.ui.history.history_work import HistoryWork
from countersign.ui.identity.mfa_panel import MfaPanel
from countersign.ui.identity.sso_panel import SsoPanel
from countersign.ui.identity_work import IdentityWork
from countersign.ui.importing.import_desk import ImportDesk
from countersign.ui.open_tab import OpenTab
from countersign.ui.open_tabs import OpenTabs
from countersign.ui.request_tab import RequestTab
from countersign.ui.session_keeper import SessionKeeper
from countersign.ui.shortcut_guard import ShortcutGuard
from countersign.ui.sidebar import Sidebar
from countersign.ui.snippets.snippet_desk import SnippetDesk
from countersign.ui.split_memory import SplitMemory, decoded, encoded
from countersign.ui.start_up import Arrival
from countersign.ui.status_line import StatusFacts, StatusLine
from countersign.ui.surroundings import Surroundings
from countersign.ui.tab_builder import TabBuilder
from countersign.ui.theme import Mode, Theme
from countersign.ui.top_bar import TopBar
from countersign.workflows.application import Application
from countersign.workflows.import_source import Written

_MODES: tuple[Mode, ...] = ("system", "dark", "light")


class MainWindow(QMainWindow):
    """Hold everything that is on the screen."""

    def __init__(self, theme: Theme, engine: EngineThread, application: Application, session: SessionState) -> None:
        super().__init__()
        self.setWindowTitle("Countersign")
        self.setAccessibleName("Countersign")
        self.setMinimumSize(960, 600)
        # Room is left for the frame that a window manager adds.
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize() - QSize(4, 32)))
        self._theme = theme
        self._engine = engine
        self._application = application
        self.surroundings = Surroundings(session.environment, session.identity, self)
        self.top = TopBar(theme, self)
        history = HistoryWork(engine, application.history)
        self.sidebar = Sidebar(theme, history, self)
        self.compare = CompareView(theme, history, self)
        self.status = StatusLine(theme, self)
        self._mfa = MfaPanel(self)
        self._sso = SsoPanel(theme, self)
        self._identity_work = IdentityWork(engine, application, self._mfa, self._sso, self)
        self._splits = SplitMemory(dict(session.layout), self)
        self._builder = TabBuilder(
            theme, engine, application, self.surroundings, self._identity_work, self._splits, self
        )
        self.tabs = OpenTabs(theme, self._builder.build, self)
        folder = Path(session.workspace) if session.workspace else None
        self.desk = CollectionDesk(engine, application, self.surroundings, self.sidebar, self.tabs, folder, self)
        self.folders = FolderDesk(theme, engine, application, self.surroundings, lambda: self.desk.folder, self)
        self.keeper = SessionKeeper(self.session, self.complain, engine, application, self)
        self.environments = EnvironmentDesk(theme, engine, application, self.surroundings, self)
        self.importing = ImportDesk(theme, engine, application, self.surroundings, lambda: self.desk.folder, self)
        tool = dict(session.layout).get("snippet", "")
        self.snippets = SnippetDesk(theme, engine, application, self.surroundings, tool, self)
        self._pages = QStackedWidget(self)
        self._columns = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._restore(session)

    def session(self) -> SessionState:
        """Return all that must be back after a restart."""
        columns = {self._columns.objectName(): encoded(self._columns.saveState())}
        window = {"window": encoded(self.saveGeometry())}
        snippet = {"snippet": self.snippets.tool}
        return SessionState(
            tabs=self.tabs.states,
            active_tab=self.tabs.active_id,
            environment=self.surroundings.environment,
            identity=self.surroundings.identity,
            theme=self._theme.mode,
            workspace=str(self.desk.folder or ""),
            layout=tuple(sorted((self._splits.layout | columns | window | snippet).items())),
        )

    def take_in(self, arrival: Arrival) -> None:
        """Show something that has become ready."""
        if arrival.notice is not None:
            self.complain(arrival.notice)
        if arrival.workspace is not None:
            self.desk.take_in(arrival.workspace, arrival.workspace_folder)
        if arrival.playground is not None:
            self.surroundings.set_playground(arrival.playground)
        if arrival.identities is not None:
            self.surroundings.set_identities(arrival.identities, are_all=arrival.identities_are_all)
        if arrival.definitions is not None:
            self.surroundings.set_definitions(arrival.definitions)
            self.sidebar.history.start()
        if arrival.tabs is not None:
            self.tabs.put_secrets_back(arrival.tabs)

    def complain(self, failure: Failure) -> None:
        """Say in the status line what went wrong outside of any request."""
        self.status.say(str(failure), "warn")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work of every tab; what follows the window saves the session once more."""
        self.keeper.stop()
        self.desk.let_go()
        self.folders.let_go()
        self.snippets.let_go()
        self.tabs.let_go()
        super().closeEvent(event)

    def choose_theme(self, mode: Mode) -> None:
        """Dress the window, now and at the next start."""
        self._theme.set_mode(mode)
        self.keeper.save_soon()

    def open_palette(self) -> None:
        """Open the command palette."""
        CommandPalette(self._commands(), self).open()

    def _use_saved_identity(self, name: str, warning: Failure | None) -> None:
        self.surroundings.set_identity(name)
        self.status.say(f"The identity {name} is saved. {warning or ''}".strip(), "warn" if warning else "ok")

    def _show_problem(self, failure: Failure) -> None:
        if self.tabs.current is not None and failure.field:
            self.tabs.current.show_problem(failure)
        self.complain(failure)

    def _follow_surroundings(self) -> None:
        around = self.surroundings
        self.top.show_environments(around.environments, around.environment)
        self.top.show_identities(around.identities, around.identity)
        self._show_signer()
        name = around.workspace.name if around.workspace else ""
        self.top.show_workspace(name, self.desk.menu(self.top.workspace))
        self.keeper.save_soon()

    def _show_signer(self) -> None:
        tab = self.tabs.current
        sends_as = tab.sends_as if tab is not None else ("keyring", "")
        if isinstance(sends_as, str):
            self.top.show_signer(None, sends_as)
            return
        source, name = sends_as
        identities = self.surroundings.identities
        signer = next((one for one in identities if (one.source, one.name) == (source, name)), None)
        missing = f"{name} (unknown)" if name and signer is None else ""
        self.top.show_signer(signer, missing)

    def _open_from_history(self, draft: Draft) -> None:
        self._show_page(self.tabs)
        self.tabs.open_copy(draft)

    def _show_imported(self, written: Written) -> None:
        self._show_page(self.tabs)
        self.desk.open_folder(written.folder)
        notes = f" {len(written.notes):,} things are written otherwise." if written.notes else ""
        self.status.say(f"Imported to {written.folder / written.path}.{notes}", "ok")

    def _compare(self, left: int, right: int) -> None:
        self.compare.compare(left, right)
        self._show_page(self.compare)

    def _show_page(self, page: QWidget) -> None:
        """Bring the tabs, a comparison or the environments to the front."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.setFocus()

    def _show_tabs(self) -> None:
        """Bring the tabs back where another one is opened or chosen behind a page."""
        if self._pages.currentWidget() is not self.tabs:
            self._show_page(self.tabs)

    def _show_facts(self) -> None:
        tab = self.tabs.current
        self.status.show_facts(tab.facts if tab is not None else StatusFacts())
        self.sidebar.show_live(self.tabs.live_paths)

    def _save(self) -> None:
        if self.tabs.current is not None:
            self.desk.save(self.tabs.current)

    def _commands(self) -> tuple[Command, ...]:
        requests = [
            Command(
                f"{request.draft.method} {request.draft.name}",
                partial(self.desk.open_request, request.path),
                tags=request.tags,
            )
            for request in self.desk.requests()
        ]
        own = [Command(action.title, action.run, action.keys) for action in self._actions()]
        themes = [Command(f"Use the {mode} theme", partial(self.choose_theme, mode)) for mode in _MODES]
        return (*requests, *own, *themes)

    def _actions(self) -> tuple[_Action, ...]:
        return (
            _Action("Send the request", "Ctrl+Return", self._with_tab(lambda tab: tab.send())),
            _Action("Cancel the request", "Escape", self._with_tab(lambda tab: tab.cancel())),
            _Action("New request", "Ctrl+T", self.tabs.open_new),
            _Action("New WebSocket", "Ctrl+Shift+N", lambda: self.tabs.open_new(SocketDraft(auth=NoAuth()))),
            _Action("New signaling channel", "Ctrl+Shift+K", lambda: self.tabs.open_new(ChannelDraft())),
            _Action("Close the tab", "Ctrl+W", self.tabs.close_current),
            _Action("Reopen the closed tab", "Ctrl+Shift+T", self.tabs.reopen),
            _Action("Next tab", "Ctrl+Tab", partial(self.tabs.step, 1)),
            _Action("Previous tab", "Ctrl+Shift+Tab", partial(self.tabs.step, -1)),
            _Action("Save", "Ctrl+S", self._save),
            _Action("Save the response body", "Ctrl+Shift+S", self._with_tab(lambda tab: tab.save_body())),
            _Action("Go to the URL", "Ctrl+L", self._with_tab(lambda tab: tab.focus_url())),
            _Action("Find in the response", "Ctrl+F", self._with_tab(lambda tab: tab.open_search())),
            _Action("Choose the environment", "Ctrl+E", self.top.environment.showMenu),
            _Action("Edit environments", "Ctrl+Shift+E", self.environments.open_editor),
            _Action("Choose the identity", "Ctrl+I", self.top.identity.showMenu),
            _Action("Search or run a command", "Ctrl+K", self.open_palette),
            _Action("Show or hide the sidebar", "Ctrl+B", self._toggle_sidebar),
            _Action("Split the tab the other way", "Ctrl+\\", self._with_tab(lambda tab: tab.turn_split())),
            _Action("Next pane", "F6", partial(self._step_pane, 1)),
            _Action("Previous pane", "Shift+F6", partial(self._step_pane, -1)),
            _Action("Open a collection folder", "Ctrl+O", self.desk.choose_folder),
            _Action("New collection", "Ctrl+Shift+O", self.desk.create),
            _Action("Import", "Ctrl+Shift+I", self.importing.open),
            _Action("Copy as code", "Ctrl+Shift+C", self._with_tab(lambda tab: self.snippets.open(tab.state))),
        )

    def _with_tab(self, run: Callable[[OpenTab], None]) -> Callable[[], None]:
        def go() -> None:
            if self.tabs.current is not None:
                run(self.tabs.current)

        return go

    def _toggle_sidebar(self) -> None:
        self.sidebar.setVisible(not self.sidebar.isVisible())

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001, N802 - Qt's signature
        """Move the focus as the controls stand on the screen; panels are built late, and Qt would visit them last."""
        chain = focus_chain(self._panes())
        focus = self.focusWidget()
        if not chain:
            return False
        step = 1 if next else -1
        here = chain.index(focus) if focus in chain else -step
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        chain[(here + step) % len(chain)].setFocus(reason)
        return True

    def _panes(self) -> list[QWidget]:
        """Return the parts of the window in the order in which F6 visits them."""
        tab = self.tabs.current
        inner = tab.panes if tab else ()
        return [pane for pane in (self.top, self.sidebar, self.tabs.strip, *inner, self.status) if pane.isVisible()]

    def _step_pane(self, by: int) -> None:
        panes = [pane for pane in self._panes() if focus_chain([pane])]
        focus = self.focusWidget()
        here = next((place for place, pane in enumerate(panes) if focus and pane.isAncestorOf(focus)), -by)
        focus_chain([panes[(here + by) % len(panes)]])[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _cycle_theme(self) -> None:
        self.choose_theme(_MODES[(_MODES.index(self._theme.mode) + 1) % len(_MODES)])

    def _connect(self) -> None:
        for page in (self.compare, self.importing, self.environments, self.folders):
            page.closed.connect(lambda: self._show_page(self.tabs))
        self.surroundings.changed.connect(self._follow_surroundings)
        self._identity_work.identities_changed.connect(self.surroundings.set_identities)
        self._identity_work.definitions_changed.connect(self._builder.read_definitions)
        self._identity_work.identity_saved.connect(self._use_saved_identity)
        self._identity_work.failed.connect(self._show_problem)
        self.top.environment_chosen.connect(self.surroundings.set_environment)
        self.top.identity_chosen.connect(self.surroundings.set_identity)
        self.top.add_identity_requested.connect(self._add_identity)
        self.desk.said.connect(self.status.say)
        self.desk.failed.connect(self.complain)
        self.desk.settings_requested.connect(self.folders.open)
        self.desk.path_changed.connect(self.folders.follow_path)
        self.folders.opened.connect(self._identity_work.serve)
        self.folders.shown.connect(self._show_page)
        self.folders.files_changed.connect(self.desk.reload)
        self.folders.definitions_changed.connect(self._builder.read_definitions)
        self.sidebar.history.opened.connect(self._open_from_history)
        self.sidebar.history.compare_requested.connect(self._compare)
        self.sidebar.history.failed.connect(self.complain)
        self.top.edit_environments_requested.connect(self.environments.open_editor)
        self._builder.said.connect(self.status.say)
        self._builder.file_change_requested.connect(self.desk.change_file)
        self._builder.comparison_requested.connect(self.compare.compare_two)
        self._builder.comparison_requested.connect(lambda _two: self._show_page(self.compare))
        self.desk.import_requested.connect(self.importing.open)
        self.importing.shown.connect(lambda: self._show_page(self.importing.page))
        self.importing.written.connect(self._show_imported)
        self.snippets.shown.connect(lambda: self._show_page(self.snippets.page))
        self.snippets.closed.connect(lambda: self._show_page(self.tabs))
        self.snippets.tool_changed.connect(self.keeper.save_soon)
        self.snippets.said.connect(self.status.say)
        self.snippets.failed.connect(self.complain)
        self.environments.shown.connect(lambda: self._show_page(self.environments.editor))
        self.environments.files_changed.connect(self.desk.reload)
        self.environments.failed.connect(self.complain)
        self.sidebar.request_opened.connect(lambda _path: self._show_page(self.tabs))
        self.sidebar.search_requested.connect(self.open_palette)
        self.sidebar.channel_requested.connect(lambda: self.tabs.open_new(ChannelDraft()))
        self.tabs.strip.bar.currentChanged.connect(self._show_tabs)
        self.tabs.changed.connect(self.keeper.save_soon)
        self.tabs.changed.connect(self._show_signer)
        self.tabs.facts_changed.connect(self._show_facts)
        self._builder.exchanged.connect(lambda exchange, *_: self.status.show_connection(exchange.connection))
        self._builder.answers_requested.connect(self.environments.ask)
        self._splits.changed.connect(self.keeper.save_soon)
        self.status.theme_requested.connect(self._cycle_theme)
        self._columns.splitterMoved.connect(self.keeper.save_soon)

    def _add_identity(self) -> None:
        """Open the form for keys: the Auth panel of a signed request."""
        if not isinstance(self.tabs.current, RequestTab):
            self.tabs.open_new()
        if isinstance(self.tabs.current, RequestTab):
            self.tabs.current.editor.show_identity_form()

    def _add_shortcuts(self) -> None:
        actions = self._actions()
        for action in actions:
            QShortcut(QKeySequence(action.keys), self, action.run)
        ShortcutGuard((action.keys for action in actions if action.keys.startswith("Ctrl")), self)

    def _restore(self, session: SessionState) -> None:
        geometry = dict(session.layout).get("window")
        if geometry:
            self.restoreGeometry(decoded(geometry))
        self._splits.restore(self._columns)
        self.tabs.restore(session.tabs, session.active_tab)
        if not session.tabs:
            self.tabs.open_new()
        self._follow_surroundings()

    def _lay_out(self) -> None:
        self._columns.setObjectName("columns")
        self._columns.setHandleWidth(1)
        self._columns.addWidget(self.sidebar)
        self._pages.addWidget(self.tabs)
        self._columns.addWidget(self._pages)
        self._columns.setStretchFactor(1, 1)
        self._columns.setCollapsible(1, False)
        self._columns.setSizes([268, 1172])
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        asking = QVBoxLayout()
        asking.setContentsMargins(14, 0, 14, 0)
        for panel in (self._mfa, self._sso, self.environments.panel, self.desk.panels):
            asking.addWidget(panel)
        column.addLayout(asking)
        column.addWidget(self._columns, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)


@dataclass(frozen=True, slots=True)
class _Action:
    """Name something that the window can do, and its shortcut."""

    title: str
    keys: str
    run: Callable[[], None]

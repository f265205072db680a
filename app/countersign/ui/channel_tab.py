"""One open signaling channel: the builder on the left, a console for each role on the right."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from countersign.kvs.signed_url import expires_at, url_base, url_parts
from countersign.kvs.snippets import SNIPPETS
from countersign.model.auth import SigV4Auth
from countersign.model.channel import STEP_TITLES, ChannelDraft, JoinState, Role, SignalDraft, Step
from countersign.model.errors import Failure
from countersign.model.session import TabState
from countersign.model.socket import SocketPhase
from countersign.ui.answer_drawer import AnswerDrawer
from countersign.ui.body_saving import save_body_as
from countersign.ui.channel.channel_pane import ChannelPane
from countersign.ui.channel.channel_side import ChannelSide
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.live_facts import live_facts
from countersign.ui.open_tab import OpenTab, SendsAs
from countersign.ui.parts_work import PartsWork
from countersign.ui.status_line import StatusFacts
from countersign.ui.surroundings import Surroundings
from countersign.ui.tab_bar import TabFace
from countersign.ui.theme import Theme
from countersign.ui.unsaved import is_unsaved
from countersign.workflows.application import Application
from countersign.workflows.prepare_request import RequestContext


class ChannelTab(OpenTab):
    """Build, join and watch one channel, as master, as viewer, or as both side by side."""

    def __init__(
        self,
        state: TabState,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._work = PartsWork(engine, application, self)
        self.pane = ChannelPane(theme, self)
        self.builder = self.pane.builder
        self.drawer = AnswerDrawer(theme, self)
        self._sides: dict[Role, ChannelSide] = {}
        self._phases: dict[Role, SocketPhase] = {}
        self._asking: Job | None = None
        self._shown_url = ""
        self.editing = QSplitter(Qt.Orientation.Vertical, self)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.consoles = QSplitter(Qt.Orientation.Horizontal, self)
        self._seconds = QTimer(self, interval=1000)
        self._lay_out()
        self._connect()
        self._show_draft()
        self._follow_surroundings()

    @property
    def state(self) -> TabState:
        """Return the tab as the session remembers it."""
        return replace(self._state, draft=self.draft())

    def draft(self) -> ChannelDraft:
        """Freeze the fields of the builder and of the composer."""
        draft = self.builder.draft()
        message = self._sides[draft.roles[0]].composer.draft() if draft.roles[0] in self._sides else draft.message
        return replace(draft, name=self._draft().name, messages=self._draft().messages, message=message)

    @property
    def face(self) -> TabFace:
        """Return what the tab bar shows."""
        draft = self.draft()
        return TabFace(draft.method, draft.name, is_unsaved(draft, self._state.saved))

    @property
    def sends_as(self) -> SendsAs:
        """Return who signs."""
        draft = self.builder.draft()
        return draft.source, draft.identity

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Return the parts in the order in which the keyboard visits them."""
        return (self.pane, self.drawer, *self._shown_sides())

    @property
    def facts(self) -> StatusFacts:
        """Return what the status line says of the first connection."""
        side = self._shown_sides()[0]
        return live_facts(side.state.socket, side.log, time.time())

    @property
    def live_path(self) -> str:
        """Return the path of the channel's file while a connection is open, else ""."""
        is_live = any(side.state.socket.phase == "open" for side in self._sides.values())
        return self._state.source if is_live else ""

    def side(self, role: Role) -> ChannelSide:
        """Return the connection of a role, built when it is first wanted."""
        if role not in self._sides:
            side = ChannelSide(role, self._theme, self._engine, self._application)
            side.composer.set_draft(self._draft().message)
            side.composer.set_scope(self._context().scope)
            side.composer.set_messages(self._draft().messages)
            side.composer.edited.connect(self.changed)
            side.composer.save_requested.connect(self._save_message)
            side.composer.delete_requested.connect(self._delete_message)
            side.export_requested.connect(lambda kind, numbers: self._export(side, kind, numbers))
            side.changed.connect(lambda: self._follow_side(side))
            self._sides[role] = side
        return self._sides[role]

    def mark_saved(self, kept: TabState) -> None:
        """Take over from a state which file the tab belongs to, and what that holds; the draft stays."""
        self._state = replace(self._state, saved=kept.saved, source=kept.source, collection=kept.collection)
        self.changed.emit()

    def restore(self, state: TabState) -> None:
        """Take in the tab's state with its secrets."""
        self._state = state
        self._show_draft()

    def send(self) -> None:
        """Send the message while the cursor is in it, else connect with every role that is not connected."""
        composing = next((side for side in self._sides.values() if side.composes), None)
        if composing is not None:
            composing.composer.send()
        else:
            self.join()

    def join(self) -> None:
        """Connect with every role that is not connected, after what has to be asked."""
        self.when_answered(self.draft(), self._context().scope, self._join)

    def _join(self) -> None:
        draft = self.draft()
        self.builder.clear_problems()
        for role in draft.roles:
            side = self.side(role)
            if not side.is_running:
                side.join(draft, self._context)
        self._seconds.start()

    def leave(self) -> None:
        """Disconnect every role."""
        for side in self._sides.values():
            if side.is_running:
                side.leave()

    def cancel(self) -> None:
        """Close the details, or give up an attempt that is under way; an open connection stays."""
        if self.drawer.isVisible():
            self.drawer.hide()
            return
        for side in self._sides.values():
            if side.state.socket.phase in {"connecting", "waiting"}:
                side.leave()

    def focus_url(self) -> None:
        """Put the cursor into the channel's name."""
        self.builder.focus_channel()

    def open_search(self) -> None:
        """Put the cursor into the message filter, or search the answer that has the focus."""
        if not self.drawer.open_search():
            self._shown_sides()[0].console.open_search()

    def turn_split(self) -> None:
        """Put both consoles one above the other, or side by side again."""
        across = self.consoles.orientation() is Qt.Orientation.Horizontal
        self.consoles.setOrientation(Qt.Orientation.Vertical if across else Qt.Orientation.Horizontal)

    def show_problem(self, failure: Failure) -> None:
        """Show a failure at the control that it names."""
        self.builder.show_problem(failure)

    def save_body(self) -> None:
        """Write the body of the answer that is shown to a file that the user chooses."""
        exchange = self.drawer.exchange
        if exchange is not None and exchange.response is not None:
            body, failed = exchange.response.body, self.drawer.response.show_failure
            self._asking = save_body_as(body, self, self._engine, self._application, failed)

    def let_go(self) -> None:
        """Drop every connection, and what was asked for."""
        self._seconds.stop()
        if self._asking is not None:
            self._asking.drop()
        for side in self._sides.values():
            side.let_go()

    def _draft(self) -> ChannelDraft:
        assert isinstance(self._state.draft, ChannelDraft)
        return self._state.draft

    def _context(self) -> RequestContext:
        return self._surroundings.context_of(self._state)

    def _show_draft(self) -> None:
        self.builder.set_draft(self._draft())
        for side in self._sides.values():
            side.composer.set_draft(self._draft().message)
        self._show_sides()

    def _shown_sides(self) -> list[ChannelSide]:
        return [self.side(role) for role in self.builder.draft().roles]

    def _show_sides(self) -> None:
        """Put the consoles of the chosen roles on the screen; one that is connected stays until it has left."""
        roles = self.builder.draft().roles
        shown = self._shown_sides()
        for role, side in self._sides.items():
            if self.consoles.indexOf(side) < 0:
                self.consoles.insertWidget(0 if role == "MASTER" else 1, side)
            side.setVisible(role in roles or side.is_running)
            side.console.bar.heading.setText("Master" if role == "MASTER" else "Viewer")
        both = sum(not side.isHidden() for side in self._sides.values()) > 1
        for side in self._sides.values():
            side.console.bar.heading.setVisible(both)
        self.pane.show_roles(both=both)
        self._show_side(self._leading(shown))

    def _leading(self, shown: list[ChannelSide]) -> ChannelSide:
        """Return the connection whose steps are shown: the chosen one of both."""
        chosen = self.pane.shown_role()
        return next((side for side in shown if side.role == chosen), shown[0])

    def _follow_side(self, side: ChannelSide) -> None:
        if side is self._leading(self._shown_sides()):
            self._show_side(side)
        self._notice_identity(side)
        if side.role == "VIEWER":
            is_over = side.state.socket.phase in {"idle", "closed"} and not side.is_running
            self.builder.show_client_id("" if is_over else side.state.client_id)
        failure = side.failure or side.state.socket.failure
        if failure is not None and failure.field:
            self.builder.show_problem(failure)
        self.facts_changed.emit()

    def _show_side(self, side: ChannelSide) -> None:
        state = side.state
        self.pane.steps.show_steps(state.steps)
        self.pane.steps.show_ice_servers(state.ice_servers)
        self.pane.footer.show_state(state.socket)
        if state.channel_arn and side.joined.channel == self.builder.draft().channel:
            self.builder.set_channel_arn(state.channel_arn)
        self._show_url(state)

    def _notice_identity(self, side: ChannelSide) -> None:
        """Tell once a connection is tried or made that credentials have been fetched for it, if they had to be."""
        phase, before = side.state.socket.phase, self._phases.get(side.role)
        self._phases[side.role] = phase
        auth = SigV4Auth(side.joined.source, side.joined.identity)
        if phase != before and phase in {"open", "closed"} and not self._surroundings.has_credentials_at_hand(auth):
            self.identity_used.emit()

    def _show_url(self, state: JoinState) -> None:
        url = str(state.signing.url) if state.signing else ""
        if url == self._shown_url:
            return
        self._shown_url = url
        if url:
            self.pane.show_url(url_base(url), url_parts(url), expires_at(url) or 0.0)
        else:
            self.pane.url.clear()

    def _copy(self, what: str) -> None:
        if self._shown_url:
            makers = {snippet.name.lower(): snippet.text for snippet in SNIPPETS}
            make = makers.get(what)
            QGuiApplication.clipboard().setText(make(self._shown_url) if make else self._shown_url)

    def _inspect(self) -> None:
        side = self._leading(self._shown_sides())
        if side.state.signing is not None:
            self.drawer.show_record(side.state.signing)

    def _open_step(self, step: Step) -> None:
        if step.name == "sign":
            self._inspect()
        elif step.exchange is not None:
            self.drawer.show_exchange(STEP_TITLES[step.name], step.exchange)

    def _list_channels(self) -> None:
        draft, context = self.draft(), self._context()
        self._asking = self._work.submit(
            lambda parts, _report: parts.channels.list(draft, context),
            done=lambda found: self.builder.set_channels(tuple((one.name, one.arn, one.status) for one in found)),
            failed=self.builder.show_channels_failure,
        )

    def _create_channel(self, name: str) -> None:
        draft, context = self.draft(), self._context()
        self._asking = self._work.submit(
            lambda parts, _report: parts.channels.create(draft, context, name),
            done=self._take_created,
            failed=self.builder.show_channels_failure,
        )

    def _take_created(self, arn: str) -> None:
        self.builder.set_channel_arn(arn)
        self._list_channels()

    def _save_message(self, message: SignalDraft) -> None:
        self._set_messages((*self._draft().messages, message))

    def _delete_message(self, message: SignalDraft) -> None:
        self._set_messages(tuple(one for one in self._draft().messages if one.title != message.title))

    def _set_messages(self, messages: tuple[SignalDraft, ...]) -> None:
        self._state = replace(self._state, draft=replace(self._draft(), messages=messages))
        for side in self._sides.values():
            side.composer.set_messages(messages)
        self.changed.emit()

    def _export(self, side: ChannelSide, kind: str, numbers: tuple[int, ...]) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Export messages", f"{self._draft().name}.{kind}")
        if path:
            url = url_base(self._shown_url) if self._shown_url else ""
            side.run(partial(self._application.export_frames, kind, side.log, numbers, side.reader, url, Path(path)))

    def _after_edit(self) -> None:
        self._show_sides()
        self.changed.emit()

    def _follow_surroundings(self) -> None:
        self.builder.set_identities(self._surroundings.identities)
        self.builder.set_default_identity(self._surroundings.identity)
        scope = self._context().scope
        self.builder.set_scope(scope)
        for side in self._sides.values():
            side.composer.set_scope(scope)

    def _tick(self) -> None:
        self.facts_changed.emit()
        if not any(side.is_running for side in self._sides.values()):
            self._seconds.stop()

    def _connect(self) -> None:
        self.builder.edited.connect(self._after_edit)
        self.builder.channels_requested.connect(self._list_channels)
        self.builder.create_requested.connect(self._create_channel)
        self.pane.role_chosen.connect(lambda: self._show_side(self._leading(self._shown_sides())))
        self.pane.steps.step_opened.connect(self._open_step)
        self.pane.url.copy_requested.connect(self._copy)
        self.pane.url.inspector_requested.connect(self._inspect)
        self.pane.footer.connect_requested.connect(self.join)
        self.pane.footer.disconnect_requested.connect(self.leave)
        self.pane.footer.reconnect_requested.connect(self._reconnect)
        self.drawer.save_requested.connect(self.save_body)
        self._surroundings.changed.connect(self._follow_surroundings)
        self._seconds.timeout.connect(self._tick)

    def _reconnect(self) -> None:
        running = [side for side in self._sides.values() if side.is_running]
        for side in running:
            side.reconnect()
        if not running:
            self.join()

    def _lay_out(self) -> None:
        for splitter, name in ((self.editing, "editing"), (self.halves, "halves"), (self.consoles, "consoles")):
            splitter.setObjectName(f"channel-{name}")
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self.editing.addWidget(self.pane)
        self.editing.addWidget(self.drawer)
        self.halves.addWidget(self.editing)
        self.halves.addWidget(self.consoles)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([424, 748])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.halves)
